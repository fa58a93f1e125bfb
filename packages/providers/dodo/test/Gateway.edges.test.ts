import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import type { Outcome } from "@refund-rules/engine"
import { type Answering, patienceWith, says, silence, withServer } from "@refund-rules/harness/answering"
import { describe, it } from "vitest"
import { customer, lines, sendingOf } from "./sending.ts"
import { withGateway } from "./serving.ts"

const refund = {
  refund_id: "ref_dodo",
  payment_id: "pay_1",
  business_id: "bus_1",
  status: "succeeded",
  created_at: "2026-01-01T00:00:01.123456Z",
  is_partial: true,
  amount: 4000,
  currency: "EUR",
  metadata: { refund_rules_id: "ref_1" },
  customer,
}
const error = (code: string) => ({ code, message: "no" })

type Row = readonly [name: string, answer: Answering, first: string, later?: string]

const rows: readonly Row[] = [
  ["a refund that succeeded", says(200, refund), "Acknowledged succeeded"],
  ["a refund that failed", says(200, { ...refund, status: "failed" }), "Acknowledged failed"],
  ["a refund that Dodo looks at", says(200, { ...refund, status: "review" }), "Acknowledged pending"],
  ["a state that nobody knows", says(200, { ...refund, status: "on_its_way" }), "Acknowledged pending"],
  ["members of a later version", says(200, { ...refund, brand_id: "brd_1", later: {} }), "Acknowledged succeeded"],
  ["no amount", says(200, { ...refund, amount: null }), "Acknowledged succeeded"],
  ["no amount and no currency", says(200, { ...refund, amount: undefined, currency: null }), "Acknowledged succeeded"],
  ["one unit more", says(200, { ...refund, amount: 4001 }), "Unknown"],
  ["one unit less", says(200, { ...refund, amount: 3999 }), "Unknown"],
  ["a fraction", says(200, { ...refund, amount: 4000.5 }), "Unknown"],
  ["an amount as text", says(200, { ...refund, amount: "4000" }), "Unknown"],
  ["another currency", says(200, { ...refund, currency: "USD" }), "Unknown"],
  ["a currency that is none", says(200, { ...refund, currency: "XXX" }), "Unknown"],
  ["another payment", says(200, { ...refund, payment_id: "pay_2" }), "Unknown"],
  ["another refund of ours", says(200, { ...refund, metadata: { refund_rules_id: "ref_2" } }), "Unknown"],
  [
    "another one of ours that failed",
    says(200, { ...refund, status: "failed", metadata: { refund_rules_id: "ref_2" } }),
    "Unknown",
  ],
  ["no id", says(200, { ...refund, refund_id: "" }), "Unknown"],
  ["an error with 200", says(200, error("PAYMENT_ALREADY_REFUNDED")), "Unknown"],
  ["a page", says(200, "<html>"), "Unknown"],
  ["nothing", says(200, ""), "Unknown"],
  ["a hang-up", (response) => void response.destroy(), "Unknown"],
  ["silence", silence, "Unknown"],
  ["a redirect", says(302, "", { location: "/elsewhere" }), "Unknown"],
  ["a timeout of theirs", says(408, error("X")), "Unknown"],
  ["a conflict", says(409, error("X")), "Unknown"],
  ["500", says(500, error("INTERNAL_SERVER_ERROR")), "Unknown"],
  ["their own failure with 400", says(400, error("INTERNAL_SERVER_ERROR")), "Unknown"],
  ["a proxy's 400", says(400, "<html>bad request</html>"), "Unknown"],
  ["a proxy's 404", says(404, "not found"), "Unknown"],
  ["a 404 of some server's own", says(404, error("ResourceNotFound")), "Unknown"],
  ["a 422 that is not Dodo's", says(422, { detail: "x" }), "Unknown"],
  ["too many requests", says(429, error("TOO_MANY_REQUESTS"), { "retry-after": "7" }), "NotNow 7"],
  ["too many requests with 400", says(400, error("TOO_MANY_REQUESTS")), "NotNow undefined"],
  ["a wrong key", says(401, error("UNAUTHORIZED")), "Misconfigured"],
  ["a key that may not", says(403, error("FORBIDDEN")), "Misconfigured"],
  ["already refunded", says(400, error("PAYMENT_ALREADY_REFUNDED")), "Refused already_refunded", "Unknown"],
  ["no such payment", says(404, error("NOT_FOUND")), "Refused NOT_FOUND", "Unknown"],
  ["an item that is none", says(400, error("LINE_ITEM_NOT_FOUND")), "Refused LINE_ITEM_NOT_FOUND", "Unknown"],
  ["a code of a later version", says(422, error("NEW_CODE")), "Refused NEW_CODE", "Unknown"],
]

