/** What a merchant sees of itself is the same to the byte, whatever others on the same server do meanwhile. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, expect, it } from "vitest"
import { serve, type Serving } from "../serving.ts"

let server: Serving
let receiver: Server
let address = ""
beforeAll(async () => {
  receiver = createServer((request, response) => void request.resume().on("end", () => response.end()))
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve))
  address = `127.0.0.1:${(receiver.address() as AddressInfo).port}`
  server = await serve({ REFUND_RULES_WEBHOOK_ALLOW: address, REFUND_RULES_LOG: "error" })
})
afterAll(async () => {
  await server.close()
  receiver.closeAllConnections()
  receiver.close()
})

/** A merchant of its own, and how its key asks. */
const merchant = async (id: string) => {
  const post = (path: string, body: object) => server.ask("POST", path, { body })
  expect((await post("/v1/merchants", { id })).status).toBe(201)
  const { json } = await post("/v1/keys", { merchant: id, actor: "owner", scopes: ["admin"] })
  return { id, as: json.key as string }
}
type Merchant = Awaited<ReturnType<typeof merchant>>

type Act = readonly [method: string, path: string, body: object]

const rules = [{ id: "noted", requires: { _tag: "NoteRequired" }, otherwise: "Refuse" }]
const payment = { provider: "sandbox", references: {}, currency: "EUR", captured: 10_000, customer: { id: "c1" } }

/** Something of everything that leaves a trace, more than once, so that every list has a page behind the first. */
const acts = (): readonly Act[] => [
  ["POST", "/v1/webhooks", { url: `http://${address}/` }],
  ["PUT", "/v1/policies/shop", { bindAt: "request", rules: [], terms: {} }],
  ["PUT", "/v1/policies/shop", { status: "shadow", policy: { bindAt: "request", rules, terms: {} } }],
  ...["p1", "p2"].flatMap((id): readonly Act[] => [
    ["POST", "/v1/payments", { id, policyId: "shop", ...payment }],
    ["POST", "/v1/refunds", { paymentId: id, amount: 2000 }],
    ["POST", "/v1/refunds", { paymentId: id, amount: 9000 }],
    ["POST", "/v1/sessions", { paymentId: id, ask: { amount: 100 } }],
    ["POST", `/v1/payments/${id}/disputes`, { id: `d-${id}`, amount: 9500, status: "open" }],
    ["POST", "/v1/keys", { actor: id, scopes: ["read"] }],
  ]),
]

let keys = 0

const act = async ({ as }: Merchant, [method, path, body]: Act): Promise<void> => {
  const headers = { prefer: "wait=10" }
  const isKeyed = path === "/v1/refunds" || path === "/v1/sessions"
  const key = isKeyed ? { key: `act-${++keys}` } : {}
  const answer = await server.ask(method, path, { as, body, headers, ...key })
  if (answer.status >= 300 && answer.json.decision === undefined) throw new Error(`${path}: ${answer.text}`)
}

const lists = (webhook: string): readonly string[] => [
  "/v1/payments",
  "/v1/payments/p1/events",
  "/v1/payments/p2/events",
  "/v1/refunds",
  "/v1/sessions",
  "/v1/incidents",
  "/v1/policies/shop/versions",
  "/v1/policies/shop/differences",
  "/v1/events",
  "/v1/keys",
  `/v1/webhooks/${webhook}/deliveries`,
]

/** Everything there is to be seen, page by page, with the headers and the cursors. */
const seenBy = async ({ as, id }: Merchant): Promise<readonly string[]> => {
  const get = (path: string) => server.ask("GET", path, { as })
  const seen: string[] = []
  const tell = (path: string, { headers, status, text }: Awaited<ReturnType<typeof get>>): void => {
    const kept = [...headers].filter(([name]) => name !== "date" && name !== "x-request-id")
    seen.push([path, status, ...kept.map(String), text].join("\n"))
  }
  const hooks = await get("/v1/webhooks")
  const webhook = hooks.json.items[0].id as string
  for (const path of ["/v1/payments/p1", "/v1/gateways"]) tell(path, await get(path))
  for (const path of lists(webhook)) {
    let pages = 0
    for (let cursor = ""; ; pages++) {
      const page = await get(`${path}?limit=1${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`)
      expect([path, page.status]).toEqual([path, 200])
      tell(`${path} ${pages}`, page)
      cursor = page.json.nextCursor ?? ""
      if (cursor === "") break
    }
    expect([path, pages > 0]).toEqual([path, true])
  }
  return written(seen, id)
}

/** The same words for what differs between any two merchants: names by their order, instants, links of chains. */
const written = (seen: readonly string[], own: string): readonly string[] => {
  const names = new Map<string, string>()
  const named = (name: string): string => {
    if (!names.has(name)) names.set(name, `NAME-${names.size}`)
    return names.get(name)!
  }
  return seen.map((text) =>
    text
      .replaceAll(/"nextCursor":"([\w-]+)"/g, (whole, cursor: string) => {
        const read = Buffer.from(cursor, "base64url").toString()
        // The seal of a list is over its merchant too.
        return read.startsWith("[") ? `"nextCursor":${read.replace(/[\da-f]{16}/, "SEAL")}` : whole
      })
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "AT")
      .replaceAll(/[\da-f]{64}/g, "HASH")
      .replaceAll(/(?<![a-z\d])(ref|ses|key|webhook|incident|difference|evt|msg|re)_[\w-]{10,}/g, named)
      .replaceAll(/content-length,\d+/g, "LENGTH")
      .replaceAll(own, "OWN"),
  )
}

/** Waits until no message of the merchant is under way any more. */
const settled = async ({ as }: Merchant): Promise<void> => {
  const { json } = await server.ask("GET", "/v1/webhooks", { as })
  const waiting = async () => {
    const path = `/v1/webhooks/${json.items[0].id}/deliveries?status=waiting`
    const events = await server.ask("GET", "/v1/events?limit=200", { as })
    const delivered = await server.ask("GET", path.replace("waiting", "delivered&limit=200"), { as })
    return [
      (await server.ask("GET", path, { as })).json.items.length,
      events.json.items.length - delivered.json.items.length,
    ]
  }
  await expect.poll(waiting, { timeout: 60_000, interval: 100 }).toEqual([0, 0])
}

it("nothing that a merchant sees is other for what another one does", { timeout: 180_000 }, async () => {
  const [alone, beside, busy] = [await merchant("alone"), await merchant("beside"), await merchant("busybody")]
  for (const one of acts()) await act(alone, one)
  await settled(alone)
  for (const one of acts()) {
    await act(beside, one)
    await act(busy, one)
  }
  await settled(beside)
  const seen = await seenBy(alone)
  expect(seen.length).toBeGreaterThan(30)
  expect(await seenBy(beside)).toEqual(seen)
})
