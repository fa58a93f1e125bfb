/** Which gateway speaks to a provider: the one the settings name, else in test mode the sandbox, in live mode none that is made up. */
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { type Gateway, Gateways } from "@refund-rules/engine"
import { openSandbox } from "@refund-rules/provider-sandbox"
import { stripeGateway } from "@refund-rules/provider-stripe"
import { Effect, Layer, Option, Redacted } from "effect"
import type { Settings } from "../settings/table.ts"

type GatewayService = (typeof Gateway)["Service"]

type GatewaySettings = Pick<
  Settings,
  "databaseUrl" | "gatewayTimeoutMilliseconds" | "mode" | "sandboxFile" | "sandboxUrl" | "stripeKey" | "stripeUrl"
>

/** A connection that is not there in this time will not be there. */
const client = NodeHttpClient.layerUndiciOptions({ connect: { timeout: 5000 } })

/** The gateways of the settings, which are merchant `default`'s; what the sandbox moved stands beside the database. */
export const gateways = (settings: GatewaySettings) =>
  Layer.effect(
    Gateways,
    Effect.gen(function* () {
      const stripe = yield* stripeOf(settings)
      const sandbox = settings.mode === "live" ? undefined : yield* sandboxFor(settings)
      return Gateways.of({
        of: ({ merchant, mode }, provider) => {
          if (mode !== settings.mode) return undefined
          return merchant === "default" && provider === "stripe" ? (stripe ?? sandbox) : sandbox
        },
      })
    }),
  ).pipe(Layer.provide(client))

const stripeOf = Effect.fnUntraced(function* (settings: GatewaySettings) {
  const sandboxUrl = Option.map(settings.sandboxUrl, (url) => `${url.replace(/\/+$/, "")}/stripe`)
  const url = Option.getOrUndefined(Option.orElse(settings.stripeUrl, () => sandboxUrl))
  if (url === undefined) return undefined
  const key = Option.getOrElse(settings.stripeKey, () => Redacted.make("sk_test_sandbox"))
  const gateway: GatewayService = yield* stripeGateway({ url, key, timeoutMs: settings.gatewayTimeoutMilliseconds })
  return gateway
})

const sandboxFor = ({ databaseUrl, sandboxFile }: GatewaySettings) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(() => openSandbox({ file: Option.getOrElse(sandboxFile, () => journalBeside(databaseUrl)) })),
      ({ close }) => Effect.promise(close),
    ),
    ({ gateway }) => gateway,
  )

const journalBeside = (databaseUrl: string): string => {
  if (!databaseUrl.startsWith("file:")) return join("data", "sandbox.jsonl")
  const path = databaseUrl.startsWith("file://")
    ? fileURLToPath(databaseUrl)
    : decodeURI(databaseUrl.slice("file:".length))
  return join(dirname(path), "sandbox.jsonl")
}
