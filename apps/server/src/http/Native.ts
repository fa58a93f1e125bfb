/** The native listener: its routes answered over one Node server. It accepts as soon as this layer is built. */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Context, Effect, Layer } from "effect"
import { Traffic } from "../lifecycle/Traffic.ts"
import type { Settings } from "../settings/table.ts"
import { recordingRouter } from "./allowedMethods.ts"
import { answered } from "./answered.ts"
import { answerMalformed } from "./answerMalformed.ts"
import { listen } from "./listen.ts"
import { Routes } from "./Routes.ts"

/** Where the native interface answers. */
export class Native extends Context.Service<Native, { readonly url: string }>()("@refund-rules/server/http/Native") {
  static readonly layer = (settings: Pick<Settings, "host" | "port">) =>
    Layer.effect(
      Native,
      Effect.gen(function* () {
        const { layer: router, router: routes, allowed } = yield* recordingRouter
        yield* Layer.build(Layer.provide(Routes, [router, NodeHttpServer.layerHttpServices]))
        const handler = yield* NodeHttpServer.makeHandler(answered(routes.asHttpEffect(), allowed), {
          scope: yield* Effect.scope,
        })
        const server = createServer(handler)
        const traffic = yield* Traffic
        traffic.watch(server)
        answerMalformed(server)
        return { url: yield* listen(server, settings.host, settings.port) }
      }),
    )
}
