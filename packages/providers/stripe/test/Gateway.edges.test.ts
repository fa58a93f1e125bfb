import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict"
import { type AddressInfo, createServer as createSocketServer } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Gateway, Outcome } from "@refund-rules/engine"
import { type Answering, patienceWith, says, type Seen, silence, withServer } from "@refund-rules/harness/answering"
import { Effect, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { describe, it } from "vitest"
import { stripeGateway, type StripeSettings } from "../src/index.ts"
import { sendingOf } from "./sending.ts"

const clients = { fetch: FetchHttpClient.layer, undici: NodeHttpClient.layerUndici }
type ClientName = keyof typeof clients

type GatewayService = (typeof Gateway)["Service"]

/** The client lives as long as it is used. */
const withGateway = <A>(
  url: string,
  use: (gateway: GatewayService) => Effect.Effect<A>,
  { client = "undici", ...settings }: Partial<StripeSettings> & { readonly client?: ClientName } = {},
): Promise<A> =>
  stripeGateway({ url, key: Redacted.make("sk_test_canary"), timeoutMs: 30_000, ...settings }).pipe(
    Effect.flatMap(use),
    Effect.provide(clients[client]),
    Effect.runPromise,
  )

const sendTo = (url: string, client: ClientName, attempt = 1, timeoutMs = 30_000): Promise<Outcome> =>
  withGateway(url, (gateway) => gateway.send(sendingOf({ attempt })), { client, timeoutMs })

const refund = {
  id: "re_1",
  object: "refund",
  amount: 4000,
  currency: "eur",
  status: "succeeded",
  payment_intent: "pi_1",
  charge: "ch_1",
  metadata: { refund_rules_id: "ref_1" },
}

const error = (type: string, code?: string) => ({
  error: { type, message: "no", ...(code === undefined ? {} : { code }) },
})
const noSuchThing = error("invalid_request_error", "charge_already_refunded")

const stops: Answering = (response) => void response.writeHead(200, { "content-length": "500" }).write("{")

const rows: readonly (readonly [string, Answering, string, string?])[] = [
  ["a refund that succeeded", says(200, refund), "Acknowledged succeeded"],
  ["a refund that failed", says(200, { ...refund, status: "failed" }), "Acknowledged failed"],
  ["a state that nobody knows", says(200, { ...refund, status: "on_its_way" }), "Acknowledged pending"],
  ["no state", says(200, { ...refund, status: null }), "Acknowledged pending"],
  ["references written out", says(200, { ...refund, charge: { id: "ch_1" } }), "Acknowledged succeeded"],
  ["another 2xx", says(201, refund), "Acknowledged succeeded"],
  ["one unit more", says(200, { ...refund, amount: 4001 }), "Unknown"],
  ["one unit less", says(200, { ...refund, amount: 3999 }), "Unknown"],
  ["a fraction", says(200, { ...refund, amount: 4000.5 }), "Unknown"],
  ["an amount as text", says(200, { ...refund, amount: "4000" }), "Unknown"],
  ["another currency", says(200, { ...refund, currency: "usd" }), "Unknown"],
  ["a currency that is none", says(200, { ...refund, currency: "xxx" }), "Unknown"],
  ["another refund of ours", says(200, { ...refund, metadata: { refund_rules_id: "ref_2" } }), "Unknown"],
  [
    "another one of ours that failed",
    says(200, { ...refund, status: "failed", metadata: { refund_rules_id: "ref_2" } }),
    "Unknown",
  ],
  ["another payment", says(200, { ...refund, payment_intent: "pi_2" }), "Unknown"],
  ["another charge", says(200, { ...refund, charge: { id: "ch_2" } }), "Unknown"],
  ["no id", says(200, { ...refund, id: "" }), "Unknown"],
  ["another object", says(200, { ...refund, object: "charge" }), "Unknown"],
  ["an error with 200", says(200, noSuchThing), "Unknown"],
  ["a page", says(200, "<html>"), "Unknown"],
  ["nothing", says(200, ""), "Unknown"],
  ["204", (response) => void response.writeHead(204).end(), "Unknown"],
  ["no UTF-8", (response) => void response.writeHead(200).end(Buffer.from([0x7b, 0xff, 0x7d])), "Unknown"],
  ["more than 1 MB", says(200, JSON.stringify({ ...refund, more: "x".repeat(1024 * 1024) })), "Unknown"],
  ["an answer that stops", stops, "Unknown"],
  [
    "an answer that breaks off",
    (response) => void response.writeHead(200, { "content-length": "500" }).write("{", () => response.destroy()),
    "Unknown",
  ],
  ["a hang-up", (response) => void response.destroy(), "Unknown"],
  ["a reset", (response) => void response.socket!.resetAndDestroy(), "Unknown"],
  ["silence", silence, "Unknown"],
  ["a redirect", says(302, "", { location: "/elsewhere" }), "Unknown"],
  ["a permanent redirect", says(308, "", { location: "/elsewhere" }), "Unknown"],
  ["a timeout of theirs", says(408, error("api_error")), "Unknown"],
  ["a key in use", says(409, error("invalid_request_error", "idempotency_key_in_use")), "Unknown"],
  ["a key with another content", says(400, error("idempotency_error")), "Unknown"],
  ["a card error", says(402, error("card_error")), "Unknown"],
  ["a status that nobody knows", says(418, noSuchThing), "Unknown"],
  ["500", says(500, error("api_error")), "Unknown"],
  ["503", says(503, ""), "Unknown"],
  ["an api_error with 400", says(400, error("api_error")), "Unknown"],
  ["a proxy's 400", says(400, "<html>bad request</html>"), "Unknown"],
  ["a proxy's 404", says(404, "not found"), "Unknown"],
  ["too many requests", says(429, error("invalid_request_error", "rate_limit"), { "retry-after": "7" }), "NotNow 7"],
  ["too many requests for a week", says(429, "", { "retry-after": "604800" }), "NotNow 3600"],
  [
    "too many requests until a date",
    says(429, "", { "retry-after": "Fri, 31 Dec 2027 23:59:59 GMT" }),
    "NotNow undefined",
  ],
  ["a rate limit with 400", says(400, error("invalid_request_error", "rate_limit")), "NotNow undefined"],
  ["a lock", says(400, error("invalid_request_error", "lock_timeout")), "NotNow undefined"],
  ["a wrong key", says(401, error("invalid_request_error")), "Misconfigured"],
  ["a key that may not", says(403, error("invalid_request_error")), "Misconfigured"],
  ["an unknown address", says(404, error("invalid_request_error")), "Misconfigured", "Unknown"],
  ["already refunded", says(400, noSuchThing), "Refused already_refunded", "Unknown"],
  [
    "no such payment",
    says(404, error("invalid_request_error", "resource_missing")),
    "Refused resource_missing",
    "Unknown",
  ],
  ["a no without a code", says(400, error("invalid_request_error")), "Refused invalid_request_error", "Unknown"],
  ["422", says(422, error("invalid_request_error", "x")), "Refused x", "Unknown"],
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
      ok(!outcome.cause.includes("canary"), "a cause tells the key")
      return outcome._tag
  }
}

