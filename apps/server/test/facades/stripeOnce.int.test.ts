import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict"
import { createServer, connect, type AddressInfo } from "node:net"
import Stripe from "stripe"
import { afterAll, beforeAll, describe, it } from "vitest"
import { rootKey } from "../serving.ts"
import { faceSandbox } from "./stripeClient.ts"
import { tellerTo } from "./stripeWebhooks.ts"

const secret = "whsec_of_the_test_0123456789"
let facing: Awaited<ReturnType<typeof faceSandbox>>
beforeAll(async () => {
  facing = await faceSandbox({
    REFUND_RULES_GATEWAY_STRIPE_WEBHOOK_SECRET: `whsec_of_before_0123456789,${secret}`,
  })
})
afterAll(() => facing.close())

const movementsOf = async (payment: string): Promise<readonly { readonly refund: string; readonly amount: number }[]> =>
  ((await (await fetch(`${facing.sandbox}/ledger?payment=${payment}`)).json()) as { movements: [] }).movements

const settle = (id: string, status: string) =>
  fetch(`${facing.sandbox}/control/refunds/${id}`, { method: "POST", body: JSON.stringify({ status }) })

const providerIdOf = async (id: string): Promise<string> =>
  (await facing.ask("GET", `/v1/refunds/ref_${id.slice(3)}`)).json.providerRefundId

describe("one key is one refund", () => {
  it("however often it comes, with the same answer to the byte", async () => {
    const { pay, stripe } = facing
    const { charge, payment_intent } = await pay()
    const asked = { charge, amount: 4000, metadata: { a: "1" } }
    const options = { idempotencyKey: `same ${charge}` }
    const first = await stripe.refunds.create(asked, options)
    const again = await stripe.refunds.create(asked, options)
    deepStrictEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(first)))
    const { headers } = again.lastResponse
    strictEqual(headers["idempotent-replayed"], "true")
    strictEqual(headers["original-request"], first.lastResponse.requestId)
    ok(again.lastResponse.requestId !== first.lastResponse.requestId)
    strictEqual(headers["idempotency-key"], options.idempotencyKey)
    strictEqual(first.lastResponse.headers["idempotent-replayed"], undefined)
    strictEqual((await movementsOf(payment_intent)).length, 1)
  })
  it("and other parameters, or another address, under it are an error", async () => {
    const { pay, stripe } = facing
    const { charge } = await pay()
    const options = { idempotencyKey: `other ${charge}` }
    const { id } = await stripe.refunds.create({ charge, amount: 4000 }, options)
    const wrong = { type: "StripeIdempotencyError", statusCode: 400 }
    await rejects(stripe.refunds.create({ charge, amount: 4001 }, options), wrong)
    await rejects(stripe.refunds.update(id, { metadata: { a: "1" } }, options), wrong)
    await rejects(stripe.refunds.cancel(id, {}, options), wrong)
    // The key comes first, whatever else is wrong with the request.
    for (const other of [
      { charge: "ch_of_nobody", amount: 4000 },
      { charge, amount: 0 },
      { charge, amount: 4000, currency: "usd" },
      { charge, amount: 4000, reason: "boredom" as never },
      { charge, amount: 4000, expand: ["nothing"] },
    ])
      await rejects(stripe.refunds.create(other, options), wrong)
    await rejects(stripe.refunds.update("re_of_nobody", { metadata: { a: "1" } }, options), wrong)
    await rejects(stripe.refunds.update(id, { metadata: { a: "x".repeat(501) } }, options), wrong)
    await rejects(stripe.refunds.cancel("re_of_nobody", {}, options), wrong)
    strictEqual((await stripe.refunds.list({ charge })).data.length, 1)
  })
  it("and a key that only came with what is wrong is still free", async () => {
    const { pay, stripe } = facing
    const { charge } = await pay()
    const options = { idempotencyKey: `free ${charge}` }
    await rejects(stripe.refunds.create({ charge: "ch_of_nobody", amount: 4000 }, options), { statusCode: 404 })
    await rejects(stripe.refunds.create({ charge, amount: 0 }, options), { code: "parameter_invalid_integer" })
    strictEqual((await stripe.refunds.create({ charge, amount: 4000 }, options)).amount, 4000)
  })
  it("also where many come at once", async () => {
    const { pay, stripe } = facing
    const { charge, payment_intent } = await pay()
    const options = { idempotencyKey: `many ${charge}` }
    const all = await Promise.all(
      Array.from({ length: 12 }, () => stripe.refunds.create({ charge, amount: 4000 }, options)),
    )
    strictEqual(new Set(all.map(({ id }) => id)).size, 1)
    strictEqual((await movementsOf(payment_intent)).length, 1)
  })
  it("and is answered as it was, whatever came after", async () => {
    const { pay, stripe } = facing
    const { charge } = await pay()
    const asked = { charge, metadata: { sandbox: "pending" } }
    const options = { idempotencyKey: `then ${charge}` }
    const { id, status } = await stripe.refunds.create(asked, options)
    strictEqual(status, "pending")
    await settle(await providerIdOf(id), "succeeded")
    await stripe.refunds.update(id, { metadata: { later: "1" } })
    await tell({ id: await providerIdOf(id), charge, status: "succeeded", amount: 10_000 })
    strictEqual((await stripe.refunds.retrieve(id)).status, "succeeded")
    const again = await stripe.refunds.create(asked, options)
    deepStrictEqual([again.status, again.metadata?.["later"]], ["pending", undefined])
  })
  it("and a refusal is answered again as one", async () => {
    const { pay, stripe } = facing
    const { charge } = await pay()
    const options = { idempotencyKey: `refused ${charge}` }
    const refused = () =>
      stripe.refunds.create({ charge, amount: 10_001 }, options).then(
        () => undefined,
        (error: unknown) => error as Stripe.errors.StripeError,
      )
    const [first, again] = [await refused(), await refused()]
    strictEqual(again?.message, first?.message)
    strictEqual(again?.headers?.["idempotent-replayed"], "true")
    strictEqual(again?.headers?.["original-request"], first?.requestId)
  })
  it("and a change under a key is made once, a cancel too", async () => {
    const { pay, stripe } = facing
    const { charge } = await pay()
    const { id } = await stripe.refunds.create({ charge, metadata: { sandbox: "requires_action" } })
    const options = { idempotencyKey: `cancel ${charge}` }
    strictEqual((await stripe.refunds.cancel(id, {}, options)).status, "canceled")
    const again = await stripe.refunds.cancel(id, {}, options)
    deepStrictEqual([again.status, again.lastResponse.headers["idempotent-replayed"]], ["canceled", "true"])
    await rejects(stripe.refunds.cancel(id), { statusCode: 400 })
  })
})

