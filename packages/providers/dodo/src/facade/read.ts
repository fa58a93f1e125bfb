/** GET /refunds, /refunds/{id} and /payments/{id}/line-items: everything as it stands now, newest first. */
import { parseInstant } from "@refund-rules/core"
import type { NotFound, PaymentView, RefundFilter, RefundView, StoreUnavailable } from "@refund-rules/engine"
import { paymentNamed, readForm, refundNamed, type Route, type Said, type Stay } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { lineItemsOut, listedOut, refundOut, statusesOf } from "../mapping.ts"
import type { BusinessOf } from "./business.ts"
import { invalid, missing } from "./says.ts"

const badQuery = (message: string): Said => invalid("INVALID_QUERY_PARAMS", message)

export const retrieve = (businessOf: BusinessOf): Route => ({
  method: "GET",
  path: "/refunds/*",
  scope: "read",
  operate: (stay) =>
    Effect.gen(function* () {
      const { caller, names, services } = stay
      const [id = ""] = names
      const refund = yield* refundNamed(stay, "dodo", { ours: id, theirs: id })
      if (refund === undefined) return yield* missing("refund", id)
      const payment = yield* services.desk.payment(caller, refund.paymentId)
      return { body: refundOut(refund, { payment, business: yield* businessOf(caller.scope) }) }
    }),
})

export const lineItems: Route = {
  method: "GET",
  path: "/payments/*/line-items",
  scope: "read",
  operate: ({ caller, names, services }) =>
    Effect.gen(function* () {
      const [name = ""] = names
      const id = yield* paymentNamed(services, caller, "dodo", { paymentId: name })
      if (id === undefined) return yield* missing("payment", name)
      return { body: lineItemsOut(yield* services.store.read(caller.scope, id)) }
    }),
}

/** Pages count from zero, and the page after the last is an empty one: the client stops there. */
export const list = (businessOf: BusinessOf): Route => ({
  method: "GET",
  path: "/refunds",
  scope: "read",
  operate: (stay) =>
    Effect.gen(function* () {
      const { caller, services } = stay
      const query = yield* queryOf(stay.call.query)
      const number = yield* wholeIn(query, "page_number", 2 ** 31 - 1, 0)
      const limit = yield* wholeIn(query, "page_size", 100, 10)
      const filter = yield* filterOf(query)
      // Nothing here is of a subscription.
      const isNone = limit === 0 || query["subscription_id"] !== undefined
      const { items } = isNone
        ? { items: [] }
        : yield* services.desk.refunds(caller, filter, { limit, skip: number * limit })
      const business = yield* businessOf(caller.scope)
      return { body: { items: yield* listed(stay, items, business) } }
    }),
})

/** Refunds as they stand in a list, each payment read once. */
const listed = Effect.fnUntraced(function* (
  { caller, services: { desk } }: Stay,
  refunds: readonly RefundView[],
  business: string,
): Effect.fn.Return<readonly object[], NotFound | StoreUnavailable> {
  const payments = new Map<string, PaymentView>()
  const objects: object[] = []
  for (const refund of refunds) {
    const payment: PaymentView = payments.get(refund.paymentId) ?? (yield* desk.payment(caller, refund.paymentId))
    payments.set(refund.paymentId, payment)
    objects.push(listedOut(refund, { payment, business }))
  }
  return objects
})

type Query = Readonly<Record<string, string | undefined>>

/** Parameters that nobody here knows are left aside: there will be newer ones. */
const queryOf = (source: string): Effect.Effect<Query, Said> => {
  const read = readForm(source)
  if (!read.ok) return Effect.fail(badQuery(`The parameter ${read.name} cannot be read`))
  const texts = Object.entries(read.form).filter((pair): pair is [string, string] => typeof pair[1] === "string")
  return Effect.succeed(Object.fromEntries(texts))
}

const wholeIn = (query: Query, name: string, most: number, otherwise: number): Effect.Effect<number, Said> => {
  const { [name]: text } = query
  if (text === undefined) return Effect.succeed(otherwise)
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  return number <= most ? Effect.succeed(number) : Effect.fail(badQuery(`${name} must be a whole number up to ${most}`))
}

const instantIn = (query: Query, name: string): Effect.Effect<number | undefined, Said> => {
  const { [name]: text } = query
  if (text === undefined) return Effect.undefined
  const at = parseInstant(text)
  return at === undefined
    ? Effect.fail(badQuery(`${name} must be an instant with its offset`))
    : Effect.succeed(Date.parse(at))
}

const filterOf = Effect.fnUntraced(function* (query: Query): Effect.fn.Return<RefundFilter, Said> {
  const from = yield* instantIn(query, "created_at_gte")
  const until = yield* instantIn(query, "created_at_lte")
  // The last instant is in it; after the last that there is comes nothing.
  const end = until === undefined ? undefined : parseInstant(new Date(until + 1).toISOString())
  const { customer_id: customerId, status } = query
  const statuses = status === undefined ? undefined : Object.entries(statusesOf).find(([name]) => name === status)?.[1]
  if (status !== undefined && statuses === undefined) return yield* badQuery("status is not one of those a refund has")
  return {
    provider: "dodo",
    ...(customerId === undefined ? {} : { customerId }),
    ...(statuses === undefined ? {} : { statuses }),
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(end === undefined ? {} : { until: end }),
  }
})
