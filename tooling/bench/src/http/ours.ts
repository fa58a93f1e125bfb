/** The server's own listener, keys, desk and store, as it runs; only the sending to providers is left out, which nobody waits for. */
import { Awaiting, Gateways, RefundDesk, rememberPolicies, Signals, SteadyClock } from "@refund-rules/engine"
import { cel } from "@refund-rules/policy-cel"
import { Access } from "@refund-rules/server/access/Access"
import { News } from "@refund-rules/server/feed/News"
import { MerchantGateways } from "@refund-rules/server/gateways/MerchantGateways"
import { Native } from "@refund-rules/server/http/Native"
import { Readiness } from "@refund-rules/server/lifecycle/Readiness"
import { Traffic } from "@refund-rules/server/lifecycle/Traffic"
import { Webhooks } from "@refund-rules/server/outgoing/Webhooks"
import { client } from "@refund-rules/server/start/gateways"
import { SqliteStore } from "@refund-rules/store-sqlite"
import { Effect, Layer, Option, Redacted, References } from "effect"
import { rootKey } from "./prepare.ts"

const [, , path, grouping] = process.argv

const merchants = MerchantGateways.layer({
  databaseUrl: `file:${path}`,
  gatewayTimeoutMilliseconds: 30_000,
  mode: "test",
  pollMilliseconds: 1000,
  secretsKey: Option.none(),
})

const webhooks = Webhooks.layer({
  databaseUrl: `file:${path}`,
  mode: "test",
  secretsKey: Option.none(),
  webhookAllow: new Set(),
  webhookTimeoutMilliseconds: 15_000,
})

const listening = Layer.effectDiscard(
  Effect.gen(function* () {
    const { url } = yield* Native
    yield* (yield* Readiness).enter("serving")
    console.log(JSON.stringify({ port: Number(new URL(url).port) }))
  }),
)

const server = listening.pipe(
  Layer.provide(Native.layer({ host: "127.0.0.1", port: 0, mode: "test", bodyLimit: 262_144, maxConnections: 1000 })),
  Layer.provide([
    RefundDesk.layer({ evaluators: { cel } }),
    Awaiting.layer,
    Access.layer({ rootKey: Option.some(Redacted.make(rootKey)), mode: "test" }),
  ]),
  Layer.provide(News.layer(1000)),
  Layer.provide([Readiness.layer, Traffic.layer, SteadyClock.layer, Signals.layer, rememberPolicies(1)]),
  Layer.provide([Layer.succeed(Gateways, { of: () => undefined }), Layer.provide(merchants, client), webhooks]),
  Layer.provide(SqliteStore.layer({ url: `file:${path}`, grouped: grouping !== "ungrouped" })),
  Layer.provide(Layer.succeed(References.MinimumLogLevel, "Error")),
)

Effect.runFork(Layer.launch(server))
