import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { loopGateway, type LoopSettings } from "@refund-rules/provider-loop"
import { gatewayLaws } from "@refund-rules/testing"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { afterAll, beforeAll, describe, it } from "vitest"
import { type ServedSandbox, serveSandbox } from "../src/index.ts"
import { loopWired as wired, livedAt } from "./keyless.ts"
import { broken, type GatewayService, nameOf, sendingOf, table, truthOf } from "./outcomeTable.ts"

const folder = mkdtempSync(join(tmpdir(), "sandbox-loop-"))
const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
let sandbox: ServedSandbox
let gateway: GatewayService

const make = (settings: Partial<LoopSettings> = {}): Promise<GatewayService> =>
  runtime.runPromise(
    loopGateway({ url: `${sandbox.url}/loop`, key: Redacted.make("token"), timeoutMs: 500, ...settings }),
  )

beforeAll(async () => {
  sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl"), laterMs: 20 })
  gateway = await make()
  // A list is believed to be whole only where the payment itself names the customer.
  const numbers = [...Array(200).keys(), ...[...Array(100).keys()].map((number) => 1_000_000 + number)]
  await Promise.all(numbers.map((number) => tell(number)))
})

const tell = async (number: number): Promise<void> => {
  const { references } = wired.payment(number)
  const told = { provider: "loop", id: references["paymentId"], customer_id: `cus_loop_${number}` }
  const body = JSON.stringify({ ...told, amount_cents: "10000", currency: "eur" })
  const { status } = await fetch(`${sandbox.url}/control/payments`, { method: "POST", body })
  strictEqual(status, 200)
}

/** Loop names no currency, so it cannot name a wrong one. */
const rows = table.map((row) =>
  row.behaviour === "wrong_currency" ? { ...row, first: "succeeded", again: "succeeded" } : row,
)

afterAll(async () => {
  await runtime.dispose()
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

describe("the outcome table at Loop, with the ledger as the truth", () => {
  for (const row of rows) {
    it(`holds for ${row.behaviour}`, async () => {
      deepStrictEqual(await broken(row, gateway, sandbox.url, wired), [])
    })
  }
  it.each([
    ["JPY", 4000],
    ["KWD", 4000],
    ["ISK", 40],
    ["HUF", 4001],
  ])("is exact in %s", async (currency, amount) => {
    const sending = sendingOf("succeed", currency, amount, wired)
    const outcome = await Effect.runPromise(gateway.send(sending))
    ok(outcome._tag === "Acknowledged")
    deepStrictEqual([outcome.fact.amount, outcome.fact.currency], [amount, currency])
    const [movement] = (await truthOf(sandbox.url, nameOf(sending, wired))).movements
    deepStrictEqual([movement?.amount, movement?.currency], [amount, currency])
  })
  it("tells one refund from another of the same payment and amount", async () => {
    const one = sendingOf("succeed", "EUR", 4000, wired)
    const other = { ...one, refund: { ...one.refund, id: "ref_other" }, key: "rr_ref_other" }
    for (const sending of [one, other])
      strictEqual((await Effect.runPromise(gateway.send(sending)))._tag, "Acknowledged")
    const { movements } = await truthOf(sandbox.url, nameOf(one, wired))
    const found = await Promise.all([one, other].map((each) => Effect.runPromise(gateway.find(each))))
    deepStrictEqual(
      found.map((each) => (typeof each === "object" ? each.providerRefundId : each)),
      movements.map(({ refund }) => refund),
    )
  })
  it.each([
    ["succeeded", 1],
    ["failed", 0],
    ["canceled", 0],
  ])("hears by asking that a refund %s", async (status, moved) => {
    const sending = sendingOf("pending", "EUR", 4000, wired)
    const outcome = await Effect.runPromise(gateway.send(sending))
    ok(outcome._tag === "Acknowledged" && outcome.fact.status === "pending")
    const { providerRefundId } = outcome.fact
    const body = JSON.stringify({ status })
    await fetch(`${sandbox.url}/control/refunds/${providerRefundId}`, { method: "POST", body })
    const found = await Effect.runPromise(gateway.find({ ...sending, refund: { ...sending.refund, providerRefundId } }))
    strictEqual(typeof found === "object" ? found.status : found, status)
    strictEqual((await truthOf(sandbox.url, nameOf(sending, wired))).movements.length, moved)
  })
  it("denies nothing of a payment whose customer it cannot tell", async () => {
    const sending = sendingOf("hang", "EUR", 4000, wired)
    const { customer: _, ...payment } = sending.payment
    strictEqual(await Effect.runPromise(gateway.find({ ...sending, payment })), "unknown")
    const other = { ...sending.payment, customer: { ...sending.payment.customer!, id: "cus_other" } }
    strictEqual(await Effect.runPromise(gateway.find({ ...sending, payment: other })), "unknown")
    strictEqual(await Effect.runPromise(gateway.find(sending)), undefined)
  })
  it("fetches a payment with what was refunded of it", async () => {
    const sending = sendingOf("succeed", "EUR", 4000, wired)
    const { references } = sending.payment
    await Effect.runPromise(gateway.send(sending))
    const fetched = await Effect.runPromise(gateway.fetchPayment!(references))
    ok(typeof fetched === "object")
    const { captured, currency, customer, provider, status } = fetched.payment
    deepStrictEqual([provider, captured, currency, status], ["loop", 10_000, "EUR", "captured"])
    deepStrictEqual(customer, { id: sending.payment.customer!.id })
    deepStrictEqual(
      fetched.refunds.map((refund) => [refund.amount, refund.status]),
      [[4000, "succeeded"]],
    )
    strictEqual(await Effect.runPromise(gateway.fetchPayment!({ paymentId: "pay_nobody" })), undefined)
  })
})

describe("a gateway to Loop", () => {
  const lived = livedAt(
    wired,
    () => sandbox.url,
    () => hasty,
  )
  let hasty: GatewayService
  beforeAll(async () => {
    hasty = await make({ timeoutMs: 100 })
  })
  for (const { check, sentence } of gatewayLaws(lived)) it(sentence, () => check({ runs: 10 }), 60_000)
})

/** Each plant is one mistake of the field that a provider without keys punishes with a second refund. */
const plants: Readonly<Record<string, (good: GatewayService) => GatewayService>> = {
  "takes silence for a no": (good) => ({
    ...good,
    send: (sending) =>
      Effect.map(good.send(sending), (outcome) =>
        outcome._tag === "Unknown" ? { _tag: "Refused", code: "timeout" } : outcome,
      ),
  }),
  "sends again by itself": (good) => ({
    ...good,
    send: (sending) => Effect.andThen(good.send(sending), good.send(sending)),
  }),
  "denies without looking": (good) => ({ ...good, find: () => Effect.undefined }),
  "looks for another refund": (good) => ({
    ...good,
    find: (sending) => good.find({ ...sending, refund: { ...sending.refund, id: "ref_nobody" } }),
  }),
}

describe("the table catches a gateway to Loop that", () => {
  it.each(Object.entries(plants))("%s", async (_, plant) => {
    const hasty = plant(await make({ timeoutMs: 100 }))
    const found: string[] = []
    for (const row of rows) {
      found.push(...(await broken(row, hasty, sandbox.url, wired)))
      if (found.length > 0) break
    }
    ok(found.length > 0, "nothing noticed it")
  })
})
