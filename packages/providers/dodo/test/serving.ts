/** A gateway that asks over sockets, for as long as it is used. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Redacted } from "effect"
import { dodoGateway, type DodoSettings } from "../src/index.ts"

type GatewayService = Effect.Success<ReturnType<typeof dodoGateway>>

export const withGateway = <A>(
  url: string,
  use: (gateway: GatewayService) => Effect.Effect<A>,
  settings: Partial<DodoSettings> = {},
): Promise<A> =>
  dodoGateway({ url, key: Redacted.make("canary"), timeoutMs: 30_000, ...settings }).pipe(
    Effect.flatMap(use),
    Effect.provide(NodeHttpClient.layerUndici),
    Effect.runPromise,
  )
