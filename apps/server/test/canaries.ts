/** A word of its own in every place where a secret can stand, a provider and a collector that say back what they are shown, and all that comes out. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { startServer } from "@refund-rules/harness"
import { gatewayTable } from "@refund-rules/server/settings/gatewayTable"
import { table } from "@refund-rules/server/settings/table"
import { asker, type Reply } from "./serving.ts"

export const canary = (of: string): string => `canary_${of.toLowerCase().replaceAll(/\W/g, "_")}_7f3a91`

/** Every setting that the server itself calls secret, but for what needs another form or another database. */
const settings = [...Object.values(table), ...Object.values(gatewayTable)].filter(({ secret }) => secret)
const otherForms = ["DATABASE_URL", "DATABASE_REPLICA_URL", "SECRETS_KEY", "OTLP_URL", "OTLP_HEADERS"].map(
  (name) => `REFUND_RULES_${name}`,
)
const secretsKey = Buffer.from("canary key of all secrets 7f3a91".slice(0, 32)).toString("hex")
/** A word of its own, in the path where the setting is an address: nothing is asked there. */
const wordIn = (name: string): string =>
  /^REFUND_RULES_GATEWAY_[A-Z]+_URL$/.test(name) ? `http://127.0.0.1:9/${canary(name)}` : canary(name)
const planted: Readonly<Record<string, string>> = Object.fromEntries([
  ...settings.filter(({ name }) => !otherForms.includes(name)).map(({ name }) => [name, wordIn(name)] as const),
  ["REFUND_RULES_SECRETS_KEY", secretsKey] as const,
])
const rootKey = planted["REFUND_RULES_ROOT_KEY"]!
const put = { key: canary("put key"), webhook: canary("put webhook") }
const wrong = { key: canary("wrong key"), body: canary("wrong body"), signature: canary("signature") }
const otlp = { bearer: canary("otlp bearer"), apiKey: canary("otlp api key") }

/** All that came out of a server, by where it was found, and what was to be looked for in it. */
export interface Driven {
  readonly out: Map<string, string>
  readonly secrets: string[]
  /** What the provider and the collector were shown. */
  readonly shown: { provider: string; collector: string }
}

/** A run before it: nothing came out yet. */
export const driven = (): Driven => ({
  out: new Map(),
  secrets: [
    ...Object.values(planted).map((word) => word.replace("http://127.0.0.1:9/", "")),
    ...Object.values(put),
    ...Object.values(wrong),
    ...Object.values(otlp),
  ],
  shown: { provider: "", collector: "" },
})

/** Says back in its body, its status line and its headers what it was shown. */
const providerOf = ({ shown }: Driven): Server => {
  let isLoud = 0
  return createServer((request, response) => {
    request.resume().on("end", () => {
      const echo = String(request.headers.authorization ?? "")
      shown.provider += echo
      const [status, message] = (
        [
          [401, echo],
          [400, echo],
          [200, "not JSON"],
        ] as const
      )[isLoud++ % 3]!
      const body = { error: { type: "invalid_request_error", code: echo, message: `no such key ${echo}`, param: echo } }
      response.writeHead(status, message, { "content-type": "application/json", "request-id": echo })
      response.end(status === 200 ? `not JSON: ${echo}` : JSON.stringify(body))
    })
  })
}

/** Takes what it is told as something that came out, and refuses every other time. */
const collectorOf = ({ out, shown }: Driven): Server => {
  let times = 0
  return createServer((request, response) => {
    const parts: Buffer[] = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const { authorization, "x-api-key": apiKey } = request.headers
      const echo = `${authorization} ${String(apiKey)}`
      shown.collector += echo
      out.set(`told to the collector ${out.size}`, Buffer.concat(parts).toString())
      response.writeHead(times++ % 2 === 0 ? 401 : 200, { "content-type": "application/json" })
      response.end(times % 2 === 0 ? "{}" : JSON.stringify({ message: `no such key ${echo}` }))
    })
  })
}

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )

