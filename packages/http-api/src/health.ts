/**
 * The two questions an orchestrator asks: is the process alive, and should it be sent work.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { openProblems } from "./ProblemDocument.ts"

const Alive = Schema.Struct({ alive: Schema.Literal(true) }).annotate({
  identifier: "Alive",
  description: "The process answers.",
})

const Ready = Schema.Struct({
  ready: Schema.Literal(true),
  checks: Schema.Array(Schema.String).annotate({ description: "The names of the checks that passed." }),
}).annotate({ identifier: "Ready", description: "Every check passes: send it work." })

const livez = HttpApiEndpoint.get("livez", "/livez", { success: Alive, error: openProblems }).annotateMerge(
  OpenApi.annotations({
    summary: "Is the process alive?",
    description: "Answers 200 for as long as the process can answer at all. Restart it when this stays silent.",
  }),
)

const readyz = HttpApiEndpoint.get("readyz", "/readyz", { success: Ready, error: openProblems }).annotateMerge(
  OpenApi.annotations({
    summary: "Should it be sent work?",
    description:
      "Answers 200 when every check passes. While the server starts, stops, or misses something it needs, " +
      "answers 503 with `Retry-After` and the `code` of the first cause.",
  }),
)

/**
 * `/livez` and `/readyz`, outside `/v1` and without a key.
 *
 * @since 0.1.0
 */
export const health = HttpApiGroup.make("health")
  .add(livez, readyz)
  .annotateMerge(OpenApi.annotations({ title: "Health", description: "For orchestrators and load balancers." }))
