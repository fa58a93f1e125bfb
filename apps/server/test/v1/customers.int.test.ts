/** Erasing what is kept of a customer, over real sockets: once it is gone, no answer tells it. */
import { afterAll, beforeAll, expect, it } from "vitest"
import { serve, type Serving } from "../serving.ts"

let server: Serving
beforeAll(async () => {
  server = await serve()
})
afterAll(() => server.close())

const customer = { id: "cus/ü 1", name: "Ada", email: "ada@example.org" }
const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000, customer }
const path = `/v1/customers/${encodeURIComponent(customer.id)}/personal-data`

it("erases a customer's data once, and leaves the money as it is", async () => {
  await server.ask("POST", "/v1/payments", { body: payment })
  const body = { paymentId: "p1", amount: 100, note: "it came broken" }
  const made = await server.ask("POST", "/v1/refunds", { body, key: "k1" })
  expect([made.status, made.json.note]).toEqual([201, "it came broken"])
  expect((await server.ask("GET", "/v1/payments/p1")).json.customer).toEqual(customer)

  const erased = await server.ask("DELETE", path)
  expect([erased.status, erased.json]).toEqual([200, { customerId: customer.id, erased: 2 }])
  expect((await server.ask("DELETE", path)).json.erased).toBe(0)

  const lists = [
    "/v1/payments",
    "/v1/payments/p1",
    "/v1/payments/p1/events",
    "/v1/refunds",
    `/v1/refunds/${made.json.id}`,
  ]
  const told = await Promise.all(lists.map(async (one) => (await server.ask("GET", one)).text))
  const again = await server.ask("POST", "/v1/refunds", { body, key: "k1" })
  for (const text of [...told, again.text])
    expect(["Ada", "ada@example.org", "it came broken"].filter((word) => text.includes(word))).toEqual([])
  expect(again.json).toMatchObject({ id: made.json.id, note: "(erased)", amount: 100 })
  expect((await server.ask("GET", "/v1/payments/p1")).json.balance.remaining).toBe(9900)
})

it("takes a key that may do everything", async () => {
  const limited = await server.ask("POST", "/v1/keys", { body: { actor: "clerk", scopes: ["payments:write", "read"] } })
  const asked = await server.ask("DELETE", path, { as: limited.json.key })
  expect([asked.status, asked.json.code]).toEqual([403, "insufficient_scope"])
})