describe("what Stripe says is taken for what it is worth", () => {
  for (const [what, answer, first, later = first] of rows) {
    it.each(["fetch", "undici"] as const)(`${what}, through %s`, (client) =>
      withServer(answer, async (url, seen) => {
        const timeoutMs = answer === stops ? 1000 : patienceWith(answer)
        strictEqual(told(await sendTo(url, client, 1, timeoutMs)), first)
        strictEqual(told(await sendTo(url, client, 2, timeoutMs)), later)
        ok(
          seen.every((one) => one.url === "/v1/refunds"),
          "a redirect was followed",
        )
        strictEqual(seen.length, 2, "something was sent again unasked")
      }),
    )
  }
})

describe("what never left", () => {
  const closedPort = async (): Promise<string> => {
    const server = createSocketServer()
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    return `http://127.0.0.1:${port}`
  }
  it.each(["fetch", "undici"] as const)("is called not sent by %s", async (client) => {
    strictEqual((await sendTo(await closedPort(), client))._tag, "NotSent")
    strictEqual((await sendTo("http://nobody.invalid", client))._tag, "NotSent")
    strictEqual((await sendTo("not a url", client))._tag, "NotSent")
  })
  it.each(["fetch", "undici"] as const)(
    "is called not sent by %s where the other side is not whom it says",
    async (client) => {
      // A server without TLS: the handshake fails, and no request was ever written.
      await withServer(says(200, refund), async (url, seen) => {
        const outcome = await sendTo(url.replace("http:", "https:"), client)
        strictEqual(outcome._tag, "NotSent", JSON.stringify(outcome))
        strictEqual(seen.length, 0)
      })
    },
  )
})