/** Asks a server on this database everything that could make it say a secret; `then` while it still runs. */
export const drive = async (
  run: Driven,
  databaseUrl: string,
  then: (ask: Ask) => Promise<void> = () => Promise.resolve(),
): Promise<void> => {
  const [provider, collector] = [providerOf(run), collectorOf(run)]
  const url = await listening(provider)
  const headers = `authorization=Bearer%20${otlp.bearer},x-api-key=${otlp.apiKey}`
  await using server = await startServer({
    ...planted,
    REFUND_RULES_GATEWAY_STRIPE_URL: url,
    REFUND_RULES_DATABASE_URL: databaseUrl,
    REFUND_RULES_OTLP_URL: await listening(collector),
    REFUND_RULES_OTLP_HEADERS: headers,
    REFUND_RULES_LOG: "debug",
    REFUND_RULES_POLL_MS: "50",
    REFUND_RULES_GATEWAY_RETRY_MS: "0,50",
  })
  const { facades, native } = server.line
  const { out } = run
  const ask: Ask = async (method, path, question = {}, to = native) => {
    const reply = await asker(to)(method, path, { as: rootKey, ...question })
    const told = `${reply.text}\n${JSON.stringify([...reply.headers])}`
    // A key is told once, where it is made, and nowhere else.
    if (path !== "/v1/keys" || reply.status !== 201) out.set(`answer ${out.size}: ${method} ${path}`, told)
    return reply
  }
  await working(run, ask, url)
  await failing(ask, facades)
  for (const path of ["/metrics", "/readyz", "/openapi.json"]) await ask("GET", path, { as: "" })
  await then(ask)
  const { stderr, stdout } = await server.stop()
  out.set("stdout", stdout).set("stderr", stderr)
  provider.close()
  collector.close()
}

export type Ask = (method: string, path: string, question?: object, to?: string) => Promise<Reply>

/** Everything that works, or that a provider refuses. */
const working = async ({ secrets }: Driven, ask: Ask, url: string): Promise<void> => {
  const keyFor = async (merchant: string): Promise<string> => {
    const { json } = await ask("POST", "/v1/keys", { body: { merchant, actor: "owner", scopes: ["admin"] } })
    secrets.push(json.key)
    return json.key
  }
  await ask("POST", "/v1/merchants", { body: { id: "shop" } })
  const [own, shop] = [await keyFor("default"), await keyFor("shop")]
  await ask("PUT", "/v1/gateways/stripe", { as: shop, body: { url, key: put.key, webhookSecrets: [put.webhook] } })
  for (const as of [rootKey, own, shop])
    for (const charge of ["ch_1", "ch_2", "ch_3"]) {
      const id = `${charge} of ${as === shop ? "shop" : as === own ? "own" : "root"}`
      const body = { id, provider: "stripe", references: { charge: id }, currency: "EUR", captured: 1000 }
      await ask("POST", "/v1/payments", { as, body })
      const headers = { prefer: "wait=1" }
      await ask("POST", "/v1/refunds", { as, key: charge + id.length, body: { paymentId: id, amount: 1 }, headers })
    }
  for (const path of [
    "/v1/refunds",
    "/v1/incidents",
    "/v1/gateways",
    "/v1/keys",
    "/v1/payments/ch_1%20of%20shop/events",
  ])
    for (const as of [rootKey, shop]) await ask("GET", path, { as })
}

/** Asks with keys that open nothing, and puts secrets where they do not belong. */
const failing = async (ask: Ask, facades: Readonly<Record<string, string>>): Promise<void> => {
  for (const authorization of [`Bearer ${wrong.key}`, `Basic ${btoa(`${rootKey}:`)}`, wrong.key, `Bearer ${rootKey} x`])
    await ask("GET", "/v1/refunds", { as: "", headers: { authorization } })
  for (const body of [wrong.body, { key: wrong.body }, { key: { secret: wrong.body } }, `{"key":"${wrong.body}`])
    await ask("PUT", "/v1/gateways/stripe", { body })
  for (const name of Object.keys(facades)) {
    await ask("POST", "/v1/refunds", { as: wrong.key, body: { charge: "ch_1" } }, facades[name])
    const headers = { "stripe-signature": `t=1,v1=${wrong.signature}`, "webhook-signature": `v1,${wrong.signature}` }
    await ask("POST", `/webhooks/${name}`, { as: "", headers, body: {} })
    await ask("POST", `/webhooks/${name}/shop`, { as: "", headers, body: {} })
  }
}

/** Every secret that stands somewhere, as it is, in base64 or in hexadecimal. */
export const foundIn = ({ out, secrets }: Driven): readonly string[] =>
  [...out].flatMap(([where, text]) =>
    secrets
      .filter((secret) =>
        [secret, Buffer.from(secret).toString("base64").slice(0, 24), Buffer.from(secret).toString("hex")].some((one) =>
          text.includes(one),
        ),
      )
      .map((secret) => `${secret} in ${where}`),
  )

/** What says that the run was one: secrets were shown to those they are for, and much came out. */
export const triedOf = ({ out, secrets, shown }: Driven): Readonly<Record<string, boolean>> => ({
  provider: shown.provider.includes(planted["REFUND_RULES_GATEWAY_STRIPE_KEY"]!),
  merchant: shown.provider.includes(put.key),
  collector: shown.collector.includes(`Bearer ${otlp.bearer} ${otlp.apiKey}`),
  told: [...out.keys()].some((name) => name.startsWith("told to the collector")),
  secrets: secrets.length > 14,
  logged: out.get("stdout")!.split("\n").length + out.get("stderr")!.split("\n").length > 20,
  kept: [...out.values()].some((text) => text.includes("ch_1 of shop")),
})
