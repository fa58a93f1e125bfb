/** Gateways that merchants set for themselves, through the real server: whose refunds go where, and no secret anywhere. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sealKeys, secretBytes } from "@refund-rules/engine"
import { startServer } from "@refund-rules/harness"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { tellerTo } from "../facades/stripeWebhooks.ts"
import { asker } from "../serving.ts"

const folder = mkdtempSync(join(tmpdir(), "gateways-"))
/** A provider that takes down with which key it was asked, and answers as Stripe does. */
const asked: string[] = []
let provider: Server
let url = ""
beforeAll(async () => {
  provider = createServer((request, response) => {
    asked.push(String(request.headers.authorization))
    const parts: Buffer[] = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const form = new URLSearchParams(Buffer.concat(parts).toString())
      response.writeHead(200, { "content-type": "application/json" })
      const refund = { id: `re_${asked.length}`, object: "refund", status: "succeeded", currency: "eur" }
      const facts = { amount: Number(form.get("amount")), charge: form.get("charge"), created: 1, metadata: {} }
      response.end(JSON.stringify({ ...refund, ...facts }))
    })
  })
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve))
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
})
afterAll(() => {
  provider.close()
  rmSync(folder, { recursive: true, force: true })
})

const first = "ab".repeat(32)
const second = "cd".repeat(32)

const start = async (name: string, settings: Readonly<Record<string, string>> = {}) => {
  const server = await startServer({
    REFUND_RULES_DATABASE_URL: `file:${join(folder, name, "store.db")}`,
    REFUND_RULES_SECRETS_KEY: first,
    REFUND_RULES_POLL_MS: "50",
    REFUND_RULES_LOG: "debug",
    ...settings,
  })
  const ask = asker(server.line.native)
  const refund = async (as: string | undefined, charge: string) => {
    const who = as === undefined ? {} : { as }
    const body = { id: `p ${charge}`, provider: "stripe", references: { charge }, currency: "EUR", captured: 1000 }
    await ask("POST", "/v1/payments", { ...who, body })
    const asking = { ...who, key: charge, body: { paymentId: body.id, amount: 100 }, headers: { prefer: "wait=10" } }
    return (await ask("POST", "/v1/refunds", asking)).json.status as string
  }
  const merchant = async (id: string) => {
    await ask("POST", "/v1/merchants", { body: { id } })
    const { json } = await ask("POST", "/v1/keys", { body: { merchant: id, actor: "owner", scopes: ["admin"] } })
    return json.key as string
  }
  const put = (body: unknown, as?: string, provider = "stripe") =>
    ask("PUT", `/v1/gateways/${provider}`, { body, ...(as === undefined ? {} : { as }) })
  return { ...server, ask, merchant, put, refund, tell: tellerTo(() => server.line.native, "whsec_nobody") }
}

const keyOf = (name: string): string => `sk_${name}_0123456789`

describe("a merchant's own gateway", () => {
  it("is asked for its refunds and no other's, until it is taken away", async () => {
    await using server = await start("own")
    const { ask, merchant, put, refund } = server
    const shop = await merchant("shop")
    const rival = await merchant("rival")
    expect((await put({ url, key: keyOf("shop") }, shop)).json).toMatchObject({
      provider: "stripe",
      url,
      credentials: ["key"],
      webhookSecrets: 0,
    })
    asked.length = 0
    expect(await refund(shop, "ch_1")).toBe("succeeded")
    expect(asked).toEqual([`Bearer ${keyOf("shop")}`])
    expect(await refund(rival, "ch_1")).toBe("succeeded")
    expect(await refund(undefined, "ch_1")).toBe("succeeded")
    expect(asked).toHaveLength(1)
    await put({ key: keyOf("again") }, shop)
    expect(await refund(shop, "ch_2")).toBe("succeeded")
    expect(asked.at(-1)).toBe(`Bearer ${keyOf("again")}`)
    expect((await ask("GET", "/v1/gateways", { as: rival })).json.items).toEqual([])
    expect((await ask("DELETE", "/v1/gateways/stripe", { as: rival })).status).toBe(404)
    expect((await ask("DELETE", "/v1/gateways/stripe", { as: shop })).status).toBe(204)
    expect((await ask("DELETE", "/v1/gateways/stripe", { as: shop })).status).toBe(404)
    expect(await refund(shop, "ch_3")).toBe("succeeded")
    expect(asked).toHaveLength(2)
  })

  it("takes webhooks signed with its secrets, for a day with those before too, and no other merchant's", async () => {
    await using server = await start("signed")
    const { merchant, put, tell } = server
    const [shop, rival] = [await merchant("shop"), await merchant("rival")]
    await put({ webhookSecrets: ["whsec_shop_0123456789"] }, shop)
    await put({ webhookSecrets: ["whsec_rival_0123456789"] }, rival)
    const told = { id: "re_1", charge: "ch_1", amount: 100, status: "succeeded" }
    const by = (merchant: string, signedWith: string) => tell({ ...told, merchant, signedWith })
    expect(await by("shop", "whsec_shop_0123456789")).toBe(200)
    expect(await by("rival", "whsec_shop_0123456789")).toBe(400)
    expect((await put({ webhookSecrets: ["whsec_newer_0123456789"] }, shop)).json.webhookSecrets).toBe(2)
    expect(await by("shop", "whsec_newer_0123456789")).toBe(200)
    expect(await by("shop", "whsec_shop_0123456789")).toBe(200)
    expect(await by("nobody", "whsec_shop_0123456789")).toBe(400)
  })

  it("is there after a start with a new key beside the old one, and after that without the old one", async () => {
    const each: readonly (readonly [string, string])[] = [
      [`${second},${first}`, "succeeded"],
      [second, "succeeded"],
    ]
    {
      await using server = await start("rotated")
      await server.put({ url, key: keyOf("kept") })
    }
    for (const [index, [keys, wanted]] of each.entries()) {
      await using server = await start("rotated", { REFUND_RULES_SECRETS_KEY: keys })
      asked.length = 0
      expect(await server.refund(undefined, `ch_${index}`)).toBe(wanted)
      expect(asked).toEqual([`Bearer ${keyOf("kept")}`])
    }
    // Whoever has none of its keys sends nothing at all: to another address least of all. It starts only where the seals
    // of the lost key are believed.
    const { signer } = await Effect.runPromise(sealKeys([secretBytes(second)!]))
    const believed = { REFUND_RULES_SEAL_KEYS: signer!.publicKey }
    await using server = await start("rotated", { REFUND_RULES_SECRETS_KEY: first, ...believed })
    asked.length = 0
    expect(await server.refund(undefined, "ch_lost")).not.toBe("succeeded")
    expect(asked).toEqual([])
    const incidents = async () => (await server.ask("GET", "/v1/incidents")).json.items.map(({ kind }: any) => kind)
    await expect.poll(incidents).toContain("gateway_auth")
  })
})