describe("a refund is sent", () => {
  const sent = (wanted: Parameters<typeof sendingOf>[0], settings = {}): Promise<Seen> =>
    withServer(says(200, refund), async (base, seen) => {
      const url = `${base}/stripe/`
      await withGateway(url, (gateway) => gateway.send(sendingOf(wanted)), { key: Redacted.make("sk_1"), ...settings })
      return seen[0]!
    })

  it("with its key, its amount and its id, below the address given", async () => {
    const { body, headers, method, url } = await sent({})
    deepStrictEqual([method, url], ["POST", "/stripe/v1/refunds"])
    strictEqual(headers["idempotency-key"], "rr_ref_1")
    strictEqual(headers.authorization, "Bearer sk_1")
    strictEqual(headers["content-type"], "application/x-www-form-urlencoded")
    match(String(headers["stripe-version"]), /^\d{4}-\d\d-\d\d/)
    strictEqual(headers["traceparent"], undefined)
    strictEqual(body, "payment_intent=pi_1&amount=4000&metadata[refund_rules_id]=ref_1")
  })
  it("with the amount in Stripe's unit", async () => {
    const payment = { currency: "ISK", captured: 900 }
    match((await sent({ payment, ask: { amount: 500 as never } })).body, /&amount=50000&/)
  })
  it("by its charge where nothing else names the payment", async () => {
    match((await sent({ payment: { references: { charge: "ch_9" } } })).body, /^charge=ch_9&/)
  })
  it("from a customer's balance by customer and currency", async () => {
    const payment = { kind: "customer_balance", references: {}, customer: { id: "cus_1" } }
    match((await sent({ payment })).body, /^origin=customer_balance&customer=cus_1&currency=eur&amount=4000&/)
  })
  it("with what goes back of fee and transfer, the payer's address and a reason that Stripe knows", async () => {
    const { body } = await sent({
      payment: { applicationFee: 1000, transfer: { destination: "acct_1", amount: 9000 } },
      ask: { amount: 4000 as never, reason: "duplicate", refundApplicationFee: true, reverseTransfer: true },
      metadata: { instructionsEmail: "a@b.c", order: "7" },
    })
    strictEqual(
      body,
      "payment_intent=pi_1&amount=4000&reason=duplicate&instructions_email=a%40b.c&refund_application_fee=true&reverse_transfer=true&metadata[order]=7&metadata[refund_rules_id]=ref_1",
    )
  })
  it("without a reason that Stripe does not know, and called fraudulent only by choice", async () => {
    const reason = (given: string) => ({ ask: { amount: 4000, reason: given } as never })
    ok(!(await sent(reason("goodwill"))).body.includes("reason"))
    ok(!(await sent(reason("fraudulent"))).body.includes("reason"))
    match((await sent(reason("fraudulent"), { forwardFraudulent: true })).body, /reason=fraudulent/)
  })
  it("with its id also where the merchant's metadata is full", async () => {
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, "v"]))
    const { body } = await sent({ metadata })
    strictEqual(body.split("metadata[").length - 1, 50)
    match(body, /metadata\[refund_rules_id\]=ref_1$/)
  })
  it("the same on every attempt", async () => {
    const first = await sent({ attempt: 1 })
    const second = await sent({ attempt: 2 })
    strictEqual(first.body, second.body)
    strictEqual(first.headers["idempotency-key"], second.headers["idempotency-key"])
  })
  it("not at all where Stripe has no name for the payment", async () => {
    const nameless = sendingOf({ payment: { references: {} } })
    const outcome = await withGateway("http://127.0.0.1:9", (gateway) => gateway.send(nameless))
    strictEqual(outcome._tag, "Misconfigured")
  })
})

describe("a look-up", () => {
  const looked = (answer: Answering, wanted = {}) =>
    withServer(answer, async (url, seen) => {
      const found = await withGateway(url, (gateway) => gateway.find(sendingOf(wanted)), {
        timeoutMs: patienceWith(answer),
      })
      ok(seen.every(({ method }) => method === "GET"))
      return { found, urls: seen.map(({ url: each }) => each) }
    })
  const page = (data: readonly unknown[], has_more = false) => ({ object: "list", url: "/v1/refunds", has_more, data })
  const foreign = { ...refund, id: "re_9", metadata: {} }
  const fact = { providerRefundId: "re_1", status: "succeeded", amount: 4000, currency: "EUR" }

  it("finds the refund by our id, whatever else was refunded of the payment", async () => {
    const { found, urls } = await looked(says(200, page([foreign, refund])))
    deepStrictEqual(found, fact)
    deepStrictEqual(urls, ["/v1/refunds?payment_intent=pi_1&limit=100"])
  })
  it("tells of another amount as it is, for the desk to judge", async () => {
    const { found } = await looked(says(200, page([{ ...refund, amount: 1 }])))
    deepStrictEqual(found, { ...fact, amount: 1 })
  })
  it("turns every page before it denies", async () => {
    let count = 0
    const { found, urls } = await looked((response, asked) => says(200, page([foreign], count++ < 2))(response, asked))
    strictEqual(found, undefined)
    deepStrictEqual(
      urls.slice(1),
      Array.from({ length: 2 }, () => "/v1/refunds?payment_intent=pi_1&limit=100&starting_after=re_9"),
    )
  })
  it("by the id that Stripe gave asks for that one", async () => {
    const { found, urls } = await looked(says(200, refund), { providerRefundId: "re_1" })
    deepStrictEqual(found, fact)
    deepStrictEqual(urls, ["/v1/refunds/re_1"])
  })
  it.each<readonly [string, Answering]>([
    ["500", says(500, error("api_error"))],
    ["a page of a proxy", says(200, "<html>")],
    ["a wrong key", says(401, error("invalid_request_error"))],
    ["no such payment", says(404, error("invalid_request_error", "resource_missing"))],
    ["a list that never ends", says(200, page([foreign], true))],
    ["an empty page with more", says(200, page([], true))],
    ["another payment under our id", says(200, page([{ ...refund, payment_intent: "pi_2" }]))],
    ["silence", silence],
  ])("does not deny on %s", async (_, answer) => {
    strictEqual((await looked(answer)).found, "unknown")
  })
  it("by id does not deny what was there once", async () => {
    const gone = says(404, error("invalid_request_error", "resource_missing"))
    strictEqual((await looked(gone, { providerRefundId: "re_1" })).found, "unknown")
  })
})
