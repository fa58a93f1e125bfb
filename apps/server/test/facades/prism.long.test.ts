import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { Gateway, Outcome, Sending } from "@refund-rules/engine"
import { dodoGateway } from "@refund-rules/provider-dodo"
import { wooshpayGateway } from "@refund-rules/provider-wooshpay"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { afterAll, beforeAll, describe, it } from "vitest"
import { customer, faceSandbox as faceDodo, lines, refused } from "./dodoClient.ts"
import { prism, type Prism } from "./prism.ts"
import { faceSandbox as faceWooshpay } from "./wooshpayClient.ts"

const MINUTES = { timeout: 300_000 }
const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
const started: { close: () => Promise<unknown> }[] = []
afterAll(async () => {
  for (const each of started) await each.close()
  await runtime.dispose()
}, 60_000)

const start = async (...given: Parameters<typeof prism>): Promise<Prism> => {
  const one = await prism(...given)
  started.push(one)
  return one
}

let dodo: Awaited<ReturnType<typeof faceDodo>>
let wooshpay: Awaited<ReturnType<typeof faceWooshpay>>
beforeAll(async () => {
  dodo = await faceDodo()
  wooshpay = await faceWooshpay()
  started.push(dodo, wooshpay)
}, MINUTES.timeout)

it("Prism lets nothing through that breaks the document", MINUTES, async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ refund_id: 7 }))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const { url } = await start("dodo", "create-refund", `http://127.0.0.1:${port}`)
  const headers = { authorization: "Bearer key", "content-type": "application/json" }
  const answer = (body: object) => fetch(`${url}/refunds`, { method: "POST", headers, body: JSON.stringify(body) })
  strictEqual((await answer({ payment_id: "pay_1" })).status, 500)
  strictEqual((await answer({ payment_id: 1 })).status, 422)
  server.close()
})

describe("the facades, with Prism in front of them", () => {
  it("answer Dodo's own client as the document of the seed says", MINUTES, async () => {
    const { url } = await start("dodo", "create-refund", dodo.facade)
    const client = dodo.clientOf({ baseURL: url, maxRetries: 0 })
    const payment_id = await dodo.pay({ lines })
    const some = await client.refunds.create({
      payment_id,
      items: [{ item_id: "prod_1", amount: 100, tax_inclusive: false }],
      metadata: { order: "7" },
      reason: "it broke",
    })
    strictEqual(some.amount, 117)
    strictEqual((await client.refunds.create({ payment_id, items: null, reason: null })).is_partial, true)
    await refused(client.refunds.create({ payment_id }), 400, "PAYMENT_ALREADY_REFUNDED")
    await refused(client.refunds.create({ payment_id, reason: "x".repeat(3001) }), 422, "INVALID_REQUEST_BODY")
    for (const sandbox of ["pending", "fail", "error_after_move"]) {
      ok((await client.refunds.create({ payment_id: await dodo.pay(), metadata: { sandbox } })).refund_id)
    }
  })
  it("answer Dodo's own client as the newer document says, reading too", MINUTES, async () => {
    const { url } = await start("dodo", "refunds-newer", dodo.facade)
    const client = dodo.clientOf({ baseURL: url, maxRetries: 0 })
    const payment_id = await dodo.pay({ lines })
    const { refund_id: id } = await client.refunds.create({
      payment_id,
      metadata: { text: "a", open: true, share: 0.5 },
    })
    strictEqual((await client.refunds.retrieve(id)).refund_id, id)
    ok((await client.refunds.list({ page_number: 0, page_size: 100 })).items.length > 0)
    deepStrictEqual((await client.refunds.list({ page_number: 9, page_size: 100 })).items, [])
    strictEqual((await client.payments.retrieveLineItems(payment_id)).items.length, 2)
  })
  it("answer a client of WooshPay's as its document says", MINUTES, async () => {
    const { url } = await start("wooshpay", "create-refund", wooshpay.facade)
    const asked = async (body: object): Promise<number> => {
      const headers = { accept: "application/json", "content-type": "application/json" }
      const authorization = `Basic ${btoa(`${dodoKey}:`)}`
      const init = { method: "POST", headers: { ...headers, authorization }, body: JSON.stringify(body) }
      return (await fetch(`${url}/v1/refunds`, init)).status
    }
    const dodoKey = (await wooshpay.ask("POST", "/v1/keys", { body: { actor: "c", scopes: ["refunds:write"] } })).json
      .key
    const payment_intent = await wooshpay.pay()
    strictEqual(await asked({ payment_intent, amount: "100", reason: "resolved_dispute", metadata: { a: "1" } }), 200)
    strictEqual(await asked({ payment_intent }), 200)
    for (const sandbox of ["pending", "fail"]) {
      strictEqual(await asked({ payment_intent: await wooshpay.pay(), metadata: { sandbox } }), 200)
    }
  })
})

/** A refund of 40.00 as the desk sends it. */
const sendingOf = (provider: string, references: object): Sending => {
  const given = { id: "p1", provider, references, currency: "EUR", captured: 10_000, customer, lines }
  const parsed = parsePayment(given)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const opened = openLedger(parsed.value)
  const ask = { amount: 4000, note: "it broke", reason: "duplicate" }
  const request = { _tag: "Request", refundId: "ref_1", ask, metadata: { order: "7" }, at: "2026-01-01T00:00:00.000Z" }
  const asked = handle(opened, request as never)
  if (!asked.ok) throw new Error(JSON.stringify(asked.faults))
  return { payment: parsed.value, refund: asked.value.reduce(evolve, opened).refunds[0]!, key: "rr_ref_1", attempt: 1 }
}

type GatewayService = (typeof Gateway)["Service"]

const gateways = {
  dodo: {
    document: "create-refund",
    references: () => ({ paymentId: `pay_${crypto.randomUUID()}` }),
    sandbox: () => dodo.sandbox,
    make: (url: string): Promise<GatewayService> => runtime.runPromise(dodoGateway({ url, key: Redacted.make("key") })),
  },
  wooshpay: {
    document: "create-refund",
    references: () => ({ paymentIntent: `pi_${crypto.randomUUID()}` }),
    sandbox: () => wooshpay.sandbox,
    make: (url: string): Promise<GatewayService> =>
      runtime.runPromise(wooshpayGateway({ url, key: Redacted.make("sk_test_1") })),
  },
}

describe.each(Object.entries(gateways))("the gateway to %s, with Prism as what it asks", (provider, given) => {
  const send = async (url: string): Promise<Outcome> => {
    const gateway = await given.make(url)
    return Effect.runPromise(gateway.send(sendingOf(provider, given.references())))
  }
  it("asks as the document says, and is answered by the sandbox as it says", MINUTES, async () => {
    const { url } = await start(provider, given.document, `${given.sandbox()}/${provider}`)
    const outcome = await send(url)
    deepStrictEqual([outcome._tag, outcome._tag === "Acknowledged" && outcome.fact.amount], ["Acknowledged", 4000])
  })
  it("takes a refund made up at random for nothing it knows", MINUTES, async () => {
    const { url } = await start(provider, given.document)
    for (let count = 0; count < 20; count++) {
      const outcome = await send(url)
      ok(outcome._tag === "Unknown", JSON.stringify(outcome))
      match(outcome.cause, /^the answer (tells of another|is no refund)/)
    }
  })
})
