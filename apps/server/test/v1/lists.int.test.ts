/** Lists by pages, and one dispute told of two payments at once, over real sockets. */
import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { serve, type Serving } from "../serving.ts"

let server: Serving
/** Somebody who takes no message: nobody listens there. */
const nobody = "127.0.0.1:9"
const settings = { REFUND_RULES_SECRETS_KEY: randomBytes(32).toString("hex"), REFUND_RULES_WEBHOOK_ALLOW: nobody }
beforeAll(async () => void (server = await serve(settings)))
afterAll(() => server.close())

/** Everything of a list, by pages of two. */
const walked = async (path: string): Promise<readonly any[]> => {
  const items: any[] = []
  for (let cursor: string | null = ""; cursor !== null;) {
    const { json, status } = await server.ask("GET", `${path}?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`)
    expect([status, json.items?.length <= 2, json.detail]).toEqual([200, true, undefined])
    items.push(...json.items)
    cursor = json.nextCursor
  }
  return items
}

it("keys are listed newest first, each once, however the list is cut", async () => {
  const made: string[] = []
  for (const actor of ["a", "b", "c", "d", "e"]) {
    const { json } = await server.ask("POST", "/v1/keys", { body: { actor, scopes: ["read"] } })
    made.unshift(json.id)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const items = await walked("/v1/keys")
  expect(items.map(({ id }) => id)).toEqual(made)
  expect(items[0]).toMatchObject({ actor: "e", merchant: "default", mode: "test" })
  const other = await server.ask("GET", "/v1/keys?cursor=elsewhere")
  expect([other.status, other.json.errors[0].code]).toEqual([422, "invalid_cursor"])
})

it("versions of a policy are listed oldest first, each once, however the list is cut", async () => {
  for (const days of [1, 2, 3, 4, 5]) {
    const rules = [{ id: "window", requires: { _tag: "WithinDays", of: "captured", days }, otherwise: "Refuse" }]
    await server.ask("PUT", "/v1/policies/cut", { body: { bindAt: "request", rules, terms: {} } })
  }
  expect((await walked("/v1/policies/cut/versions")).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5])
  const strange = await server.ask("GET", "/v1/policies/cut/versions?cursor=last")
  expect([strange.status, strange.json.errors[0].pointer]).toEqual([422, "/cursor"])
})

/** Everything of a list, by pages as long as they may be; at least one of them was cut short. */
const walkedAtOnce = async (path: string): Promise<readonly any[]> => {
  const items: any[] = []
  let isCut = false
  for (let cursor: string | null = ""; cursor !== null;) {
    const { json } = await server.ask("GET", `${path}?limit=200${cursor === "" ? "" : `&cursor=${cursor}`}`)
    items.push(...json.items)
    cursor = json.nextCursor
    isCut ||= cursor !== null && json.items.length < 200
  }
  expect(isCut).toBe(true)
  return items
}

it("a page of what is long has fewer entries, and the next goes on with the rest", async () => {
  const lines = Array.from({ length: 1000 }, (_, at) => ({
    id: `l${at}`,
    kind: "product",
    quantity: 1,
    net: 1,
    taxes: [],
  }))
  const made = Array.from({ length: 23 }, (_, at) => `long-${at < 10 ? "0" : ""}${at}`)
  const hook = await server.ask("POST", "/v1/webhooks", { body: { url: `http://${nobody}/`, events: ["refund.*"] } })
  expect([hook.status, hook.json.detail]).toEqual([201, undefined])
  for (const id of made) {
    const body = { id, provider: "sandbox", references: {}, currency: "EUR", captured: 1000, lines }
    expect((await server.ask("POST", "/v1/payments", { body })).status).toBe(201)
    const refund = { body: { paymentId: id, full: true }, headers: { "idempotency-key": id } }
    expect((await server.ask("POST", "/v1/refunds", refund)).status).toBe(201)
  }
  const payments = await walkedAtOnce("/v1/payments")
  expect(payments.map(({ id }): string => id).toSorted()).toEqual(made)
  // Until each has come to its end, more is told of it.
  const standing = async () => new Set((await walkedAtOnce("/v1/refunds")).map(({ status }) => status))
  await expect.poll(standing).toEqual(new Set(["succeeded"]))
  const refunds = await walkedAtOnce("/v1/refunds")
  expect(refunds.map(({ paymentId }): string => paymentId).toSorted()).toEqual(made)
  const events = await walkedAtOnce("/v1/events")
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  expect(new Set(events.map(({ paymentId }) => paymentId)).size).toBe(made.length)
  const wanted = events.filter(({ type }) => type.startsWith("refund.")).map(({ id }): string => id)
  await expect.poll(() => queuedFor(hook.json.id), { timeout: 60_000 }).toBe(wanted.length)
  const deliveries = await walkedAtOnce(`/v1/webhooks/${hook.json.id}/deliveries`)
  expect(deliveries.map(({ event }): string => event.id).toSorted()).toEqual(wanted.toSorted())
}, 180_000)

const queuedFor = async (webhook: string): Promise<number> => {
  let [count, cursor]: [number, string | null] = [0, ""]
  while (cursor !== null) {
    const query = `limit=200${cursor === "" ? "" : `&cursor=${cursor}`}`
    const { json } = await server.ask("GET", `/v1/webhooks/${webhook}/deliveries?${query}`)
    count += json.items.length
    cursor = json.nextCursor
  }
  return count
}

it("a page of versions that are long has fewer of them, and the next goes on with the rest", async () => {
  const name = "x".repeat(60)
  for (let days = 1; days <= 23; days++) {
    const rules = Array.from({ length: 200 }, (_, at) => ({
      id: `${name}-${at}`,
      requires: { _tag: "WithinDays", of: "captured", days: days + at },
      otherwise: "Refuse",
    }))
    const { json, status } = await server.ask("PUT", "/v1/policies/long", {
      body: { bindAt: "request", rules, terms: {} },
    })
    expect([status, json.errors]).toEqual([201, undefined])
  }
  const versions = await walkedAtOnce("/v1/policies/long/versions")
  expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: 23 }, (_, at) => at + 1))
})

it("a dispute that is told of two payments at once is one payment's, and a conflict for the other", async () => {
  for (const id of ["d1", "d2"]) {
    const body = { id, provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
    await server.ask("POST", "/v1/payments", { body })
  }
  for (let round = 0; round < 20; round++) {
    const body = { id: `dispute-${round}`, amount: 1, status: "open" }
    const told = await Promise.all(
      ["d1", "d2"].map((id) => server.ask("POST", `/v1/payments/${id}/disputes`, { body })),
    )
    const codes = told.map(({ json, status }) => `${status} ${json.code ?? ""}`).toSorted()
    expect(codes).toEqual(["200 ", "409 dispute_conflict"])
  }
})
