/** POST /v1/refunds: asks the desk once per key, waits a while for the provider, and answers as Stripe does. */
import { codecFor, decodeAmount, type Ledger, type Payment } from "@refund-rules/core"
import type { OnceKey, RefundAnswer, RefundView } from "@refund-rules/engine"
import { asAnswered, claimFor, fingerprintOf } from "@refund-rules/provider-kit"
import { Effect, Schedule } from "effect"
import { amountOut, KEPT_EMAIL, refundOut } from "../mapping.ts"
import { expandFault } from "./expanded.ts"
import { keyFirst } from "./keyFirst.ts"
import { flag, type Given, metadata, oneOf, readParameters, text, texts, whole } from "./parameters.ts"
import { expandedFor } from "./read.ts"
import { refusalSaid } from "./refusalSaid.ts"
import { replayHeaders, requestIdOf } from "./replay.ts"
import { invalid, keyInUse, keyReused, notPermitted, type Said } from "./Said.ts"
import { contradiction, subjectOf } from "./subject.ts"
import type { Operation, Services, Told, Visit, Wrong } from "./Visit.ts"

const positive = (param: string): Said =>
  invalid("This value must be greater than or equal to 1.", { code: "parameter_invalid_integer", param })

const name = text(5000)

const readers = {
  amount: whole(1, Number.MAX_SAFE_INTEGER, positive),
  charge: name,
  currency: text(3),
  customer: name,
  expand: texts,
  instructions_email: text(500),
  metadata,
  origin: oneOf("customer_balance"),
  payment_intent: name,
  reason: oneOf("duplicate", "fraudulent", "requested_by_customer"),
  refund_application_fee: flag,
  reverse_transfer: flag,
}

type Parameters = Given<typeof readers>

export const create = (visit: Visit): Operation =>
  Effect.gen(function* () {
    const { caller, services } = visit
    const given = yield* keyFirst(visit, "", read(visit))
    const key = yield* onceOf(visit, given)
    const { ask, payment, paymentId } = yield* keyFirst(visit, key.fingerprint, meant(visit, given))
    const input = { key, paymentId, ask, metadata: keptOf(given) }
    const { answer, replayed } = yield* requested(services, visit, input)
    // Stripe says the charge, whatever it was asked by.
    const shownName = payment.references["charge"] ?? given.charge ?? given.payment_intent ?? paymentId
    const body = yield* answered(visit, answer, replayed, String(shownName))
    const object = refundOut(body, payment)
    const paths = given.expand ?? []
    const ledger: Ledger | undefined =
      paths.length === 0 ? undefined : yield* services.store.read(caller.scope, paymentId)
    const shown = ledger === undefined ? object : yield* expandedFor(visit, object, paths, ledger)
    return told(shown, replayed && visit.key !== undefined ? replayHeaders(visit) : {})
  })

const read = Effect.fnUntraced(function* ({ call }: Visit): Effect.fn.Return<Parameters, Wrong> {
  const given = yield* readParameters(call.body, readers)
  const fault = expandFault(given.expand ?? []) ?? emailFault(given)
  return fault === undefined ? given : yield* fault
})

/** The payment the parameters name, and the ask they are of it. */
const meant = Effect.fnUntraced(function* (visit: Visit, given: Parameters) {
  const paymentId = yield* subjectOf(visit, given)
  const { payment } = yield* visit.services.store.read(visit.caller.scope, paymentId)
  return { paymentId, payment, ask: yield* askOf(visit, given, payment, paymentId) }
})

const told = (body: unknown, headers: Readonly<Record<string, string>>): Told => ({ body, headers })

const emailFault = ({ instructions_email: email, metadata: pairs }: Parameters): Said | undefined => {
  if (email === undefined) return undefined
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    return invalid(`Invalid email address: ${email.slice(0, 100)}`, {
      code: "email_invalid",
      param: "instructions_email",
    })
  }
  // It is kept beside the metadata, and takes a place there.
  return Object.keys(pairs ?? {}).length < 50
    ? undefined
    : invalid("Metadata can have at most 49 keys here", { param: "metadata" })
}

const keptOf = ({ instructions_email: email, metadata: pairs }: Parameters): Readonly<Record<string, string>> => ({
  ...(pairs === "" ? {} : pairs),
  ...(email === undefined ? {} : { [KEPT_EMAIL]: email }),
})

