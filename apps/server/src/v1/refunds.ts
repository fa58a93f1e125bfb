/** Answers `/v1/refunds`: asked for once under a key, read, moved on by people. */
import { ResolveInput } from "@refund-rules/http-api"
import { Awaiting, type Caller, RefundDesk, type RefundDeskShape, type RefundView } from "@refund-rules/engine"
import { Effect } from "effect"
import { fine, madeRefund, pageOf, refused, replayed } from "./answers.ts"
import { inParts } from "./inParts.ts"
import { instant, oneOf, paging, pagingOf, readQuery, text, whole } from "./readQuery.ts"
import { isObject, notAnObject, readInput } from "./readInput.ts"
import { readRefundInput } from "./readRefundInput.ts"
import { invalid } from "./Problem.ts"
import type { Asked, Answer, Fault, Route } from "./Route.ts"

const filter = {
  paymentId: text,
  status: oneOf(
    "review",
    "accepted",
    "submitting",
    "unknown",
    "pending",
    "requires_action",
    "succeeded",
    "failed",
    "canceled",
    "rejected",
  ),
  reason: text,
  provider: text,
  customerId: text,
  currency: text,
  amountFrom: whole(0, Number.MAX_SAFE_INTEGER),
  amountTo: whole(0, Number.MAX_SAFE_INTEGER),
  from: instant,
  until: instant,
  ...paging,
}

/** The routes of refunds. */
export const refunds = Effect.gen(function* () {
  const desk = yield* RefundDesk
  return [...asking(desk, yield* Awaiting), ...moving(desk)]
})

type Waiting = (typeof Awaiting)["Service"]

const asking = (desk: RefundDeskShape, awaiting: Waiting): readonly Route[] => [
  {
    method: "POST",
    path: "/v1/refunds",
    scope: "refunds:write",
    body: "json",
    key: "kept",
    answer: (asked) => request(desk, awaiting, asked),
  },
  {
    method: "GET",
    path: "/v1/refunds",
    scope: "read",
    body: "none",
    key: "repeatable",
    takesQuery: true,
    answer: Effect.fnUntraced(function* ({ caller, query }) {
      const { filter: narrowed, paging: part } = pagingOf(yield* readQuery(query, filter))
      return pageOf(yield* inParts(part, (one) => desk.refunds(caller, narrowed, one)))
    }),
  },
  {
    method: "GET",
    path: "/v1/refunds/{id}",
    scope: "read",
    body: "none",
    key: "repeatable",
    answer: ({ caller, id }) => Effect.map(desk.refund(caller, id), fine),
  },
]

const request = Effect.fnUntraced(function* (
  desk: RefundDeskShape,
  awaiting: Waiting,
  asked: Asked,
): Effect.fn.Return<Answer, Fault> {
  const { caller, once, requestId, wait } = asked
  const input = yield* readRefundInput(asked.body)
  const { answer, replayed: isReplay } = yield* desk.request(caller, { key: once, ...input })
  switch (answer._tag) {
    case "Accepted": {
      const refund = wait === 0 ? answer.refund : yield* awaiting.settled(caller, answer.refund.id, wait)
      return replayed(waited(madeRefund(201, refund), wait), isReplay)
    }
    case "Review":
      return replayed(madeRefund(202, answer.refund), isReplay)
    case "Refused":
      return replayed(refused(answer, requestId), isReplay)
    case "Current":
      return replayed(fine(answer.value), isReplay)
  }
})

const waited = (answer: Answer, wait: number): Answer =>
  wait === 0 ? answer : { ...answer, headers: { ...answer.headers, "preference-applied": `wait=${wait}` } }

type Move = (caller: Caller, refundId: string) => Effect.Effect<RefundView, Fault>

const movedBy = (verb: string, scope: Route["scope"], move: Move): Route => ({
  method: "POST",
  path: `/v1/refunds/{id}/${verb}`,
  scope,
  body: "none",
  key: "repeatable",
  answer: ({ caller, id }) => Effect.map(move(caller, id), fine),
})

const readResolution = readInput(ResolveInput)

const moving = (desk: RefundDeskShape): readonly Route[] => [
  movedBy("approve", "refunds:approve", desk.approve),
  movedBy("reject", "refunds:approve", desk.reject),
  movedBy("cancel", "refunds:write", desk.cancel),
  {
    method: "POST",
    path: "/v1/refunds/{id}/resolve",
    scope: "refunds:approve",
    body: "json",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ body, caller, id }) {
      const { outcome, providerRefundId, reason } = yield* readResolution(body)
      const known = providerRefundId === undefined ? {} : { providerRefundId }
      return fine(yield* desk.resolve(caller, { refundId: id, outcome, reason, ...known }))
    }),
  },
  {
    method: "PATCH",
    path: "/v1/refunds/{id}",
    scope: "refunds:write",
    body: "json",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ body, caller, id }) {
      if (!isObject(body)) return yield* notAnObject
      const unknown = Object.keys(body).filter((name) => name !== "metadata")
      const missing = Object.hasOwn(body, "metadata")
        ? []
        : [{ pointer: "/metadata", code: "missing", detail: "expected a value, found none" }]
      const errors = [
        ...unknown.map((name) => ({ pointer: `/${name}`, code: "unknown_field", detail: "no such field here" })),
        ...missing,
      ]
      if (errors.length > 0) return yield* invalid(errors)
      return fine(yield* desk.setMetadata(caller, id, body["metadata"]))
    }),
  },
]
