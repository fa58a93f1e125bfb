/** Opens a gateway to a provider, from the same settings as a server: where it is, and who we are there. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { type Credential, type Provider } from "@refund-rules/provider-kit"
import { dodo } from "@refund-rules/provider-dodo"
import { dollr } from "@refund-rules/provider-dollr"
import { loop } from "@refund-rules/provider-loop"
import { stripe } from "@refund-rules/provider-stripe"
import { wooshpay } from "@refund-rules/provider-wooshpay"
import { Effect, Redacted } from "effect"
import { Surroundings } from "../manners/Surroundings.ts"
import { misused } from "../manners/Wrong.ts"

const providers: readonly Provider[] = [stripe, dodo, wooshpay, dollr, loop]

/** A connection that is not there in this time will not be there. */
export const gatewayClient = NodeHttpClient.layerUndiciOptions({ connect: { timeout: 5000 } })

const words: Readonly<Record<Credential, string>> = { key: "KEY", clientId: "CLIENT_ID", clientSecret: "CLIENT_SECRET" }

/** The gateway of that name; its address and secrets come from the environment, as a server's do. */
export const openGateway = Effect.fnUntraced(function* (name: string, mode: "test" | "live") {
  const provider = providers.find((one) => one.name === name)
  if (provider === undefined)
    return yield* misused(
      `there is no gateway \`${name}\``,
      `use one of ${providers.map((one) => one.name).join(", ")}`,
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
