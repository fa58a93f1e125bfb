import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { type Answering, patienceWith, says, silence, withServer } from "@refund-rules/harness/answering"
import { describe, it } from "vitest"
import { sendingOf } from "./sending.ts"
import { withGateway } from "./serving.ts"

const listed = { refund_id: "ref_dodo", payment_id: "pay_1", status: "succeeded", amount: 4000, currency: "EUR" }
const refund = { ...listed, metadata: { refund_rules_id: "ref_1" } }
const fact = { providerRefundId: "ref_dodo", status: "succeeded", amount: 4000, currency: "EUR" }
const error = (code: string) => ({ code, message: "no" })

/** Answers pages of what is listed, and each refund by its id. */
const dodoWith =
  (pages: readonly (readonly object[])[], byId: Readonly<Record<string, object>>): Answering =>
  (response, request) => {
    const { pathname, searchParams } = new URL(request.url, "http://dodo")
    if (pathname === "/refunds") {
      const page = pages[Number(searchParams.get("page_number"))] ?? []
      return says(200, { items: page })(response, request)
    }
    const found = byId[pathname.split("/").at(-1)!]
    return (found === undefined ? says(404, error("NOT_FOUND")) : says(200, found))(response, request)
  }

const looked = (answer: Answering, wanted = {}) =>
  withServer(answer, async (url, seen) => {
    const found = await withGateway(url, (gateway) => gateway.find(sendingOf(wanted)), {
      timeoutMs: patienceWith(answer),
    })
    return { found, urls: seen.map(({ url: each }) => each), methods: [...new Set(seen.map(({ method }) => method))] }
  })

const foreign = { ...listed, refund_id: "ref_foreign" }
const elsewhere = { ...listed, refund_id: "ref_elsewhere", payment_id: "pay_2" }

describe("a look-up", () => {
  it("finds the refund by our id, among others of the payment, and asks after no other payment", async () => {
    const answer = dodoWith([[elsewhere, foreign], [listed]], {
      ref_foreign: { ...refund, refund_id: "ref_foreign", metadata: {} },
      ref_dodo: refund,
    })
    const { found, methods, urls } = await looked(answer)
    deepStrictEqual([found, methods], [fact, ["GET"]])
    const since = encodeURIComponent("2025-12-31T00:00:00.000Z")
    deepStrictEqual(urls, [
      `/refunds?created_at_gte=${since}&page_size=100&page_number=0`,
      "/refunds/ref_foreign",
      `/refunds?created_at_gte=${since}&page_size=100&page_number=1`,
      "/refunds/ref_dodo",
    ])
  })
  it("denies only after an empty page", async () => {
    const { found, urls } = await looked(dodoWith([[elsewhere], [elsewhere]], {}))
    deepStrictEqual([found, urls.length], [undefined, 3])
  })
  it("tells of another amount as it is, for the desk to judge", async () => {
    const other = { ...refund, amount: 1 }
    deepStrictEqual((await looked(dodoWith([[other]], { ref_dodo: other }))).found, { ...fact, amount: 1 })
  })
  it("by the id that Dodo gave asks for that one", async () => {
    const { found, urls } = await looked(dodoWith([], { ref_dodo: refund }), { providerRefundId: "ref_dodo" })
    deepStrictEqual([found, urls], [fact, ["/refunds/ref_dodo"]])
  })
  it.each<readonly [string, Answering]>([
    ["500", says(500, error("INTERNAL_SERVER_ERROR"))],
    ["a page of a proxy", says(200, "<html>")],
    ["a wrong key", says(401, error("UNAUTHORIZED"))],
    ["nothing there", says(404, error("NOT_FOUND"))],
    ["a list that never ends", says(200, { items: [elsewhere] })],
    ["a refund of the payment that cannot be read", dodoWith([[listed]], {})],
    ["another payment under our id", dodoWith([[listed]], { ref_dodo: { ...refund, payment_id: "pay_2" } })],
    ["silence", silence],
  ])(
    "does not deny on %s",
    async (_, answer) => {
      strictEqual((await looked(answer)).found, "unknown")
    },
    30_000,
  )
  it("by id does not deny what was there once, nor takes another for it", async () => {
    strictEqual((await looked(dodoWith([], {}), { providerRefundId: "ref_dodo" })).found, "unknown")
    const other = dodoWith([], { ref_dodo: { ...refund, refund_id: "ref_other" } })
    strictEqual((await looked(other, { providerRefundId: "ref_dodo" })).found, "unknown")
  })
})

