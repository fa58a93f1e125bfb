/** Gateways: where a merchant's providers are, and the secrets for them, which are written and never read. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { At, ById, optional, pageOf } from "./values.ts"

const Secret = Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{8,255}$/u)).annotate({ writeOnly: true })

/**
 * Where a provider is, and what it wants to be shown; what is left out stays as it was.
 *
 * @since 0.1.0
 */
export const GatewayInput = Schema.Struct({
  url: optional(
    Schema.String.annotate({
      description: "The provider's own address where left out. Plain HTTP only to this machine, and only in test mode.",
    }),
  ),
  key: optional(Secret),
  clientId: optional(Secret),
  clientSecret: optional(Secret),
  webhookSecrets: optional(
    Schema.Array(Secret)
      .check(Schema.isMaxLength(10))
      .annotate({ description: "Those they replace are still taken for a day." }),
  ),
}).annotate({ identifier: "GatewayInput" })

const Gateway = Schema.Struct({
  provider: Schema.String,
  url: Schema.NullOr(Schema.String),
  credentials: Schema.Array(Schema.String).annotate({ description: "What is set, by name." }),
  webhookSecrets: Schema.Int.annotate({ description: "How many are taken, those that were replaced included." }),
  changedAt: At,
}).annotate({ identifier: "Gateway" })

const put = HttpApiEndpoint.put("put", "/v1/gateways/:id", {
  params: ById,
  payload: GatewayInput,
  success: Gateway,
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Set a merchant's gateway to a provider",
    description: "Its refunds go there from now on. Secrets are kept encrypted, and no answer shows one.",
  }),
)

const list = HttpApiEndpoint.get("list", "/v1/gateways", {
  success: pageOf(Gateway, "Gateways"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "List the gateways that were set, without their secrets" }))

const remove = HttpApiEndpoint.delete("remove", "/v1/gateways/:id", {
  params: ById,
  success: HttpApiSchema.NoContent,
  error: readingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Forget a gateway and its secrets",
    description: "Refunds go where they would have gone had it never been set.",
  }),
)

/** `/v1/gateways`. */
export const gateways = HttpApiGroup.make("gateways")
  .add(put, list, remove)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Gateways", description: "Where a merchant's providers are." }))
