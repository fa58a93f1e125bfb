/** A provider as one value: all that whoever wires a server, or lists providers, needs to know of one. */
import type {
  Awaiting,
  Gateway,
  Gateways,
  Keyring,
  LedgerStore,
  PolicyBook,
  Records,
  RefundDesk,
} from "@refund-rules/engine"
import type { Effect, Redacted } from "effect"
import type { HttpClient } from "effect/http"
import type { Doorkeeper } from "./Doorkeeper.ts"
import type { Facade } from "./Facade.ts"
import type { Webhook } from "./webhook.ts"

/**
 * What a provider may want to be shown by whoever asks it.
 *
 * @since 0.1.0
 */
export type Credential = "key" | "clientId" | "clientSecret"

/**
 * Where a provider is, and who we are there.
 *
 * @since 0.1.0
 */
export interface GatewaySettings {
  readonly url: string
  /** Those the provider names; one it does not name is empty. */
  readonly credentials: Readonly<Record<Credential, Redacted.Redacted>>
  /** How long an answer may take. */
  readonly timeoutMs: number
}

/**
 * How a facade answers.
 *
 * @since 0.1.0
 */
export interface FacadeSettings {
  /** How long an answer waits for the provider. */
  readonly waitMs: number
  /**
   * What tokens are sealed under, where a facade gives any: nobody can guess it, and every instance has the same. Left
   * out, each has its own, and its tokens end with it.
   */
  readonly tokenSecret?: Redacted.Redacted
}

/**
 * Everything a facade may be built on.
 *
 * @since 0.1.0
 */
export type FacadeGround = Awaiting | Doorkeeper | Gateways | Keyring | LedgerStore | PolicyBook | Records | RefundDesk

type GatewayService = (typeof Gateway)["Service"]

/**
 * A provider in both directions. A server that lists it serves its facade, asks it for refunds and takes its webhooks.
 *
 * @since 0.1.0
 */
export interface Provider {
  readonly name: string
  /** Where it is unless a merchant says otherwise; left out where it has no address of its own. */
  readonly addresses?: { readonly test: string; readonly live: string }
  /** What it wants to be shown: a gateway without one of these is never asked. */
  readonly credentials: readonly Credential[]
  /** A secret that only its test mode takes: it moves no money, and live mode refuses it. */
  readonly isOfTestMode: (secret: string) => boolean
  readonly capabilities: GatewayService["capabilities"]
  readonly gateway: (settings: GatewaySettings) => Effect.Effect<GatewayService, never, HttpClient.HttpClient>
  readonly facade: (settings: FacadeSettings) => Effect.Effect<Facade, never, FacadeGround>
  /** Left out where it sends none. */
  readonly webhook?: Webhook
}