describe("a client that loses its connection", () => {
  it("asks again by itself, and moves the money once", async () => {
    const { hostname, port } = new URL(facing.facade)
    let cuts = 2
    // Hands everything on, and hangs up on the first answers.
    const proxy = createServer((client) => {
      const server = connect(Number(port), hostname)
      client.on("data", (part) => server.write(part)).on("error", () => server.destroy())
      server.on("error", () => client.destroy()).on("close", () => client.destroy())
      server.on("data", (part) => {
        if (cuts-- > 0) client.destroy()
        else client.write(part)
      })
    })
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
    const through = new Stripe(rootKey, {
      host: "127.0.0.1",
      port: (proxy.address() as AddressInfo).port,
      protocol: "http",
      maxNetworkRetries: 3,
    })
    const { charge, payment_intent } = await facing.pay()
    const refund = await through.refunds.create({ charge, amount: 1000 })
    strictEqual(refund.status, "succeeded")
    ok(cuts < 1)
    strictEqual((await movementsOf(payment_intent)).length, 1)
    strictEqual((await facing.stripe.refunds.list({ charge })).data.length, 1)
    proxy.close()
  })
})

const tell = tellerTo(() => facing.url, secret)

describe("webhooks", () => {
  const pending = async () => {
    const { charge, id: paymentId } = await facing.pay()
    const refund = await facing.stripe.refunds.create({ charge, amount: 4000, metadata: { sandbox: "pending" } })
    return { charge, paymentId, refund, told: { id: await providerIdOf(refund.id), charge, amount: 4000 } }
  }
  const statusOf = async (id: string) => (await facing.stripe.refunds.retrieve(id)).status

  it("settle a refund, in any order and however often they come", async () => {
    const { refund, told } = await pending()
    strictEqual(await tell({ ...told, status: "succeeded", event: "evt_twice" }), 200)
    strictEqual(await tell({ ...told, status: "succeeded", event: "evt_twice" }), 200)
    strictEqual(await tell({ ...told, status: "pending" }), 200)
    strictEqual(await statusOf(refund.id), "succeeded")
  })
  it("change nothing where they are not signed by the merchant's secrets", async () => {
    const { refund, told } = await pending()
    strictEqual(await tell({ ...told, status: "failed", signedWith: "whsec_of_nobody_0123456789" }), 400)
    strictEqual(await statusOf(refund.id), "pending")
    strictEqual(
      await tell({ ...told, status: "failed", type: "refund.failed", signedWith: "whsec_of_before_0123456789" }),
      200,
    )
    strictEqual(await statusOf(refund.id), "failed")
  })
  it("of another amount or currency change nothing but what a person should look at", async () => {
    const { paymentId, refund, told } = await pending()
    strictEqual(await tell({ ...told, amount: 4001, status: "succeeded" }), 200)
    strictEqual(await tell({ ...told, currency: "usd", status: "succeeded" }), 200)
    strictEqual(await statusOf(refund.id), "pending")
    const { json } = await facing.ask("GET", "/v1/incidents")
    ok(json.items.some((one: any) => one.kind === "answer_mismatch" && one.paymentId === paymentId))
  })
  it("of a refund that somebody made at Stripe record it", async () => {
    const { charge } = await facing.pay()
    strictEqual(await tell({ id: "re_dashboard", charge, amount: 2500, status: "succeeded" }), 200)
    const { data } = await facing.stripe.refunds.list({ charge })
    deepStrictEqual(
      data.map(({ amount, status }) => [amount, status]),
      [[2500, "succeeded"]],
    )
    match((await facing.stripe.refunds.retrieve("re_dashboard")).id, /^re_/)
    await rejects(facing.stripe.refunds.create({ charge, amount: 7501 }), { param: "amount" })
  })
  it("of other things, and of payments nobody knows, are taken and change nothing", async () => {
    const { told } = await pending()
    strictEqual(await tell({ ...told, status: "failed", type: "charge.updated" }), 200)
    strictEqual(await tell({ ...told, charge: "ch_nobody", status: "failed" }), 200)
  })
  it("for another merchant, or to another address, are not", async () => {
    const other = await fetch(`${facing.url}/webhooks/stripe/nobody`, { method: "POST", body: "{}" })
    strictEqual(other.status, 400)
    strictEqual((await fetch(`${facing.url}/webhooks/nobody`, { method: "POST" })).status, 404)
    strictEqual((await fetch(`${facing.url}/webhooks/stripe`)).status, 405)
  })
})