const told = (outcome: Outcome): string => {
  switch (outcome._tag) {
    case "Acknowledged":
      return `Acknowledged ${outcome.fact.status}`
    case "NotNow":
      return `NotNow ${outcome.retryAfterSeconds}`
    case "Refused":
      return `Refused ${outcome.code}`
    case "NotSent":
    case "Unknown":
    case "Misconfigured":
      return outcome._tag
  }
}

describe("what Dodo answers means for the money", () => {
  for (const [name, answer, first, later = first] of rows) {
    it(name, async () => {
      for (const [attempt, should] of [
        [1, first],
        [2, later],
      ] as const) {
        await withServer(answer, async (url, seen) => {
          const outcome = await withGateway(url, (gateway) => gateway.send(sendingOf({ attempt })), {
            timeoutMs: patienceWith(answer),
          })
          strictEqual(told(outcome), should)
          strictEqual(seen.length, 1)
          ok(!JSON.stringify(outcome).includes("canary"))
        })
      }
    })
  }
  it("nobody there is not sent", async () => {
    const outcome = await withGateway("http://127.0.0.1:9", (gateway) => gateway.send(sendingOf()))
    strictEqual(outcome._tag, "NotSent")
  })
})

const sent = (wanted: Parameters<typeof sendingOf>[0] = {}, settings = {}) =>
  withServer(says(200, refund), async (url, seen) => {
    await withGateway(url, (gateway) => gateway.send(sendingOf(wanted)), settings)
    return { ...seen.at(-1)!, json: JSON.parse(seen.at(-1)!.body) as Readonly<Record<string, unknown>> }
  })

describe("a refund is sent", () => {
  it("as one request with every amount by line, tax included, and our id", async () => {
    const { headers, json, method, url } = await sent()
    deepStrictEqual([method, url], ["POST", "/refunds"])
    deepStrictEqual([headers["authorization"], headers["content-type"]], ["Bearer canary", "application/json"])
    deepStrictEqual(json, {
      payment_id: "pay_1",
      items: [
        { item_id: "prod_1", amount: 2800, tax_inclusive: true },
        { item_id: "addon_1", amount: 1200, tax_inclusive: true },
      ],
      metadata: { refund_rules_id: "ref_1" },
    })
  })
  it("of everything with every item and its amount all the same", async () => {
    deepStrictEqual((await sent({ ask: {} })).json["items"], [
      { item_id: "prod_1", amount: 7000, tax_inclusive: true },
      { item_id: "addon_1", amount: 3000, tax_inclusive: true },
    ])
  })
  it("without the lines it takes nothing of", async () => {
    const ask = {
      lines: [
        { id: "addon_1", amount: 100 },
        { id: "prod_1", amount: 0 },
      ],
    } as never
    deepStrictEqual((await sent({ ask })).json["items"], [{ item_id: "addon_1", amount: 100, tax_inclusive: true }])
  })
  it.each<readonly [string, object, unknown]>([
    ["the words that were given", { note: "it broke", reason: "duplicate" }, "it broke"],
    ["else the name of the reason", { reason: "duplicate" }, "duplicate"],
    ["nothing where there is neither", {}, undefined],
    ["nothing of fraud, unless it was chosen", { reason: "fraudulent" }, undefined],
  ])("with %s", async (_, given, reason) => {
    strictEqual((await sent({ ask: { amount: 4000, ...given } as never })).json["reason"], reason)
  })
  it("with fraud by choice", async () => {
    const ask = { amount: 4000, reason: "fraudulent" } as never
    strictEqual((await sent({ ask }, { forwardFraudulent: true })).json["reason"], "fraudulent")
  })
  it("with metadata of the types it came with, and its id also where that is full", async () => {
    const some = { count: "5", paid: "true", text: "5", dodoTyped: '["count","paid"]' }
    deepStrictEqual((await sent({ metadata: some })).json["metadata"], {
      count: 5,
      paid: true,
      text: "5",
      refund_rules_id: "ref_1",
    })
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, "v"]))
    const kept = (await sent({ metadata: full })).json["metadata"] as object
    deepStrictEqual([Object.keys(kept).length, Object.keys(kept).at(-1)], [50, "refund_rules_id"])
  })
  it("the same on every attempt", async () => {
    strictEqual((await sent({ attempt: 1 })).body, (await sent({ attempt: 2 })).body)
  })
  it("not at all where Dodo has no name for the payment", async () => {
    const nameless = sendingOf({ payment: { references: {} } })
    const outcome = await withGateway("http://127.0.0.1:9", (gateway) => gateway.send(nameless))
    strictEqual(outcome._tag, "Misconfigured")
  })
})

