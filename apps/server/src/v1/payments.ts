/** Answers `/v1/payments`: registered once, read with balance and history, disputed from outside. */
import { DisputeInput } from "@refund-rules/http-api"
import { type Caller, RefundDesk, type RefundDeskShape, toldOf } from "@refund-rules/engine"
import { Effect, Result } from "effect"
import { fine, made, pageOf } from "./answers.ts"
import { cutAt, inParts } from "./inParts.ts"
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

/** A page of payments with their balances. */
const standing = (
  desk: RefundDeskShape,
  caller: Caller,
  narrowed: Parameters<RefundDeskShape["payments"]>[1],
  part: Parameters<RefundDeskShape["payments"]>[2],
) =>
  inParts(part, (one) =>
    Effect.flatMap(desk.payments(caller, narrowed, one), ({ items, ...next }) =>
      Effect.map(
        Effect.forEach(items, ({ id }) => desk.payment(caller, id)),
        (found) => ({ items: found, ...next }),
      ),
    ),
  )

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
      const from = { limit, ...(cursor === undefined ? {} : { cursor }) }
      const { items, nextCursor } = yield* inParts(from, ({ cursor: after, limit: atOnce }) =>
        Effect.map(
          desk.events(caller, { paymentId: id, ...(after === undefined ? {} : { after }) }, atOnce + 1),
          (events) => cutAt(atOnce, events, ({ sequence }) => sequence),
        ),
      )
      return pageOf({ items, ...(nextCursor === undefined ? {} : { nextCursor: `${nextCursor}` }) }, toldOf)
    }),
  },
]
