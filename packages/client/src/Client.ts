/** A client as a type: for each endpoint of the definition one method, with its own input and answer. */
import type {
  AnswerOf,
  AnyEndpoint,
  EndpointAt,
  EndpointName,
  GroupName,
  InputOf,
  IsAboutOne,
  IsKeyed,
  SendsOf,
} from "./definition.ts"

/**
 * What may be said beside an input.
 *
 * @since 0.1.0
 */
export interface CallOptions {
  /** The idempotency key: the same key is the same request, for ever. Where left out, each call has one of its own. */
  readonly key?: string
  /** Seconds, up to 10, to wait for the provider's answer to a refund. */
  readonly wait?: number
  /** The version that is to be changed, and no later one. */
  readonly ifMatch?: string
  readonly signal?: AbortSignal
}

type Keyed = CallOptions & { readonly key: string }

/** The id first, where there is one; then what is sent; then options, which must hold a key where money is held. */
type ArgumentsOf<Endpoint extends AnyEndpoint> = [
  ...(IsAboutOne<Endpoint> extends true ? [id: string] : []),
  ...InputArgument<Endpoint>,
  ...(IsKeyed<Endpoint> extends true ? [options: Keyed] : [options?: CallOptions]),
]

type InputArgument<Endpoint extends AnyEndpoint> =
  SendsOf<Endpoint> extends "nothing"
    ? []
    : IsKeyed<Endpoint> extends true
      ? [input: InputOf<Endpoint>]
      : Record<string, never> extends InputOf<Endpoint>
        ? [input?: InputOf<Endpoint>]
        : [input: InputOf<Endpoint>]

/**
 * Every endpoint as a method that gives a promise: `client.refunds.request(input, { key })`, `client.refunds.read(id)`.
 *
 * @since 0.1.0
 */
export type Client = {
  readonly [Group in GroupName]: {
    readonly [Name in EndpointName<Group>]: (
      ...all: ArgumentsOf<EndpointAt<Group, Name>>
    ) => Promise<AnswerOf<EndpointAt<Group, Name>>>
  }
}