const payment = {
  payment_id: "pay_9",
  total_amount: 10_000,
  currency: "EUR",
  created_at: "2026-01-01T00:00:00.123456Z",
  status: "succeeded",
  brand_id: "brd_1",
  business_id: "bus_1",
  customer: { customer_id: "cus_1", name: "Ada", email: "ada@example.org", phone_number: null },
  refunds: [listed, { ...listed, refund_id: "ref_2", status: "pending", amount: 100 }],
}
const item = (id: string, amount: number, tax: number) => ({ items_id: id, amount, tax, refundable_amount: amount })
const net = [item("prod_1", 6000, 1000), item("addon_1", 3000, 0)]
const gross = [item("prod_1", 7000, 1000), item("addon_1", 3000, 0)]

describe("a payment nobody registered", () => {
  const fetched = (body: unknown, items: unknown, id = "pay_9") =>
    withServer(
      (response, request) =>
        (request.url.endsWith("/line-items") ? says(200, { currency: "EUR", items }) : says(200, body))(
          response,
          request,
        ),
      (url) => withGateway(url, (gateway) => gateway.fetchPayment!({ paymentId: id })),
    )
  const registered = {
    provider: "dodo",
    references: { paymentId: "pay_9" },
    currency: "EUR",
    captured: 10_000,
    status: "captured",
    capturedAt: "2026-01-01T00:00:00.123Z",
    customer: { id: "cus_1", name: "Ada", email: "ada@example.org" },
    metadata: { brand_id: "brd_1" },
  }
  const asLines = [
    { id: "prod_1", kind: "product", quantity: 1, net: 6000, taxes: [{ id: "tax", amount: 1000 }] },
    { id: "addon_1", kind: "product", quantity: 1, net: 3000, taxes: [] },
  ]
  it.each([
    ["with amounts before tax", net],
    ["with amounts after tax", gross],
  ])("is fetched with a line for each item, %s", async (_, items) => {
    deepStrictEqual(await fetched(payment, items), {
      payment: { ...registered, lines: asLines },
      refunds: [fact, { providerRefundId: "ref_2", status: "pending", amount: 100, currency: "EUR" }],
    })
  })
  it.each([
    ["do not add up", [item("prod_1", 6000, 999), item("addon_1", 3000, 0)]],
    ["stand twice", [item("prod_1", 7000, 0), item("prod_1", 3000, 0)]],
    ["are none", []],
    ["cannot be read", "all"],
  ])("is fetched without lines where its items %s", async (_, items) => {
    deepStrictEqual(await fetched({ ...payment, refunds: null }, items), { payment: registered, refunds: [] })
  })
  it.each([
    ["requires_capture", "authorized"],
    ["partially_captured", "captured"],
    ["cancelled", "canceled"],
    ["failed", "failed"],
    ["processing", "pending"],
    [null, "pending"],
  ])("that is %s is %s", async (status, should) => {
    const found = await fetched({ ...payment, status }, [])
    strictEqual(typeof found === "object" ? found.payment.status : found, should)
  })
  it.each<readonly [string, unknown]>([
    ["another payment", { ...payment, payment_id: "pay_8" }],
    ["no customer", { ...payment, customer: undefined }],
    ["a customer without a name", { ...payment, customer: { ...payment.customer, name: "" } }],
    ["a currency nobody knows", { ...payment, currency: "XXX" }],
    ["a negative amount", { ...payment, total_amount: -1 }],
    ["a time that is none", { ...payment, created_at: "yesterday" }],
    ["no word of its refunds", { ...payment, refunds: undefined }],
    ["refunds in a currency nobody knows", { ...payment, refunds: [{ ...listed, currency: "XXX" }] }],
    ["a page", "<html>"],
  ])("is not known where Dodo tells of %s", async (_, body) => {
    strictEqual(await fetched(body, net), "unknown")
  })
  it.each<readonly [string, Answering, unknown]>([
    ["says that there is none", says(404, error("NOT_FOUND")), undefined],
    ["has a proxy that does", says(404, "not found"), "unknown"],
    ["fails", says(500, error("INTERNAL_SERVER_ERROR")), "unknown"],
    ["does not know us", says(401, error("UNAUTHORIZED")), "unknown"],
    ["is silent", silence, "unknown"],
  ])("where Dodo %s", async (_, answer, should) => {
    const found = await withServer(answer, (url) =>
      withGateway(url, (gateway) => gateway.fetchPayment!({ paymentId: "pay_9" }), { timeoutMs: patienceWith(answer) }),
    )
    strictEqual(found, should)
  })
})
