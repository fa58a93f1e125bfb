/** The native interface as types only: what each of its endpoints takes and gives, read off its definition. */
import type { Given } from "@refund-rules/core"
import type { Api } from "@refund-rules/http-api"
import type { Schema } from "effect"
import type { HttpApi, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"

/** What an endpoint of a definition knows of itself; what it has not is `never`. */
export interface AnyEndpoint {
  readonly identifier: string
  readonly method: string
  readonly path: string
  readonly "~Params": Schema.Top
  readonly "~Query": Schema.Top
  readonly "~Headers": Schema.Top
  readonly "~Payload": Schema.Top
  readonly "~Success": Schema.Top
}

type Groups = typeof Api extends HttpApi.HttpApi<infer _Id, infer All> ? All : never
type EndpointsOf<Group extends string> = HttpApiGroup.Endpoints<HttpApiGroup.WithIdentifier<Groups, Group>>

/** The names of the interface's groups. */
export type GroupName = HttpApiGroup.Identifier<Groups>

/** The names of a group's endpoints. */
export type EndpointName<Group extends string> = HttpApiEndpoint.Identifier<EndpointsOf<Group>>

/** One endpoint by its two names. */
export type EndpointAt<Group extends string, Name extends string> = Extract<
  HttpApiEndpoint.WithIdentifier<EndpointsOf<Group>, Name>,
  AnyEndpoint
>

/** Where an endpoint's input goes. */
export type SendsOf<Endpoint extends AnyEndpoint> = [Endpoint["~Payload"]] extends [never]
  ? [Endpoint["~Query"]] extends [never]
    ? "nothing"
    : "query"
  : "body"

/** An endpoint as one row: `["POST", "/v1/refunds", "body"]`. */
export type RowOf<Endpoint extends AnyEndpoint> = readonly [
  method: Endpoint["method"],
  path: Endpoint["path"],
  sends: SendsOf<Endpoint>,
]

/** The JSON of a successful answer; what is text is a stream, which a method does not ask for. */
export type AnswerOf<Endpoint extends AnyEndpoint> = Exclude<Endpoint["~Success"]["Type"], string>

/** What is sent: the body's JSON, or the members of the query. */
export type InputOf<Endpoint extends AnyEndpoint> =
  SendsOf<Endpoint> extends "body" ? Given<Endpoint["~Payload"]["Type"]> : Endpoint["~Query"]["Type"]

/** Whether an endpoint is about one thing, named by its id. */
export type IsAboutOne<Endpoint extends AnyEndpoint> = [Endpoint["~Params"]] extends [never] ? false : true

/** Whether an endpoint holds money, and so takes no request without a key. */
export type IsKeyed<Endpoint extends AnyEndpoint> = [Endpoint["~Headers"]] extends [never]
  ? false
  : Endpoint["~Headers"] extends { readonly Type: { readonly "idempotency-key": string } }
    ? true
    : false
