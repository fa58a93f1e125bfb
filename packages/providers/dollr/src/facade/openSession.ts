/** POST /v1/sessions/refund: what is asked is decided at once and held until the session ends; nothing moves yet. */
import { codecFor, decodeAmount, type Payment } from "@refund-rules/core"
import type { Invalid, SessionAnswer, SessionView } from "@refund-rules/engine"
import {
  claimFor,
  onceOf,
  patiently,
  paymentNamed,
  type Route,
  Said,
  type Stay,
  type Wrong,
} from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { sessionIdOf, sessionOut } from "../mapping.ts"
import { amount, bodyOf, type Given, instant, note, whole } from "./body.ts"
import { refusalSaid } from "./refusalSaid.ts"
import { absent, faultAt, invalid, says } from "./says.ts"
import { inVersion } from "./version.ts"

const readers = { original_payment_intent_id: whole, amount, expires_at: instant, reason: note }
type Body = Given<typeof readers>

export const openSession: Route = {
  method: "POST",
  path: "/*/sessions/refund",
  scope: "refunds:write",
  operate: inVersion((stay) => Effect.catchTag(opening(stay), "Invalid", (wrong) => Effect.fail(placed(wrong)))),
}

/** Nothing else stops an opening without a decision. */
const aboveTheKey = new Said({ reply: says("above the key's limit") })

const opening = Effect.fnUntraced(function* (stay: Stay): Effect.fn.Return<{ readonly body: object }, Wrong> {
  const { call, caller, services, waitMs } = stay
  const body = yield* bodyOf(call, readers)
  const named = { paymentIntentId: body.original_payment_intent_id }
  const paymentId = yield* paymentNamed(services, caller, "dollr", named)
  if (paymentId === undefined) return yield* absent("Payment intent")
  const { payment } = yield* services.store.read(caller.scope, paymentId)
  const ask = yield* askOf(stay, body, payment, paymentId)
  // Dollr has no keys for sessions; a client that sends one all the same may repeat its request.
  const key = yield* onceOf("dollr", stay.key === undefined ? undefined : `session ${stay.key}`, body)
  const sessionId = sessionIdOf(yield* Effect.sync(randomNumber))
  const asked = services.desk.openSession(caller, { key, paymentId, ask, expiresAt: body.expires_at, sessionId })
  const { answer } = yield* patiently(asked, waitMs).pipe(Effect.catchTag("Conflict", () => Effect.fail(aboveTheKey)))
  const session = yield* openedIn(answer)
  const record = yield* services.records.session(caller.scope, session.id)
  const openedAt = record?.session.openedAt ?? session.expiresAt
  return { body: sessionOut(session, { openedAt, reason: body.reason }, payment) }
})

const openedIn = (
  answer: SessionAnswer | { readonly _tag: "Current"; readonly value: SessionView },
): Effect.Effect<SessionView, Said> => {
  switch (answer._tag) {
    case "Opened":
      return Effect.succeed(answer.session)
    case "Current":
      return Effect.succeed(answer.value)
    case "Refused":
      return Effect.fail(refusalSaid(answer))
  }
}

/** A number that nobody guesses, and that JSON carries everywhere. */
const randomNumber = (): number => {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return (high % 2 ** 20) * 2 ** 32 + low + 1
}

const askOf = Effect.fnUntraced(function* (
  { caller, services }: Stay,
  { amount: text, reason }: Body,
  payment: Payment,
  paymentId: string,
): Effect.fn.Return<object, Wrong> {
  const paid = yield* amountIn(payment.currency, text)
  const rest = reason === null ? {} : { note: reason }
  return { ...rest, amount: yield* claimFor(services, caller, payment, paymentId, { ...rest, amount: paid }) }
})

/** What the desk could not read, where it stands in Dollr's words. */
const placed = ({ faults }: Invalid): Said =>
  invalid(
    ...faults.map(({ code, message, path }) =>
      faultAt(path === "/expiresAt" ? ["body", "expires_at"] : ["body"], code, message),
    ),
  )

/** A number of major units, read from its text in the currency of the payment. */
const amountIn = (currency: string, text: string): Effect.Effect<number, Said> => {
  const read = decodeAmount("dollr", currency, text)
  if (read.ok && read.value > 0) return Effect.succeed(read.value)
  const code = read.ok ? "amount_not_positive" : (read.faults[0]?.code ?? "amount_malformed")
  const decimals = codecFor("dollr", currency)?.exponent ?? 0
  const [type, msg] =
    code === "amount_too_precise"
      ? ["decimal_max_places", `Input should have no more than ${decimals} decimal places in ${currency}`]
      : code === "amount_too_large"
        ? ["less_than_equal", "Input should be a smaller number"]
        : ["greater_than_equal", `Input should be greater than or equal to ${decimals === 0 ? 1 : 10 ** -decimals}`]
  return Effect.fail(invalid(faultAt(["body", "amount"], type, msg)))
}
