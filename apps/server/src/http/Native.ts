/** The native listener: its routes answered over one Node server. It accepts as soon as this layer is built. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Context, Effect, Layer, Option } from "effect"
import { Traffic } from "../lifecycle/Traffic.ts"
import type { Settings } from "../settings/table.ts"
import { Access } from "../access/Access.ts"
import { RateLimits } from "../access/buckets.ts"
import { Facades } from "../facades/Facades.ts"
import { doorOf } from "../v1/door.ts"
import { routes as v1 } from "../v1/routes.ts"
import { recordingRouter } from "./allowedMethods.ts"
import { answered } from "./answered.ts"
import { listen } from "./listen.ts"
import { newServer } from "./newServer.ts"
import { Routes } from "./Routes.ts"

/** Where the native interface answers. */
export class Native extends Context.Service<Native, { readonly url: string }>()("@refund-rules/server/http/Native") {
  static readonly layer = (settings: Pick<Settings, "host" | "port" | "mode" | "bodyLimit" | "maxConnections">) =>
    Layer.effect(
      Native,
      Effect.gen(function* () {
        const { layer: router, router: routes, allowed } = yield* recordingRouter
        yield* Layer.build(Layer.provide(Routes, [router, NodeHttpServer.layerHttpServices]))
        const handler = yield* NodeHttpServer.makeHandler(answered(routes.asHttpEffect(), allowed), {
          scope: yield* Effect.scope,
        })
        const door = yield* doorOf({
          access: yield* Access,
          rates: yield* RateLimits,
          routes: yield* v1,
          mode: settings.mode,
          bodyLimit: settings.bodyLimit,
        })
        // A listener of the native interface alone has none.
        const facades = Option.getOrUndefined(yield* Effect.serviceOption(Facades))
        const server = newServer(settings.maxConnections, (request, response) => {
          const { url = "/" } = request
          if (url.startsWith("/v1/")) return door(request, response)
          const facade = facades?.below(url)
          return facade === undefined ? handler(request, response) : facade.door(request, response, facade.prefix)
        })
        const traffic = yield* Traffic
        traffic.watch(server)
        return { url: yield* listen(server, settings.host, settings.port) }
      }),
    )
}
