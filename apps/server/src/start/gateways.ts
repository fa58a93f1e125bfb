/** Which gateway speaks to a provider: the one the settings name, else in test mode the sandbox, in live mode none that is made up. */
import { dirname, join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { type Gateway, Gateways } from "@refund-rules/engine"
import type { Credential, Provider } from "@refund-rules/provider-kit"
import { openSandbox } from "@refund-rules/provider-sandbox"
import { fileOf } from "@refund-rules/store-sqlite"
import { Effect, Layer, Option, Redacted } from "effect"
import { MerchantGateways } from "../gateways/MerchantGateways.ts"
import { providers } from "../providers.ts"
import type { GatewayGiven } from "../settings/gatewayTable.ts"
import type { Settings } from "../settings/table.ts"
import { CannotStart } from "./CannotStart.ts"

type GatewayService = (typeof Gateway)["Service"]

type GatewaySettings = Pick<
  Settings,
  "databaseUrl" | "gateways" | "gatewayTimeoutMilliseconds" | "mode" | "sandboxFile" | "sandboxUrl"
>

/** A connection that is not there in this time will not be there. */
export const client = NodeHttpClient.layerUndiciOptions({ connect: { timeout: 5000 } })

/**
 * A merchant's own gateway before any other; those of the settings are merchant `default`'s, and the sandbox is anybody's.
 * Where a merchant's secrets cannot be opened nothing is sent: the refunds wait.
 */
export const gateways = (settings: GatewaySettings) =>
  Layer.effect(
    Gateways,
    Effect.gen(function* () {
      const merchants = yield* MerchantGateways
      const named = new Map<string, GatewayService>()
      for (const { provider } of providers) {
        const gateway = yield* gatewayOf(provider, settings)
        if (gateway !== undefined) named.set(provider.name, gateway)
      }
      const sandbox = settings.mode === "live" ? undefined : yield* sandboxFor(settings)
      const standIns = sandbox === undefined ? undefined : standingIn(sandbox)
      return Gateways.of({
        of: ({ merchant, mode }, provider) => {
          if (mode !== settings.mode) return undefined
          const set = merchants.of({ merchant, mode }, provider)
          if (set !== undefined && (set.gateway !== undefined || set.secrets === undefined)) return set.gateway
          const own = merchant === "default" ? named.get(provider) : undefined
          return own ?? standIns?.get(provider) ?? sandbox
        },
      })
    }),
  ).pipe(Layer.provide(client))

/** At the URL of the settings, else at the sandbox's, else where the provider is; only a sandbox needs to be shown nothing. */
const gatewayOf = Effect.fnUntraced(function* (provider: Provider, settings: GatewaySettings) {
  const given = settings.gateways.get(provider.name)!
  const sandbox = Option.map(settings.sandboxUrl, (url) => `${url.replace(/\/+$/, "")}/${provider.name}`)
  const own = isComplete(provider, given) ? provider.addresses?.[settings.mode] : undefined
  const url = Option.getOrElse(
    Option.orElse(given.url, () => sandbox),
    () => own,
  )
  if (url === undefined) return undefined
  const timeoutMs = settings.gatewayTimeoutMilliseconds
  return yield* provider.gateway({ url, timeoutMs, credentials: shown(given) })
})

const isComplete = ({ credentials }: Provider, given: GatewayGiven): boolean =>
  credentials.every((credential) => Option.isSome(given.credentials[credential]))

const shown = ({ credentials }: GatewayGiven): Readonly<Record<Credential, Redacted.Redacted>> => {
  const of = (credential: Credential) =>
    Option.getOrElse(credentials[credential], () => Redacted.make("sk_test_sandbox"))
  return { key: of("key"), clientId: of("clientId"), clientSecret: of("clientSecret") }
}

/** The sandbox stands in for any provider, and can carry no more than the one it stands in for. */
const standingIn = (sandbox: GatewayService): ReadonlyMap<string, GatewayService> =>
  new Map(providers.map(({ provider: { capabilities, name } }) => [name, { ...sandbox, capabilities }]))

const sandboxFor = ({ databaseUrl, sandboxFile }: GatewaySettings) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.tryPromise({
        try: () => openSandbox({ file: Option.getOrElse(sandboxFile, () => journalBeside(databaseUrl)) }),
        catch: noJournal,
      }),
      ({ close }) => Effect.promise(close),
    ),
    ({ gateway }) => gateway,
  )

const noJournal = (error: unknown) => {
  const why = error instanceof Error ? error.message : String(error)
  const what = `the sandbox cannot keep what it moved (${why}); name a file that this process may write`
  return new CannotStart({ message: `REFUND_RULES_SANDBOX_FILE: ${what}` })
}

const journalBeside = (databaseUrl: string): string => {
  if (!databaseUrl.startsWith("file:")) return join("data", "sandbox.jsonl")
  return join(dirname(fileOf(databaseUrl)), "sandbox.jsonl")
}
