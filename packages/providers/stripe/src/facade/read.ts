/** GET /v1/refunds and /v1/refunds/{id}: refunds as they stand now, newest first. */
import { type Ledger, parseInstant } from "@refund-rules/core"
import type { NotFound, RefundFilter, RefundView, StoreUnavailable } from "@refund-rules/engine"
import { reIdIn } from "@refund-rules/provider-kit"
import { Effect, Option } from "effect"
import { refundOut } from "../mapping.ts"
import type { RefundObject } from "../Wire.ts"
import { expanded, expandFault } from "./expanded.ts"
import { type Given, readParameters, type Reader, text, texts, whole } from "./parameters.ts"
import { invalid, missing, type Said } from "./Said.ts"
import { knownPayment } from "./subject.ts"
import type { Operation, Visit, Wrong } from "./Visit.ts"

/** Refunds as objects, each payment read once. */
export const shown = Effect.fnUntraced(function* (
  visit: Visit,
  refunds: readonly RefundView[],
  paths: readonly string[],
): Effect.fn.Return<readonly RefundObject[], Wrong> {
  const {
    caller,
    services: { store },
  } = visit
  const ledgers = new Map<string, Ledger>()
  const objects: RefundObject[] = []
  for (const refund of refunds) {
    const ledger: Ledger = ledgers.get(refund.paymentId) ?? (yield* store.read(caller.scope, refund.paymentId))
    ledgers.set(refund.paymentId, ledger)
    const object = refundOut(refund, ledger.payment)
    objects.push(yield* expandedFor(visit, object, paths, ledger))
  }
  return objects
})

/** Who paid is no part of the ledger: a customer is told as the desk tells of it. */
export const expandedFor = Effect.fnUntraced(function* (
  { caller, services: { desk } }: Visit,
  object: RefundObject,
  paths: readonly string[],
  ledger: Ledger,
): Effect.fn.Return<RefundObject, Wrong> {
  const isLive = caller.scope.mode === "live"
  const { id } = ledger.payment
  if (id === undefined || !paths.some((path) => path.includes("customer")))
    return expanded(object, paths, ledger, isLive)
  const { balance: _, ...payment } = yield* desk.payment(caller, id)
  return expanded(object, paths, { ...ledger, payment }, isLive)
})

/** The refund a client names: by the id it has here, or by the one it has at Stripe. */
export const refundNamed = Effect.fnUntraced(function* (
  { caller, services: { desk } }: Visit,
  id: string,
  unknown: Said = missing("refund", id, "id"),
): Effect.fn.Return<RefundView, Wrong> {
  const ours = reIdIn(id)
  const found = ours === undefined ? Option.none() : yield* known(desk.refund(caller, ours))
  if (Option.isSome(found) && found.value.provider === "stripe") return found.value
  const { items } = yield* desk.refunds(caller, { provider: "stripe", providerRefundId: id }, { limit: 1 })
  return items[0] ?? (yield* unknown)
})

const known = (looking: Effect.Effect<RefundView, NotFound | StoreUnavailable>) =>
  Effect.catchTag(Effect.asSome(looking), "NotFound", () => Effect.succeedNone)

export const retrieve = (visit: Visit, id: string): Operation =>
  Effect.gen(function* () {
    const { expand = [] } = yield* readParameters(visit.call.query, { expand: texts })
    const fault = expandFault(expand)
    if (fault !== undefined) return yield* fault
    const [body] = yield* shown(visit, [yield* refundNamed(visit, id)], expand)
    return { body }
  })

const second: Reader<number> = whole(0, 253_402_300_799, (param) => invalid("Invalid timestamp", { param }))

/** An instant, or bounds of it, each in whole seconds. */
const created: Reader<{ readonly from?: number; readonly until?: number }> = (value, param) => {
  if (typeof value === "string") {
    const at = second(value, param)
    return typeof at === "number" ? { from: at, until: at + 1 } : at
  }
  let bounds: { readonly from?: number; readonly until?: number } = {}
  for (const [name, each] of Object.entries(value)) {
    const at = second(each, `${param}[${name}]`)
    if (typeof at !== "number") return at
    const after = name === "gt" || name === "lte" ? at + 1 : at
    if (name === "gt" || name === "gte") bounds = { ...bounds, from: Math.max(after, bounds.from ?? 0) }
    else if (name === "lt" || name === "lte") bounds = { ...bounds, until: Math.min(after, bounds.until ?? Infinity) }
    else
      return invalid(`Received unknown parameter: ${param}[${name.slice(0, 100)}]`, {
        code: "parameter_unknown",
        param,
      })
  }
  return bounds
}

const outOfPage = (param: string, value: number): Said =>
  invalid(`Invalid limit: ${value} is not from 1 to 100`, { code: "parameter_invalid_integer", param })

const name = text(5000)
const readers = {
  charge: name,
  payment_intent: name,
  created,
  limit: whole(1, 100, outOfPage),
  starting_after: name,
  ending_before: name,
  expand: texts,
}

export const list = (visit: Visit): Operation =>
  Effect.gen(function* () {
    const { caller, services } = visit
    const given = yield* readParameters(visit.call.query, readers)
    const { ending_before: before, expand = [], limit = 10, starting_after: after } = given
    const fault = expandFault(expand, "data.") ?? (before !== undefined && after !== undefined ? bothWays : undefined)
    if (fault !== undefined) return yield* fault
    const filter = yield* filterOf(visit, given)
    const beside = yield* besideOf(visit, given)
    // One more than the page tells whether there are more in that direction.
    const { items } = yield* services.desk.refunds(caller, filter, { limit: limit + 1, ...beside })
    const hasMore = items.length > limit
    const page = before === undefined ? items.slice(0, limit) : items.slice(hasMore ? 1 : 0)
    const data = yield* shown(
      visit,
      page,
      expand.map((path) => path.slice("data.".length)),
    )
    return { body: { object: "list", url: "/v1/refunds", has_more: hasMore, data } }
  })

const bothWays = invalid("You may only specify one of these parameters: ending_before, starting_after.", {
  param: "ending_before",
})

const filterOf = Effect.fnUntraced(function* (
  visit: Visit,
  given: Given<typeof readers>,
): Effect.fn.Return<RefundFilter, Wrong> {
  const paymentId = yield* knownPayment(visit, given)
  const { from, until } = given.created ?? {}
  // After the last second that there is comes nothing.
  const end = until === undefined ? undefined : parseInstant(new Date(until * 1000).toISOString())
  return {
    provider: "stripe",
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(from === undefined ? {} : { from: new Date(from * 1000).toISOString() }),
    ...(end === undefined ? {} : { until: end }),
  }
})

const besideOf = Effect.fnUntraced(function* (
  visit: Visit,
  { ending_before: before, starting_after: after }: Given<typeof readers>,
) {
  const named = after ?? before
  if (named === undefined) return {}
  const param = after === undefined ? "ending_before" : "starting_after"
  const { createdAt: at, id } = yield* refundNamed(visit, named, missing("refund", named, param, 400))
  return { beside: { at, id, side: after === undefined ? ("newer" as const) : ("older" as const) } }
})
