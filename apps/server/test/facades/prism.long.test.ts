import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { Gateway, Outcome, Sending } from "@refund-rules/engine"
import { dodoGateway } from "@refund-rules/provider-dodo"
import { dollrGateway } from "@refund-rules/provider-dollr"
import { loopGateway } from "@refund-rules/provider-loop"
import { stripeGateway } from "@refund-rules/provider-stripe"
import { wooshpayGateway } from "@refund-rules/provider-wooshpay"
import { Effect, ManagedRuntime, Redacted } from "effect"
import Stripe from "stripe"
import { afterAll, beforeAll, describe, it } from "vitest"
import { rootKey } from "../serving.ts"
import { customer, faceSandbox as faceDodo, lines, refused } from "./dodoClient.ts"
import { type Asked, asking, everywhere, type Everywhere } from "./everyFacade.ts"
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
let all: Everywhere
beforeAll(async () => {
  dodo = await faceDodo()
  wooshpay = await faceWooshpay()
  all = await everywhere()
  started.push(dodo, wooshpay, all)
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

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString()

describe("the facades of Stripe, Dollr and Loop, with Prism in front of them", () => {
  /** Asks through Prism as a plain client does. */
  const through = async (provider: string) => {
    const { url } = await start(provider, "refunds", all.facades[provider])
    return asking({ ...all, facades: { [provider]: url } })
  }
  it("answer Stripe's own client as its document says", MINUTES, async () => {
    const { url } = await start("stripe", "refunds", all.facades["stripe"])
    const { hostname, port } = new URL(url)
    const { refunds } = new Stripe(rootKey, { host: hostname, port, protocol: "http", maxNetworkRetries: 0 })
    const payment_intent = `pi_${await all.pay("stripe")}`
    const asked = { payment_intent, amount: 2500, reason: "duplicate" as const, expand: ["charge"] }
    const { amount, id } = await refunds.create({ ...asked, metadata: { order: "7", "a b": "ü&" } })
    strictEqual(amount, 2500)
    strictEqual((await refunds.retrieve(id)).id, id)
    deepStrictEqual((await refunds.update(id, { metadata: { order: "" } })).metadata, { "a b": "ü&" })
    strictEqual((await refunds.list({ payment_intent, limit: 3 })).data.length, 1)
    for (const sandbox of ["pending", "fail", "requires_action", "error_after_move"]) {
      const made = await refunds.create({ charge: `ch_${await all.pay("stripe")}`, metadata: { sandbox } })
      if (sandbox === "requires_action") strictEqual((await refunds.cancel(made.id)).status, "canceled")
    }
    await rejects(refunds.create({ payment_intent, amount: 7501 }), { statusCode: 400, param: "amount" })
    await rejects(refunds.create({ charge: "ch_nobody" }), { statusCode: 404, code: "resource_missing" })
    await rejects(refunds.create({ payment_intent, amount: 0 }), { code: "parameter_invalid_integer" })
  })
  it("answer a client of Dollr's as its document says", MINUTES, async () => {
    const ask = await through("dollr")
    const { id: client_id, key: client_secret } = (
      await all.ask("POST", "/v1/keys", { body: { actor: "c", scopes: ["refunds:write", "read"] } })
    ).json
    const token = await ask("dollr", "/v1/jwt/client/obtain/token", { client_id, client_secret })
    const headers = { authorization: `Bearer ${token.json.access_token}` }
    const open = (original_payment_intent_id: number, amount: number, more: object = {}): Promise<Asked> =>
      ask(
        "dollr",
        "/v1/sessions/refund",
        { original_payment_intent_id, amount, expires_at: inAnHour(), ...more },
        headers,
      )
    for (const sandbox of ["succeed", "pending", "requires_action", "fail", "error_after_move"]) {
      const number = await all.pay("dollr", { metadata: { sandbox } })
      const { json, status } = await open(number, 12.34, { reason: sandbox === "fail" ? null : "wrong size" })
      deepStrictEqual([status, json.amount], [200, 12.34])
      const reference_id = randomUUID()
      const body = { session_id: String(json.id), reference_id }
      strictEqual((await ask("dollr", "/v1/executions/refund", body, headers)).status, 200)
      strictEqual((await ask("dollr", `/v1/status/refund/${reference_id}`, undefined, headers)).status, 200)
      strictEqual((await open(number, 100.01)).status, 422)
      strictEqual((await open(number, 1, { expires_at: "2020-01-01T00:00:00Z" })).status, 422)
    }
    strictEqual((await open(1, 1)).status, 404)
    strictEqual((await ask("dollr", `/v1/status/refund/${randomUUID()}`, undefined, headers)).status, 404)
    const body = { session_id: "5", reference_id: randomUUID() }
    strictEqual((await ask("dollr", "/v1/executions/refund", body, headers)).status, 404)
    strictEqual((await ask("dollr", "/v1/executions/refund", body, { authorization: "Bearer nobody" })).status, 401)
  })
  it("answer a client of Loop's as its document says", MINUTES, async () => {
    const ask = await through("loop")
    const admin = (body: object) => ask("loop", "/v1/admin/refunds", body)
    const number = await all.pay("loop")
    const charge_id = `ch_${number}`
    strictEqual((await admin({ charge_id, amount_cents: 2500, full: false, reason: "wrong size" })).status, 201)
    strictEqual((await ask("loop", "/v1/refunds", { payment_id: `pm_${number}`, amount_cents: 500 })).status, 201)
    strictEqual((await admin({ charge_id, amount_cents: 7001 })).status, 422)
    strictEqual((await admin({ charge_id, full: true, reason: null })).status, 201)
    strictEqual((await admin({ charge_id, full: true })).status, 409)
    strictEqual((await admin({ charge_id: "ch_nobody" })).status, 404)
    strictEqual((await admin({ charge_id: `ch_${await all.pay("loop", { status: "pending" })}` })).status, 412)
    for (const sandbox of ["pending", "fail", "error_after_move"]) {
      const other = await all.pay("loop", { metadata: { sandbox } })
      strictEqual((await admin({ charge_id: `ch_${other}` })).status, 201)
    }
    const listed = await ask("loop", `/v1/admin/refunds?customer_id=cus_${number}&limit=2`, undefined)
    deepStrictEqual([listed.status, listed.json.refunds.length], [200, 2])
    const payment = await ask("loop", `/v1/payments/pm_${number}`, undefined)
    deepStrictEqual([payment.status, payment.json.amount_cents], [200, "10000"])
    strictEqual((await ask("loop", "/v1/payments/pm_nobody", undefined)).status, 404)
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

const key = Redacted.make("sk_test_1")
const gateways = {
  stripe: {
    document: "refunds",
    references: () => ({ paymentIntent: `pi_${crypto.randomUUID()}` }),
    sandbox: () => all.sandbox,
    make: (url: string): Promise<GatewayService> => runtime.runPromise(stripeGateway({ url, key })),
  },
  dollr: {
    document: "refunds",
    references: () => ({ paymentIntentId: 1 + Math.floor(Math.random() * 2 ** 31) }),
    sandbox: () => all.sandbox,
    make: (url: string): Promise<GatewayService> =>
      runtime.runPromise(dollrGateway({ url, clientId: "me", clientSecret: key })),
  },
  loop: {
    document: "refunds",
    references: () => ({ paymentId: `pm_${crypto.randomUUID()}` }),
    sandbox: () => all.sandbox,
    make: (url: string): Promise<GatewayService> => runtime.runPromise(loopGateway({ url, key })),
  },
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
      // At Dollr a session comes first, and it is no session of ours: nothing was executed.
      if (provider === "dollr") ok(["Misconfigured", "NotNow"].includes(outcome._tag), JSON.stringify(outcome))
      else {
        ok(outcome._tag === "Unknown", JSON.stringify(outcome))
        match(outcome.cause, /^the answer (tells of another|is no refund)/)
      }
    }
  })
})
