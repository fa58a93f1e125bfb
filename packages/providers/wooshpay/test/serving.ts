/** A gateway that asks over sockets, for as long as it is used. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Redacted } from "effect"
import { wooshpayGateway, type WooshpaySettings } from "../src/index.ts"

type GatewayService = Effect.Success<ReturnType<typeof wooshpayGateway>>

export const withGateway = <A>(
  url: string,
  use: (gateway: GatewayService) => Effect.Effect<A>,
  settings: Partial<WooshpaySettings> = {},
): Promise<A> =>
  wooshpayGateway({ url, key: Redacted.make("sk_test_canary"), timeoutMs: 30_000, ...settings }).pipe(
    Effect.flatMap(use),
    Effect.provide(NodeHttpClient.layerUndici),
    Effect.runPromise,
  )
