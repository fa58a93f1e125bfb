/** A word of its own in every place where a secret can stand, and the loudest log: none of them comes out anywhere. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import { afterAll, beforeAll, expect, it } from "vitest"
import { gatewayTable } from "@refund-rules/server/settings/gatewayTable"
import { table } from "@refund-rules/server/settings/table"
import { asker, type Reply } from "./serving.ts"

const canary = (of: string): string => `canary_${of.toLowerCase().replaceAll(/\W/g, "_")}_7f3a91`

/** Every setting that the server itself calls secret, but for what needs another form or another database. */
const settings = [...Object.values(table), ...Object.values(gatewayTable)].filter(({ secret }) => secret)
const otherForms = ["REFUND_RULES_DATABASE_URL", "REFUND_RULES_DATABASE_REPLICA_URL", "REFUND_RULES_SECRETS_KEY"]
const secretsKey = Buffer.from("canary key of all secrets 7f3a91".slice(0, 32)).toString("hex")
const planted = Object.fromEntries([
  ...settings.filter(({ name }) => !otherForms.includes(name)).map(({ name }) => [name, canary(name)] as const),
  ["REFUND_RULES_SECRETS_KEY", secretsKey] as const,
])
const rootKey = planted["REFUND_RULES_ROOT_KEY"]!
const put = { key: canary("put key"), webhook: canary("put webhook") }
const wrong = { key: canary("wrong key"), body: canary("wrong body"), signature: canary("signature") }

const folder = mkdtempSync(join(tmpdir(), "refund-rules-canaries-"))
/** By where it was found: everything that came out of the server. */
const out = new Map<string, string>()
const secrets = [...Object.values(planted), ...Object.values(put), ...Object.values(wrong)]
/** What the provider was shown, and says back: in its body, its status line and its headers. */
let echoed = ""
let isLoud = 0

const provider = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on("data", (part: Buffer) => parts.push(part))
  request.on("end", () => {
    const shown = String(request.headers.authorization ?? "")
    echoed += shown
    const [status, message] = (
      [
        [401, shown],
        [400, shown],
        [200, "not JSON"],
      ] as const
    )[isLoud++ % 3]!
    const body = {
      error: { type: "invalid_request_error", code: shown, message: `no such key ${shown}`, param: shown },
    }
    response.writeHead(status, message, { "content-type": "application/json", "request-id": shown })
    response.end(status === 200 ? `not JSON: ${shown}` : JSON.stringify(body))
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  await using server = await startServer({
    ...planted,
    REFUND_RULES_GATEWAY_STRIPE_URL: url,
    REFUND_RULES_DATABASE_URL: `file:${join(folder, "store.db")}`,
    REFUND_RULES_LOG: "debug",
    REFUND_RULES_POLL_MS: "50",
    REFUND_RULES_GATEWAY_RETRY_MS: "0,50",
  })
  const { facades, native } = server.line
  const ask = async (method: string, path: string, question: object = {}, to = native): Promise<Reply> => {
    const reply = await asker(to)(method, path, { as: rootKey, ...question })
    const told = `${reply.text}\n${JSON.stringify([...reply.headers])}`
    // A key is told once, where it is made, and nowhere else.
    if (path !== "/v1/keys" || reply.status !== 201) out.set(`answer ${out.size}: ${method} ${path}`, told)
    return reply
  }
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
  await failing(ask, facades)
  for (const path of [
    "/v1/refunds",
    "/v1/incidents",
    "/v1/gateways",
    "/v1/keys",
    "/v1/payments/ch_1%20of%20shop/events",
  ])
    for (const as of [rootKey, shop]) await ask("GET", path, { as })
  for (const path of ["/metrics", "/readyz", "/openapi.json"]) await ask("GET", path, { as: "" })
  const { stderr, stdout } = await server.stop()
  out.set("stdout", stdout).set("stderr", stderr)
  for (const name of readdirSync(folder)) out.set(`file ${name}`, readFileSync(join(folder, name), "latin1"))
}, 60_000)

/** Asks with keys that open nothing, and puts secrets where they do not belong. */
const failing = async (
  ask: (method: string, path: string, question?: object, to?: string) => Promise<Reply>,
  facades: Readonly<Record<string, string>>,
): Promise<void> => {
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

afterAll(() => {
  provider.close()
  rmSync(folder, { recursive: true, force: true })
})

it("was tried: the provider was shown keys of settings and of a merchant, and much came out", () => {
  expect(echoed).toContain(planted["REFUND_RULES_GATEWAY_STRIPE_KEY"])
  expect(echoed).toContain(put.key)
  expect(secrets.length).toBeGreaterThan(12)
  expect(out.get("stdout")!.split("\n").length + out.get("stderr")!.split("\n").length).toBeGreaterThan(20)
  expect([...out.keys()].filter((name) => name.startsWith("file")).length).toBeGreaterThan(0)
  expect([...out.values()].join("").includes("ch_1 of shop")).toBe(true)
})

it("no secret stands in any answer, log, measure or file, in any spelling", () => {
  const found = [...out].flatMap(([where, text]) =>
    secrets
      .filter((secret) =>
        [secret, Buffer.from(secret).toString("base64").slice(0, 24), Buffer.from(secret).toString("hex")].some((one) =>
          text.includes(one),
        ),
      )
      .map((secret) => `${secret} in ${where}`),
  )
  expect(found).toEqual([])
})
