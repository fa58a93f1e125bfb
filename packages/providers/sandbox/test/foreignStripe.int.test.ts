import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { stripeGateway } from "@refund-rules/provider-stripe"
import { Effect, ManagedRuntime, Redacted } from "effect"
import Stripe from "stripe"
import { createExpressApp } from "stripe-stateful-mock"
import { afterAll, beforeAll, describe, it } from "vitest"
import { type GatewayService, sendingOf } from "./outcomeTable.ts"

// Somebody else's idea of Stripe, written from Stripe's own answers: it knows charges only, and nothing of ours.
const server = createServer(createExpressApp())
const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
let stripe: Stripe
let gateway: GatewayService

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const settings = { url: `http://127.0.0.1:${port}`, key: Redacted.make("sk_test_foreign") }
  gateway = await runtime.runPromise(stripeGateway(settings))
  stripe = new Stripe("sk_test_foreign", { host: "127.0.0.1", port, protocol: "http" })
})
afterAll(async () => {
  await runtime.dispose()
  server.closeAllConnections()
  server.close()
})

const charged = async (amount: number, currency = "eur") => {
  const { id } = await stripe.charges.create({ amount, currency, source: "tok_visa" })
  const sending = sendingOf("succeed", currency.toUpperCase())
  return { id, sending: { ...sending, payment: { ...sending.payment, references: { charge: id } } } }
}

describe("a Stripe that others wrote", () => {
  it("takes a refund once, and tells of it again", async () => {
    const { id, sending } = await charged(10_000)
    const [first, again] = [
      await Effect.runPromise(gateway.send(sending)),
      await Effect.runPromise(gateway.send({ ...sending, attempt: 2 })),
    ]
    ok(first._tag === "Acknowledged" && first.fact.status === "succeeded")
    deepStrictEqual(again, first)
    const { data } = await stripe.refunds.list({ charge: id })
    deepStrictEqual(
      data.map(({ amount }) => amount),
      [4000],
    )
    const refund = { ...sending.refund, providerRefundId: first.fact.providerRefundId }
    deepStrictEqual(await Effect.runPromise(gateway.find(sending)), first.fact)
    deepStrictEqual(await Effect.runPromise(gateway.find({ ...sending, refund })), first.fact)
  })
  it("refuses what is more than remains, and that is certain the first time only", async () => {
    const { id, sending } = await charged(3000)
    strictEqual((await Effect.runPromise(gateway.send(sending)))._tag, "Refused")
    const later = { ...sending, key: "another", attempt: 2 }
    strictEqual((await Effect.runPromise(gateway.send(later)))._tag, "Unknown")
    strictEqual(await Effect.runPromise(gateway.find(sending)), undefined)
    strictEqual((await stripe.refunds.list({ charge: id })).data.length, 0)
  })
  it("says that everything is refunded already, and does not know other charges", async () => {
    const { id, sending } = await charged(10_000)
    await stripe.refunds.create({ charge: id })
    deepStrictEqual(await Effect.runPromise(gateway.send(sending)), { _tag: "Refused", code: "already_refunded" })
    const nowhere = {
      ...sending,
      key: "nowhere",
      payment: { ...sending.payment, references: { charge: "ch_nowhere" } },
    }
    deepStrictEqual(await Effect.runPromise(gateway.send(nowhere)), { _tag: "Refused", code: "resource_missing" })
  })
})
