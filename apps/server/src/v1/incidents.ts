/** Answers `/v1/incidents`: what a person should look at, and what was found. */
import { IncidentResolution } from "@refund-rules/http-api"
import { incidentKinds, Records } from "@refund-rules/engine"
import { Effect } from "effect"
import { fine, pageOf } from "./answers.ts"
import { problem } from "./Problem.ts"
import { readInput } from "./readInput.ts"
import { oneOf, paging, pagingOf, readQuery, text } from "./readQuery.ts"
import type { Route } from "./Route.ts"

const filter = { status: oneOf("open", "resolved"), kind: oneOf(...incidentKinds), paymentId: text, ...paging }

const readResolution = readInput(IncidentResolution)

/** The routes of incidents. */
export const incidents = Effect.map(Records, (records): readonly Route[] => [
  {
    method: "GET",
    path: "/v1/incidents",
    scope: "read",
    body: "none",
    key: "repeatable",
    takesQuery: true,
    answer: Effect.fnUntraced(function* ({ caller, query }) {
      const { filter: narrowed, paging: part } = pagingOf(yield* readQuery(query, filter))
      return pageOf(yield* records.incidents(caller.scope, narrowed, part))
    }),
  },
  {
    method: "POST",
    path: "/v1/incidents/{id}/resolve",
    scope: "refunds:approve",
    body: "json",
    key: "repeatable",
    answer: Effect.fnUntraced(function* ({ body, caller, id }) {
      const { resolution } = yield* readResolution(body)
      const actor = caller.actor.id
      if (!(yield* records.resolveIncident(caller.scope, id, { actor, resolution }))) {
        return yield* problem("not_found", "there is no such open incident here")
      }
      return fine({ id, status: "resolved", resolvedBy: actor, resolution })
    }),
  },
])
