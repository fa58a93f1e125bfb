/** Answers `/v1/sessions`: a quote held for a while under a key, then executed, canceled or over. */
import { parseAsk } from "@refund-rules/core"
import { RefundDesk, type RefundDeskShape } from "@refund-rules/engine"
import { Effect } from "effect"
import { fine, made, madeRefund, pageOf, refused, replayed } from "./answers.ts"
import { invalid, type Place, type Problem } from "./Problem.ts"
import { isObject, notAnObject } from "./readInput.ts"
import { inParts } from "./inParts.ts"
import { instant, oneOf, paging, pagingOf, readQuery, text } from "./readQuery.ts"
import { paymentFaults } from "./readRefundInput.ts"
import type { Answer, Asked, Fault, Route } from "./Route.ts"

const filter = { paymentId: text, status: oneOf("open", "executed", "expired", "canceled"), ...paging }

/** The routes of sessions. */
export const sessions = Effect.map(RefundDesk, (desk): readonly Route[] => [
  {
    method: "POST",
    path: "/v1/sessions",
    scope: "refunds:write",
    body: "json",
    key: "kept",
    answer: (asked) => open(desk, asked),
  },
  {
    method: "GET",
    path: "/v1/sessions",
    scope: "read",
    body: "none",
    key: "repeatable",
    takesQuery: true,
    answer: Effect.fnUntraced(function* ({ caller, query }) {
      const { filter: narrowed, paging: part } = pagingOf(yield* readQuery(query, filter))
      return pageOf(yield* inParts(part, (one) => desk.sessions(caller, narrowed, one)))
    }),
  },
  {
    method: "GET",
    path: "/v1/sessions/{id}",
    scope: "read",
    body: "none",
    key: "repeatable",
    answer: ({ caller, id }) => Effect.map(desk.session(caller, id), fine),
  },
  {
    method: "POST",
    path: "/v1/sessions/{id}/execute",
    scope: "refunds:write",
    body: "none",
    key: "kept",
    answer: (asked) => execute(desk, asked),
  },
  {
    method: "POST",
    path: "/v1/sessions/{id}/cancel",
    scope: "refunds:write",
    body: "none",
    key: "repeatable",
    answer: ({ caller, id }) => Effect.map(desk.cancelSession(caller, id), fine),
  },
])

const open = Effect.fnUntraced(function* (desk: RefundDeskShape, asked: Asked): Effect.fn.Return<Answer, Fault> {
  const { caller, once, requestId } = asked
  const input = yield* readSessionInput(asked.body)
  const { answer, replayed: isReplay } = yield* desk.openSession(caller, { key: once, ...input })
  switch (answer._tag) {
    case "Opened":
      return replayed(made(201, "/v1/sessions", answer.session), isReplay)
    case "Refused":
      return replayed(refused(answer, requestId), isReplay)
    case "Current":
      return replayed(fine(answer.value), isReplay)
  }
})

const execute = Effect.fnUntraced(function* (
  desk: RefundDeskShape,
  { caller, id, once }: Asked,
): Effect.fn.Return<Answer, Fault> {
  const { answer, replayed: isReplay } = yield* desk.executeSession(caller, { key: once, sessionId: id })
  return replayed(answer._tag === "Accepted" ? madeRefund(201, answer.refund) : fine(answer.value), isReplay)
})

interface SessionInput {
  readonly paymentId: string
  readonly ask: unknown
  readonly expiresAt?: string
  readonly metadata?: unknown
}

/** The desk reads the ask by itself; here it stands one level deeper, and so do its faults. */
const askFaults = (ask: unknown): readonly Place[] => {
  const read = parseAsk(ask)
  return read.ok
    ? []
    : read.faults.map(({ code, message, path }) => ({ pointer: `/ask${path}`, code, detail: message }))
}

const known: readonly string[] = ["paymentId", "ask", "expiresAt", "metadata"]

const readSessionInput = (body: unknown): Effect.Effect<SessionInput, Problem> => {
  if (!isObject(body)) return Effect.fail(notAnObject)
  const { ask, expiresAt, metadata } = body
  const errors: Place[] = [
    ...paymentFaults(body),
    ...Object.keys(body)
      .filter((name) => !known.includes(name))
      .map((name) => ({ pointer: `/${name}`, code: "unknown_field", detail: "no such field here" })),
    ...askFaults(ask),
  ]
  const ends = typeof expiresAt === "string" ? instant(expiresAt) : undefined
  if (expiresAt !== undefined && ends?._tag !== "Success") {
    errors.push({
      pointer: "/expiresAt",
      code: "not_an_instant",
      detail: "expected an instant such as 2026-01-31T12:00:00Z",
    })
  }
  if (errors.length > 0) return Effect.fail(invalid(errors))
  return Effect.succeed({
    paymentId: body["paymentId"] as string,
    ask,
    ...(ends?._tag === "Success" ? { expiresAt: ends.success } : {}),
    ...(metadata === undefined ? {} : { metadata }),
  })
}
