/** Answers `/v1/payments`: registered once, read with balance and history, disputed from outside. */
import { DisputeInput } from "@refund-rules/http-api"
import { type Caller, RefundDesk, type RefundDeskShape, toldOf } from "@refund-rules/engine"
import { Effect, Result } from "effect"
import { fine, made, pageOf } from "./answers.ts"
import { instant, oneOf, paging, pagingOf, type Parameter, readQuery, text, whole } from "./readQuery.ts"
import { readInput } from "./readInput.ts"
import type { Route } from "./Route.ts"

const filter = {
  provider: text,
  customerId: text,
  currency: text,
  status: oneOf("pending", "authorized", "captured", "failed", "canceled"),
  from: instant,
  until: instant,
  ...paging,
}

const place: Parameter<number> = (given) =>
  /^[1-9]\d{0,14}$/.test(given) ? Result.succeed(Number(given)) : Result.fail("expected a cursor of this list")

const readDispute = readInput(DisputeInput)

/** The routes of payments. */
export const payments = Effect.map(RefundDesk, (desk): readonly Route[] => [...telling(desk), ...reading(desk)])

const telling = (desk: RefundDeskShape): readonly Route[] => [
  {
    method: "POST",
    path: "/v1/payments",
    scope: "payments:write",
    body: "json",
    key: "repeatable",
    answer: ({ body, caller }) =>
      Effect.map(desk.registerPayment(caller, body), ({ isNew, payment }) =>
        isNew ? made(201, "/v1/payments", payment) : fine(payment),
      ),
  },
  {
    method: "POST",
    path: "/v1/payments/{id}/disputes",
    scope: "payments:write",
    body: "json",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ body, caller, id }) {
      const { id: disputeId, ...facts } = yield* readDispute(body)
      return fine(yield* desk.recordDispute(caller, { paymentId: id, disputeId, ...facts }))
    }),
  },
]

// Two hundred payments of two thousand lines each would be 140 MB: a page that has so many lines ends, however few its payments.
const LINES_OF_A_PAGE = 5000
const PAYMENTS_AT_ONCE = 20

type Listing = RefundDeskShape["payments"]

/** A page of payments with their balances; shorter than was asked for where they are long. */
const standing = Effect.fnUntraced(function* (
  desk: RefundDeskShape,
  caller: Caller,
  narrowed: Parameters<Listing>[1],
  { limit, ...from }: Parameters<Listing>[2],
) {
  const items: Effect.Success<ReturnType<RefundDeskShape["payment"]>>[] = []
  let lines = 0
  for (let part: Parameters<Listing>[2] = { ...from, limit: Math.min(limit, PAYMENTS_AT_ONCE) }; ;) {
    const { items: found, nextCursor } = yield* desk.payments(caller, narrowed, part)
    for (const { id } of found) {
      const payment = yield* desk.payment(caller, id)
      items.push(payment)
      lines += payment.lines?.length ?? 0
    }
    if (nextCursor === undefined) return { items }
    const left = limit - items.length
    if (left === 0 || lines > LINES_OF_A_PAGE) return { items, nextCursor }
    part = { cursor: nextCursor, limit: Math.min(left, PAYMENTS_AT_ONCE) }
  }
})

const reading = (desk: RefundDeskShape): readonly Route[] => [
  {
    method: "GET",
    path: "/v1/payments",
    scope: "read",
    body: "none",
    key: "repeatable",
    takesQuery: true,
    answer: Effect.fnUntraced(function* ({ caller, query }) {
      const { filter: narrowed, paging: part } = pagingOf(yield* readQuery(query, filter))
      return pageOf(yield* standing(desk, caller, narrowed, part))
    }),
  },
  {
    method: "GET",
    path: "/v1/payments/{id}",
    scope: "read",
    body: "none",
    key: "repeatable",
    answer: ({ caller, id }) => Effect.map(desk.payment(caller, id), fine),
  },
  {
    method: "GET",
    path: "/v1/payments/{id}/events",
    scope: "read",
    body: "none",
    key: "repeatable",
    takesQuery: true,
    answer: Effect.fnUntraced(function* ({ caller, id, query }) {
      const { cursor, limit = 50 } = yield* readQuery(query, { limit: whole(1, 200), cursor: place })
      const events = yield* desk.events(
        caller,
        { paymentId: id, ...(cursor === undefined ? {} : { after: cursor }) },
        limit + 1,
      )
      const shown = events.slice(0, limit)
      const last = events.length > limit ? shown.at(-1) : undefined
      return pageOf({ items: shown, ...(last === undefined ? {} : { nextCursor: `${last.sequence}` }) }, toldOf)
    }),
  },
]
