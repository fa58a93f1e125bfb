/** Answers `/v1/gateways`: a merchant sets where its providers are, and no secret ever comes back. */
import { GatewayInput } from "@refund-rules/http-api"
import type { Credential, Provider } from "@refund-rules/provider-kit"
import { noSecrets, signingAt } from "@refund-rules/sealed-secrets"
import { Effect, Redacted } from "effect"
import { MerchantGateways, type OwnGateway } from "../gateways/MerchantGateways.ts"
import { providers } from "../providers.ts"
import { fine, whole } from "./answers.ts"
import { invalid, type Place, problem } from "./Problem.ts"
import { readInput } from "./readInput.ts"
import type { Asked, Answer, Fault, Route } from "./Route.ts"

const readGateway = readInput(GatewayInput)

/** The routes of gateways. */
export const gateways = Effect.gen(function* () {
  const merchants = yield* MerchantGateways
  return [
    {
      method: "PUT",
      path: "/v1/gateways/{id}",
      scope: "admin",
      body: "json",
      key: "repeatable",
      answer: (asked) => put(merchants, asked),
    },
    {
      method: "GET",
      path: "/v1/gateways",
      scope: "admin",
      body: "none",
      key: "repeatable",
      answer: ({ caller }) => Effect.sync(() => whole(merchants.all(caller.scope).map(told))),
    },
    {
      method: "DELETE",
      path: "/v1/gateways/{id}",
      scope: "admin",
      body: "none",
      key: "repeatable",
      answer: Effect.fnUntraced(function* ({ caller, id }) {
        if (merchants.of(caller.scope, id) === undefined) return yield* absent
        yield* merchants.remove(caller.scope, id)
        return { status: 204, body: undefined }
      }),
    },
  ] as readonly Route[]
})

const absent = problem("not_found", "there is no such gateway here")
const names = providers.map(({ provider }) => provider.name).join(", ")
const unknown = problem("not_found", `there is no such provider: expected one of ${names}`)

const put = Effect.fnUntraced(function* (
  merchants: (typeof MerchantGateways)["Service"],
  { body, caller, id }: Asked,
): Effect.fn.Return<Answer, Fault> {
  const { scope } = caller
  const provider = providers.find((one) => one.provider.name === id)?.provider
  if (provider === undefined) return yield* unknown
  const { url, webhookSecrets, ...credentials } = yield* readGateway(body)
  const before = merchants.of(scope, id)
  const wrong = [
    ...urlPlaces(url, scope.mode),
    ...credentialPlaces(provider, { ...before?.secrets?.credentials, ...credentials }, credentials, scope.mode),
    ...addressPlaces(provider, url ?? before?.kept.url),
    ...(provider.webhook === undefined && webhookSecrets !== undefined
      ? [place("/webhookSecrets", "unknown_field", `${id} sends no webhooks`)]
      : []),
  ]
  if (wrong.length > 0) return yield* invalid(wrong)
  const own = yield* merchants.change(scope, id, {
    ...(url === undefined ? {} : { url }),
    credentials: redacted(credentials),
    ...(webhookSecrets === undefined ? {} : { webhookSecrets: webhookSecrets.map((one) => Redacted.make(one)) }),
  })
  return own === undefined ? yield* keyless : fine(told(own))
})

const keyless = problem("secrets_key_missing", "secrets are kept only where REFUND_RULES_SECRETS_KEY is set")

const told = ({ kept: { changedAt, provider, url }, secrets = noSecrets }: OwnGateway) => ({
  provider,
  url: url ?? null,
  credentials: Object.keys(secrets.credentials).toSorted(),
  webhookSecrets: signingAt(secrets, new Date().toISOString()).length,
  changedAt,
})

const place = (pointer: string, code: string, detail: string): Place => ({ pointer, code, detail })

const redacted = (
  credentials: Readonly<Partial<Record<Credential, string>>>,
): Readonly<Partial<Record<Credential, Redacted.Redacted>>> =>
  Object.fromEntries(Object.entries(credentials).map(([name, secret]) => [name, Redacted.make(secret)]))

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host)

const urlPlaces = (url: string | undefined, mode: "test" | "live"): readonly Place[] => {
  if (url === undefined) return []
  const read = URL.canParse(url) ? new URL(url) : undefined
  if (read === undefined || !/^https?:$/.test(read.protocol) || url.length > 2000)
    return [place("/url", "not_a_url", "expected a URL that begins with https://")]
  const { hash, hostname, password, protocol, search, username } = read
  if (`${username}${password}${search}${hash}` !== "")
    return [place("/url", "not_a_url", "expected a URL of an address and a path, and nothing else")]
  const isPlain = protocol === "http:" && (mode === "live" || !isLoopback(hostname))
  return isPlain
    ? [place("/url", "not_encrypted", "expected https; plain http is only for this machine in test mode")]
    : []
}

/** Nothing a provider does not ask for, all that it asks for, and in live mode nothing of its test mode. */
const credentialPlaces = (
  { credentials: wanted, isOfTestMode, name }: Provider,
  merged: Readonly<Partial<Record<Credential, unknown>>>,
  given: Readonly<Partial<Record<Credential, string>>>,
  mode: "test" | "live",
): readonly Place[] => {
  const [names, set] = [Object.keys(given) as Credential[], Object.keys(merged) as Credential[]]
  return [
    ...names
      .filter((one) => !wanted.includes(one))
      .map((one) => place(`/${one}`, "unknown_field", `${name} is not shown a ${one}`)),
    ...(set.length === 0 ? [] : wanted.filter((one) => !set.includes(one))).map((one) =>
      place(`/${one}`, "missing", `${name} wants to be shown it`),
    ),
    ...names
      .filter((one) => mode === "live" && isOfTestMode(given[one]!))
      .map((one) => place(`/${one}`, "test_secret", "in live mode no secret of the provider's test mode is taken")),
  ]
}

const addressPlaces = ({ addresses, name }: Provider, url: string | undefined): readonly Place[] =>
  addresses === undefined && url === undefined ? [place("/url", "missing", `${name} has no address of its own`)] : []
