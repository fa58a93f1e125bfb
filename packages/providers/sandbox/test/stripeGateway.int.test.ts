import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { stripeGateway, type StripeSettings } from "@refund-rules/provider-stripe"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { afterAll, beforeAll, describe, it } from "vitest"
import { type ServedSandbox, serveSandbox } from "../src/index.ts"
import { broken, type GatewayService, isHanging, nameOf, sendingOf, table, truthOf } from "./outcomeTable.ts"

const folder = mkdtempSync(join(tmpdir(), "sandbox-"))
const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
let sandbox: ServedSandbox
let gateway: GatewayService
let brisk: GatewayService

const make = (settings: Partial<StripeSettings> = {}): Promise<GatewayService> =>
  runtime.runPromise(
    stripeGateway({ url: `${sandbox.url}/stripe`, key: Redacted.make("sk_test_1"), timeoutMs: 30_000, ...settings }),
  )

beforeAll(async () => {
  sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl"), laterMs: 20 })
  gateway = await make()
  brisk = await make({ timeoutMs: 1500 })
})
afterAll(async () => {
  await runtime.dispose()
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

describe("the outcome table, with the ledger as the truth", () => {
  for (const row of table) {
    it(`holds for ${row.behaviour}`, async () => {
      deepStrictEqual(await broken(row, isHanging(row) ? brisk : gateway, sandbox.url), [])
    })
  }
  it("holds for a refund that fails later", async () => {
    const sending = sendingOf("fail_later")
    const outcome = await Effect.runPromise(gateway.send(sending))
    ok(outcome._tag === "Acknowledged" && outcome.fact.status === "pending")
    const refund = { ...sending.refund, providerRefundId: outcome.fact.providerRefundId }
    for (;;) {
      const found = await Effect.runPromise(gateway.find({ ...sending, refund }))
      if (found !== undefined && found !== "unknown" && found.status === "failed") break
    }
    strictEqual((await truthOf(sandbox.url, nameOf(sending))).movements.length, 0)
  })
  it("holds for a refund that comes back after it had succeeded", async () => {
    const sending = sendingOf("succeed")
    const outcome = await Effect.runPromise(gateway.send(sending))
    ok(outcome._tag === "Acknowledged")
    const { providerRefundId } = outcome.fact
    await fetch(`${sandbox.url}/control/refunds/${providerRefundId}`, {
      method: "POST",
      body: JSON.stringify({ status: "failed" }),
    })
    const found = await Effect.runPromise(gateway.find({ ...sending, refund: { ...sending.refund, providerRefundId } }))
    ok(found !== undefined && found !== "unknown" && found.status === "failed")
    strictEqual((await truthOf(sandbox.url, nameOf(sending))).movements.length, 0)
  })
  it("lets a refund be canceled that waits for the payer, and no other", async () => {
    for (const [behaviour, told] of [
      ["requires_action", "canceled"],
      ["succeed", "Refused"],
    ] as const) {
      const sending = sendingOf(behaviour)
      const outcome = await Effect.runPromise(gateway.send(sending))
      ok(outcome._tag === "Acknowledged")
      const refund = { ...sending.refund, providerRefundId: outcome.fact.providerRefundId }
      const canceled = await Effect.runPromise(gateway.cancel!({ ...sending, refund, key: `${sending.key}_cancel` }))
      strictEqual(canceled._tag === "Acknowledged" ? canceled.fact.status : canceled._tag, told)
    }
  })
  it.each([
    ["JPY", 4000],
    ["ISK", 40],
    ["KWD", 4000],
    ["UGX", 40],
  ])("is exact in %s", async (currency, amount) => {
    const sending = sendingOf("succeed", currency, amount)
    const outcome = await Effect.runPromise(gateway.send(sending))
    ok(outcome._tag === "Acknowledged")
    deepStrictEqual([outcome.fact.amount, outcome.fact.currency], [amount, currency])
    const [movement] = (await truthOf(sandbox.url, nameOf(sending))).movements
    deepStrictEqual([movement?.amount, movement?.currency], [amount, currency])
  })
  it("holds for many sends of one refund at once", async () => {
    const sending = sendingOf("succeed")
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => Effect.runPromise(gateway.send({ ...sending, attempt: index + 1 }))),
    )
    // On a slow machine some of twenty run out of time; what they then say is that they do not know.
    ok(outcomes.every(({ _tag }) => _tag === "Acknowledged" || _tag === "Unknown"))
    ok(outcomes.some(({ _tag }) => _tag === "Acknowledged"))
    strictEqual((await truthOf(sandbox.url, nameOf(sending))).movements.length, 1)
  })
})

/** Each plant is one mistake of the field; `notices` are the rows that must catch it. */
const plants: Readonly<Record<string, (good: GatewayService) => GatewayService>> = {
  "takes silence for a no": (good) => ({
    ...good,
    send: (sending) =>
      Effect.map(good.send(sending), (outcome) =>
        outcome._tag === "Unknown" ? { _tag: "Refused", code: "timeout" } : outcome,
      ),
  }),
  "makes a new key for every attempt": (good) => ({
    ...good,
    send: (sending) => good.send({ ...sending, key: `${sending.key}_${sending.attempt}` }),
  }),
  "sends again by itself": (good) => ({
    ...good,
    send: (sending) => Effect.andThen(good.send(sending), good.send(sending)),
  }),
  "believes a no on every attempt": (good) => ({ ...good, send: (sending) => good.send({ ...sending, attempt: 1 }) }),
  "trusts what it is told of the amount": (good) => ({
    ...good,
    send: (sending) =>
      Effect.map(good.send(sending), (outcome) =>
        outcome._tag === "Unknown" && outcome.cause.includes("another amount")
          ? {
              _tag: "Acknowledged",
              fact: outcome.fact ?? { providerRefundId: "re_x", status: "succeeded", amount: 4001, currency: "EUR" },
            }
          : outcome,
      ),
  }),
  "denies without looking": (good) => ({ ...good, find: () => Effect.undefined }),
  "lets go of what a wrong key could not send": (good) => ({
    ...good,
    send: (sending) =>
      Effect.map(good.send(sending), (outcome) =>
        outcome._tag === "Misconfigured" ? { _tag: "Refused", code: "unauthorized" } : outcome,
      ),
  }),
}

describe("the table catches a gateway that", () => {
  it.each(Object.entries(plants))("%s", async (_, plant) => {
    const hasty = plant(await make({ timeoutMs: 100 }))
    const found: string[] = []
    for (const row of table) {
      found.push(...(await broken(row, hasty, sandbox.url)))
      if (found.length > 0) break
    }
    ok(found.length > 0, "nothing noticed it")
  })
})
