/** POST /v1/refunds and GET /v1/refunds/{id}: all that WooshPay publishes of refunds. */
import type { Payment } from "@refund-rules/core"
import {
  askedRefund,
  bodyOf,
  claimFor,
  faultAt,
  FieldFault,
  type FieldReader,
  type Fields,
  isJsonObject,
  jsonText,
  keyFirst,
  maybe,
  paymentNamed,
  readFields,
  refundNamed,
  refusalWords,
  reIdIn,
  type Route,
  Said,
  type Stay,
  type Told,
  textOf,
  wordOf,
  type Wrong,
} from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { amountIn, refundOut } from "../mapping.ts"
import { reasons } from "../Wire.ts"
import { invalid, missing, says, unreadable } from "./says.ts"

/** A text, as WooshPay has it, or the whole number it stands for; what it is worth depends on the currency. */
const amount: FieldReader<string | undefined> = (value, at) => {
  if (value === undefined) return undefined
  const text = typeof value === "string" ? value : (jsonText(value) ?? "")
  return /^[1-9]\d{0,15}$/.test(text) ? text : faultAt(at, "must be a positive whole number, written in digits only")
}

/** Texts by name: an empty one unsets its name, and an empty text for all of it unsets everything. */
const metadata: FieldReader<Readonly<Record<string, string>>> = (value, at) => {
  if (value === undefined || value === null || value === "") return {}
  if (!isJsonObject(value)) return faultAt(at, "must be an object")
  const pairs = Object.entries(value)
  if (pairs.length > 50) return faultAt(at, "must have at most 50 keys")
  const texts: [string, string][] = []
  for (const [name, each] of pairs) {
    if (typeof each !== "string") return faultAt(`${at}[${name.slice(0, 100)}]`, "must be a text")
    if (name === "" || name.length > 40) return faultAt(at, "must have keys of 1 to 40 characters")
    if (each.length > 500) return faultAt(`${at}[${name}]`, "must have at most 500 characters")
    if (each !== "") texts.push([name, each])
  }
  return Object.fromEntries(texts)
}

const readers = {
  payment_intent: textOf(5000),
  amount,
  reason: maybe(wordOf(...reasons)),
  metadata,
} satisfies Readonly<Record<string, FieldReader<unknown>>>

/** Nothing else stops a request without a decision. */
const aboveTheKey = new Said({ reply: says("above the key's limit") })

export const create: Route = {
  method: "POST",
  path: "/v1/refunds",
  scope: "refunds:write",
  operate: (stay) =>
    Effect.gen(function* () {
      const given = yield* keyFirst(
        stay,
        DOOR,
        undefined,
        Effect.suspend(() => givenIn(stay)),
      )
      const content = ["POST", "/v1/refunds", { ...given, metadata: Object.entries(given.metadata).toSorted(byName) }]
      return yield* keyFirst(stay, DOOR, content, created(stay, given, content))
    }),
}

const DOOR = "wooshpay"

type Given = Fields<typeof readers>

const givenIn = ({ call }: Stay): Effect.Effect<Given, Said> => {
  const object = bodyOf(call)
  const given = object instanceof FieldFault ? object : readFields(object, readers)
  return given instanceof FieldFault ? Effect.fail(unreadable(given)) : Effect.succeed(given)
}

const created = Effect.fnUntraced(function* (
  stay: Stay,
  given: Given,
  content: unknown,
): Effect.fn.Return<Told, Wrong> {
  const { caller, services } = stay
  const { metadata: kept, payment_intent: name } = given
  const paymentId = yield* paymentNamed(services, caller, "wooshpay", { paymentIntent: name })
  if (paymentId === undefined) return yield* missing("payment_intent", name)
  const { payment } = yield* services.store.read(caller.scope, paymentId)
  const ask = yield* askOf(stay, paymentId, payment, given)
  const asking = askedRefund(stay, { door: DOOR, paymentId, ask, metadata: kept, content })
  const refund = yield* Effect.catchTag(asking, "Conflict", () => Effect.fail(aboveTheKey))
  return "_tag" in refund ? yield* invalid(refusalWords(refund, name)) : { body: refundOut(refund, payment) }
})

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1)

const askOf = Effect.fnUntraced(function* (
  { caller, services }: Stay,
  paymentId: string,
  payment: Payment,
  given: Given,
) {
  const reason = given.reason === undefined ? {} : { reason: given.reason }
  if (given.amount === undefined) return reason
  const paid = amountIn(payment.currency, given.amount)
  if (paid === undefined) {
    return yield* invalid({ message: "Invalid amount", code: "parameter_invalid_integer", param: "amount" })
  }
  return { ...reason, amount: yield* claimFor(services, caller, payment, paymentId, { ...reason, amount: paid }) }
})

export const retrieve: Route = {
  method: "GET",
  path: "/v1/refunds/*",
  scope: "read",
  operate: (stay) =>
    Effect.gen(function* () {
      const { caller, names, services } = stay
      const [id = ""] = names
      const refund = yield* refundNamed(stay, "wooshpay", { ours: reIdIn(id), theirs: id })
      if (refund === undefined) return yield* missing("refund", id)
      const { payment } = yield* services.store.read(caller.scope, refund.paymentId)
      return { body: refundOut(refund, payment) }
    }),
}
