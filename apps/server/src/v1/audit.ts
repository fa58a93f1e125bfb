/** Answers `/v1/audit`: the newest seal of whoever asks. */
import { headOf, SealBook } from "@refund-rules/engine"
import { Effect } from "effect"
import { fine } from "./answers.ts"
import { problem } from "./Problem.ts"
import type { Route } from "./Route.ts"

/** The routes of the audit. */
export const audit = Effect.map(SealBook, (book): readonly Route[] => [
  {
    method: "GET",
    path: "/v1/audit/head",
    scope: "read",
    body: "none",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ caller }) {
      const newest = yield* book.newest(caller.scope)
      return newest === undefined ? yield* problem("not_found", "nothing is sealed yet") : fine(yield* headOf(newest))
    }),
  },
])