describe("a payment that was registered without lines", () => {
  const found = (refundable: readonly number[]) => ({
    currency: "EUR",
    items: refundable.map((each, index) => ({ items_id: `item_${index}`, amount: 1, tax: 0, refundable_amount: each })),
  })
  const asked = (answer: Answering, attempt = 1) =>
    withServer(
      (response, request) =>
        request.method === "GET" ? answer(response, request) : says(200, refund)(response, request),
      async (url, seen) => {
        const sending = sendingOf({ payment: {}, attempt })
        const outcome = await withGateway(url, (gateway) => gateway.send(sending), {
          timeoutMs: patienceWith(answer),
        })
        const posted = seen.find(({ method }) => method === "POST")
        const items = posted === undefined ? [] : (JSON.parse(posted.body) as { items: { amount: number }[] }).items
        return { outcome: told(outcome), amounts: items.map(({ amount }) => amount), looked: seen[0]!.url }
      },
    )
  it("is asked for by the items Dodo has, each by what is still refundable of it", async () => {
    deepStrictEqual(await asked(says(200, found([10_000]))), {
      outcome: "Acknowledged succeeded",
      amounts: [4000],
      looked: "/payments/pay_1/line-items",
    })
    deepStrictEqual((await asked(says(200, found([3000, 6000, 0])))).amounts, [1333, 2667])
  })
  it("is asked for all the same where less is refundable there: Dodo says so itself", async () => {
    deepStrictEqual((await asked(says(200, found([100, 100])))).amounts, [4000])
  })
  const unanswered: readonly Row[] = [
    ["500", says(500, error("INTERNAL_SERVER_ERROR")), "NotSent"],
    ["a page", says(200, "<html>"), "NotSent"],
    ["no items", says(200, found([])), "NotSent"],
    ["silence", silence, "NotSent"],
    ["a wrong key", says(401, error("UNAUTHORIZED")), "Misconfigured"],
    ["too many requests", says(429, ""), "NotNow undefined"],
    ["no such payment", says(404, error("NOT_FOUND")), "Refused NOT_FOUND", "NotSent"],
  ]
  for (const [name, answer, first, later = first] of unanswered) {
    it(`is not asked for where its items are answered with ${name}`, async () => {
      for (const [attempt, should] of [
        [1, first],
        [2, later],
      ] as const) {
        const { amounts, outcome } = await asked(answer, attempt)
        deepStrictEqual([outcome, amounts], [should, []])
      }
    })
  }
})

it("lines that Dodo knows are never looked up", async () => {
  strictEqual((await sent({ payment: { lines } })).url, "/refunds")
})