describe("setting a gateway", () => {
  it("says all that is wrong with it, and keeps nothing of that", async () => {
    await using server = await start("wrong")
    const { ask, put } = server
    const key = keyOf("fine")
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ url, clientId: "client_0123456789" }, "/clientId unknown_field"],
      [{ key, url: "http://example.com" }, "/url not_encrypted"],
      [{ key, url: "ftp://127.0.0.1" }, "/url not_a_url"],
      [{ key, url: "https://user:word@example.com" }, "/url not_a_url"],
      [{ key, url: "https://example.com?a=1" }, "/url not_a_url"],
      [{ key, url: "nowhere" }, "/url not_a_url"],
      [{ key: "short" }, "/key not_well_formed"],
      [{ key: 7 }, "/key not_well_formed"],
      [{ key, clientId: "client_0123456789" }, "/clientId unknown_field"],
      [{ key, webhookSecrets: ["short"] }, "/webhookSecrets/0 not_well_formed"],
      [{ key, provider: "dodo" }, "/provider unknown_field"],
    ]
    for (const [body, expected] of wrong) {
      const { json, status } = await put(body)
      const { code, pointer } = json.errors[0]
      expect([body, status, `${pointer} ${code}`]).toEqual([body, 422, expected])
    }
    expect((await put({ key }, undefined, "nobody")).status).toBe(404)
    expect((await ask("GET", "/v1/gateways")).json.items).toEqual([])
    const { json } = await ask("POST", "/v1/keys", { body: { actor: "till", scopes: ["refunds:write", "read"] } })
    expect((await put({ key }, json.key)).status).toBe(403)
    expect((await ask("GET", "/v1/gateways", { as: json.key })).status).toBe(403)
  })

  it("leaves no secret in any answer, log or file", async () => {
    const canaries = ["canary_key_0123456789", "canary_signing_0123456789", "canary_newer_0123456789"]
    const seen: string[] = []
    let printed = ""
    {
      await using server = await start("canary")
      const { ask, put, refund, tell } = server
      const say = async (reply: Promise<{ readonly text: string; readonly headers: Headers }>) => {
        const { headers, text } = await reply
        seen.push(text, JSON.stringify([...headers]))
      }
      await say(put({ url, key: canaries[0], webhookSecrets: [canaries[1]] }))
      await say(put({ webhookSecrets: [canaries[2]] }))
      await say(put({ key: canaries[0], clientId: canaries[1], url: canaries[2] }))
      await say(put({ key: { secret: canaries[0] }, webhookSecrets: canaries[1] }))
      await say(put({ key: `${canaries[0]} and more`, webhookSecrets: [`${canaries[1]} ü`] }))
      await say(put({ [canaries[0]!.replace("canary", "other")]: canaries[0], url: "https://a" }))
      await refund(undefined, "ch_1")
      expect(await tell({ id: "re_9", charge: "ch_9", amount: 1, status: "succeeded", signedWith: canaries[1]! })).toBe(
        200,
      )
      await say(ask("GET", "/v1/gateways"))
      await say(ask("GET", "/v1/incidents"))
      await say(ask("GET", "/v1/events"))
      await say(ask("GET", "/v1/merchants/default"))
      const { stderr, stdout } = await server.stop()
      printed = stdout + stderr
    }
    const files = readdirSync(join(folder, "canary")).map((name) =>
      readFileSync(join(folder, "canary", name), "latin1"),
    )
    expect(files.length).toBeGreaterThan(0)
    expect(asked.at(-1)).toBe(`Bearer ${canaries[0]}`)
    for (const canary of canaries)
      for (const where of [...seen, printed, ...files])
        for (const spelling of [canary, Buffer.from(canary).toString("base64").slice(0, 20)])
          expect(where.includes(spelling)).toBe(false)
  })
})
