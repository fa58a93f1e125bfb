/** Opens a gateway to a provider as a server would: the merchant's own, else the one that the settings name. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { type Credential, type Provider } from "@refund-rules/provider-kit"
import { dodo } from "@refund-rules/provider-dodo"
import { dollr } from "@refund-rules/provider-dollr"
import { loop } from "@refund-rules/provider-loop"
import { stripe } from "@refund-rules/provider-stripe"
import { wooshpay } from "@refund-rules/provider-wooshpay"
import { GatewayBook, type Scope } from "@refund-rules/engine"
import { openKept } from "@refund-rules/sealed-secrets"
import { Effect, Redacted } from "effect"
import { Surroundings } from "../manners/Surroundings.ts"
import { misused } from "../manners/Wrong.ts"
import { openingSeal } from "./secretsKeys.ts"

const providers: readonly Provider[] = [stripe, dodo, wooshpay, dollr, loop]

/** A connection that is not there in this time will not be there. */
export const gatewayClient = NodeHttpClient.layerUndiciOptions({ connect: { timeout: 5000 } })

const words: Readonly<Record<Credential, string>> = { key: "KEY", clientId: "CLIENT_ID", clientSecret: "CLIENT_SECRET" }

/** The gateway of that name that speaks for a merchant, as a server would choose it: its own, else the one of the settings. */
export const openGateway = Effect.fnUntraced(function* (name: string, scope: Scope, database: string) {
  const provider = providers.find((one) => one.name === name)
  if (provider === undefined)
    return yield* misused(
      `there is no gateway \`${name}\``,
      `use one of ${providers.map((one) => one.name).join(", ")}`,
    )
  return (yield* ownGateway(provider, scope, database)) ?? (yield* namedGateway(provider, scope))
})

/** The one that the merchant set at a server; undefined where there is none, or not all of it. */
const ownGateway = Effect.fnUntraced(function* (provider: Provider, scope: Scope, database: string) {
  const { merchant, mode } = scope
  const changes = yield* (yield* GatewayBook).changedAfter(0)
  const kept = changes.findLast(
    (one) => one.provider === provider.name && one.scope.merchant === merchant && one.scope.mode === mode,
  )
  if (kept?.sealed === undefined) return undefined
  const seal = yield* openingSeal(database, mode)
  const { gateway, secrets } = yield* openKept(kept, provider, { seal, timeoutMs: TIMEOUT_MS })
  if (secrets !== undefined) return gateway
  return yield* misused(
    `no key opens the secrets for ${provider.name} of merchant \`${merchant}\``,
    "set REFUND_RULES_SECRETS_KEY as the server has it",
  )
})

/** The one of the environment, which is merchant `default`'s; its address and secrets are a server's settings. */
const namedGateway = Effect.fnUntraced(function* (provider: Provider, { merchant, mode }: Scope) {
  const { name } = provider
  if (merchant !== "default")
    return yield* misused(
      `merchant \`${merchant}\` has no gateway to ${name} of its own`,
      `set one at a server with its key: \`PUT /v1/gateways/${name}\``,
    )
  const { environment } = yield* Surroundings
  const setting = (word: string) => `REFUND_RULES_GATEWAY_${name.toUpperCase()}_${word}`
  const valueOf = (credential: Credential) => environment[setting(words[credential])] ?? ""
  const missing = provider.credentials.filter((credential) => valueOf(credential) === "")
  const sandbox = environment["REFUND_RULES_SANDBOX_URL"]
  const standIn = sandbox === undefined || sandbox === "" ? undefined : `${sandbox.replace(/\/+$/, "")}/${name}`
  const url = environment[setting("URL")] ?? standIn ?? provider.addresses?.[mode] ?? ""
  const isSandbox = standIn !== undefined && url === standIn && mode === "test"
  if (missing.length > 0 && !isSandbox)
    return yield* misused(
      `${name} is not asked without ${missing.map((credential) => `\`${setting(words[credential])}\``).join(" and ")}`,
      "set it in the environment, as a server has it",
    )
  yield* checked(url, setting("URL"), mode)
  const wrong = provider.credentials.find((one) => mode === "live" && provider.isOfTestMode(valueOf(one)))
  if (wrong !== undefined)
    return yield* misused(`\`${setting(words[wrong])}\` is of test mode`, "use the live one, or `--mode test`")
  const of = (credential: Credential) => Redacted.make(valueOf(credential) || "sk_test_sandbox")
  const credentials = { key: of("key"), clientId: of("clientId"), clientSecret: of("clientSecret") }
  return yield* provider.gateway({ url, timeoutMs: TIMEOUT_MS, credentials })
})

const TIMEOUT_MS = 30_000

/** Secrets go over a network in the clear nowhere but to this machine, and never where money is real. */
const checked = Effect.fnUntraced(function* (text: string, setting: string, mode: "test" | "live") {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    return yield* misused(`\`${text}\` is no address of a provider`, `write \`${setting}\` as https://api.example.com`)
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol === "http:" && (!isHere || mode === "live"))
    return yield* misused(`\`${text}\` would carry the key in the clear`, "use https")
})
