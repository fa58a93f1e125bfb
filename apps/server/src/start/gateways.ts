<<<<<<< HEAD
/** Which gateway speaks to a provider: the one that the settings name, else in test mode the sandbox of this process. */
import { dirname, join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { type Gateway, Gateways } from "@refund-rules/engine"
import { openSandbox } from "@refund-rules/provider-sandbox"
import { stripeGateway } from "@refund-rules/provider-stripe"
import { Effect, Layer, Option, Redacted } from "effect"
import type { Settings } from "../settings/table.ts"

type GatewayService = (typeof Gateway)["Service"]

/** A connection that is not there in this time will not be there. */
const client = NodeHttpClient.layerUndiciOptions({ connect: { timeout: 5000 } })

const providers = ["stripe", "dodo", "wooshpay", "dollr", "loop", "sandbox"]

/** The gateways of this server. Those of the settings are merchant `default`'s. */
export const gateways = (settings: Settings) =>
  Layer.effect(
    Gateways,
    Effect.gen(function* () {
      const set = yield* ofSettings(settings)
      const sandboxes = settings.mode === "test" ? yield* inProcess(settings) : new Map<string, GatewayService>()
      return Gateways.of({
        of: ({ merchant, mode }, provider) => {
          if (mode !== settings.mode) return undefined
          return (merchant === "default" ? set.get(provider) : undefined) ?? sandboxes.get(provider)
        },
      })
    }),
  ).pipe(Layer.provide(client))

const ofSettings = Effect.fnUntraced(function* (settings: Settings) {
  const set = new Map<string, GatewayService>()
  const sandboxUrl = Option.map(settings.sandboxUrl, (url) => `${url.replace(/\/+$/, "")}/stripe`)
  const url = Option.orElse(settings.stripeUrl, () => sandboxUrl)
  if (Option.isSome(url)) {
    const key = Option.getOrElse(settings.stripeKey, () => Redacted.make("sk_test_sandbox"))
    const timeoutMs = settings.gatewayTimeoutMilliseconds
    set.set("stripe", yield* stripeGateway({ url: url.value, key, timeoutMs }))
  }
  return set
})

/** One journal beside the database, whatever the provider: its truth outlives the process as the database does. */
const inProcess = ({ databaseUrl }: Settings) =>
  Effect.map(
    Effect.forEach(providers, (provider) =>
      Effect.acquireRelease(
        Effect.promise(() => openSandbox({ provider, file: journalBeside(databaseUrl) })),
        (sandbox) => Effect.promise(sandbox.close),
      ),
    ),
    (opened) => new Map(opened.map(({ gateway }) => [gateway.provider, gateway])),
  )

const journalBeside = (databaseUrl: string): string =>
  databaseUrl.startsWith("file:")
    ? join(dirname(databaseUrl.slice("file:".length)), "sandbox.jsonl")
    : "data/sandbox.jsonl"
=======
/** Which gateway speaks for a provider: in test mode the sandbox for all of them, in live mode none that is made up. */
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Gateways } from "@refund-rules/engine"
import { openSandbox } from "@refund-rules/provider-sandbox"
import { Effect, Layer } from "effect"
import type { Settings } from "../settings/table.ts"

/** The gateways of the settings; what the sandbox moved stands beside the database. */
export const gateways = ({ databaseUrl, mode }: Pick<Settings, "databaseUrl" | "mode">) =>
  mode === "live" ? Layer.succeed(Gateways, { of: () => undefined }) : Layer.effect(Gateways, sandboxFor(databaseUrl))

const sandboxFor = (databaseUrl: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(() => openSandbox({ file: journalBeside(databaseUrl) })),
      ({ close }) => Effect.promise(close),
    ),
    ({ gateway }) => Gateways.of({ of: () => gateway }),
  )

const journalBeside = (databaseUrl: string): string => {
  const path = databaseUrl.startsWith("file://")
    ? fileURLToPath(databaseUrl)
    : decodeURI(databaseUrl.slice("file:".length))
  return join(dirname(path), "sandbox.jsonl")
}
>>>>>>> main
