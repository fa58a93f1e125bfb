/** Answers `/v1/customers`: what is kept of a person goes, what was paid stays. */
import { RefundDesk } from "@refund-rules/engine"
import { Effect } from "effect"
import { fine } from "./answers.ts"
import type { Route } from "./Route.ts"

/** The routes of customers. */
export const customers = Effect.map(RefundDesk, (desk): readonly Route[] => [
  {
    method: "DELETE",
    path: "/v1/customers/{id}/personal-data",
    scope: "admin",
    body: "none",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ caller, id }) {
      return fine({ customerId: id, erased: yield* desk.erasePersonalData(caller, id) })
    }),
  },
])