/** The ask that the parameters are, in our units. */
const askOf = Effect.fnUntraced(function* (
  visit: Visit,
  given: Parameters,
  payment: Payment,
  paymentId: string,
): Effect.fn.Return<object, Wrong> {
  const wrong = contradiction(payment, given)
  if (wrong !== undefined) return yield* wrong
  const { reason, refund_application_fee: refundApplicationFee, reverse_transfer: reverseTransfer } = given
  const rest = {
    ...(reason === undefined ? {} : { reason }),
    ...(refundApplicationFee === undefined ? {} : { refundApplicationFee }),
    ...(reverseTransfer === undefined ? {} : { reverseTransfer }),
  }
  const paid = yield* amountOf(given, payment)
  const claim =
    paid === undefined
      ? undefined
      : yield* claimFor(visit.services, visit.caller, payment, paymentId, { ...rest, amount: paid })
  return { ...rest, ...(claim === undefined ? {} : { amount: claim }) }
})

const LARGEST = 99_999_999

const amountOf = Effect.fnUntraced(function* (
  { amount, origin }: Parameters,
  { captured, currency }: Payment,
): Effect.fn.Return<number | undefined, Said> {
  if (amount === undefined) {
    if (origin === undefined) return undefined
    return yield* invalid("Missing required param: amount.", { code: "parameter_missing", param: "amount" })
  }
  if (amount > LARGEST && amount > amountOut(currency, captured)) {
    return yield* invalid("Amount must be no more than 99999999", { code: "amount_too_large", param: "amount" })
  }
  const read = decodeAmount("stripe", currency, String(amount))
  if (read.ok) return read.value
  const step = codecFor("stripe", currency)?.step ?? 1
  return yield* invalid(`Refund amount must be a multiple of ${step} in ${currency.toLowerCase()}`, { param: "amount" })
})

/** Who sent no key repeats nothing: a name nobody knows stands in for it. */
const onceOf = ({ call: { path }, key }: Visit, given: Parameters): Effect.Effect<OnceKey> =>
  key === undefined
    ? Effect.sync(() => ({ door: "stripe", key: `unkeyed ${crypto.randomUUID()}`, fingerprint: "" }))
    : Effect.map(
        Effect.promise(() => fingerprintOf(contentOf("POST", path, given))),
        (fingerprint) => ({ door: "stripe", key, fingerprint }),
      )

/** What a key stands for: the address and the parameters, in whatever order they came. */
export const contentOf = (method: string, path: string, given: object): string => {
  const inOrder = (object: object): readonly (readonly [string, unknown])[] =>
    Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const plain = inOrder(given).map(([each, value]): readonly [string, unknown] => [
    each,
    typeof value === "object" && value !== null && !Array.isArray(value) ? inOrder(value) : value,
  ])
  return JSON.stringify([method, path, plain])
}

type Input = globalThis.Parameters<Services["desk"]["request"]>[1]

/** Milliseconds between two looks at a key in flight. */
const BETWEEN_LOOKS = 20

/** Asks; while the first request under the key is under way, waits for it as long as for a provider. */
const requested = (services: Services, { caller }: Visit, input: Input) => {
  const asking = services.desk.request(caller, input)
  // Only the second waits at most so long: a first one that is held up is in nobody's way.
  const patient = Effect.retry(asking, {
    while: ({ _tag }) => _tag === "KeyInFlight",
    schedule: Schedule.spaced(`${BETWEEN_LOOKS} millis`),
    times: Math.ceil(services.waitMs / BETWEEN_LOOKS),
  })
  return patient.pipe(
    Effect.catchTags({
      KeyInFlight: () => Effect.fail(keyInUse),
      KeyReused: () => Effect.fail(keyReused),
      // Of what stops a request only the limit of its key is no fault of what it says.
      Conflict: () => Effect.fail(notPermitted("This key may not ask for a refund of this amount.")),
    }),
  )
}

const answered = (
  visit: Visit,
  answer: RefundAnswer | { readonly _tag: "Current"; readonly value: RefundView },
  replayed: boolean,
  shownName: string,
): Effect.Effect<RefundView, Wrong> => {
  switch (answer._tag) {
    case "Accepted":
      return replayed
        ? asAnswered(visit.services, visit.caller, answer.refund, visit.services.waitMs)
        : settled(visit, answer.refund)
    case "Review":
      return Effect.succeed(answer.refund)
    case "Current":
      return Effect.succeed(answer.value)
    case "Refused":
      return Effect.fail(withHeaders(refusalSaid(answer, shownName), visit, replayed))
  }
}

/** A refusal is kept under its key like any answer, and says when it is given again. */
const withHeaders = (said: Said, visit: Visit, replayed: boolean): Said => {
  if (visit.key === undefined) return said
  return said.with(replayed ? replayHeaders(visit) : { "request-id": requestIdOf(visit) })
}

const settled = (
  { caller, services: { awaiting, waitMs } }: Visit,
  { id }: RefundView,
): Effect.Effect<RefundView, Wrong> => awaiting.settled(caller, id, waitMs / 1000)
