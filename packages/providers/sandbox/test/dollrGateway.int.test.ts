import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { dollrGateway, type DollrSettings } from "@refund-rules/provider-dollr"
import { gatewayLaws } from "@refund-rules/testing"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { afterAll, beforeAll, describe, it } from "vitest"
import { type ServedSandbox, serveSandbox } from "../src/index.ts"
import { dollrWired as wired, livedAt } from "./keyless.ts"
import { broken, type GatewayService, nameOf, sendingOf, table, truthOf } from "./outcomeTable.ts"

const folder = mkdtempSync(join(tmpdir(), "sandbox-dollr-"))
const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
let sandbox: ServedSandbox
let gateway: GatewayService

const make = (settings: Partial<DollrSettings> = {}): Promise<GatewayService> =>
  runtime.runPromise(
    dollrGateway({
      url: `${sandbox.url}/dollr`,
      clientId: "me",
      clientSecret: Redacted.make("secret"),
      timeoutMs: 500,
      ...settings,
    }),
  )

beforeAll(async () => {
  sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl"), laterMs: 20 })
  gateway = await make()
})
afterAll(async () => {
  await runtime.dispose()
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

describe("the outcome table at Dollr, with the ledger as the truth", () => {
  for (const row of table) {
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
    strictEqual(typeof found === "object" ? found.status : found, status === "succeeded" ? status : "failed")
    strictEqual((await truthOf(sandbox.url, nameOf(sending, wired))).movements.length, moved)
  })
  it("moves money once, however many send one refund at once", async () => {
    const sending = sendingOf("succeed", "EUR", 4000, wired)
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => Effect.runPromise(gateway.send({ ...sending, attempt: index + 1 }))),
    )
    strictEqual((await truthOf(sandbox.url, nameOf(sending, wired))).movements.length, 1)
  })
  it("says that it does not know after a crash that lost the session, and sends nothing", async () => {
    const sending = sendingOf("hang", "EUR", 4000, wired)
    const brief = await make({ timeoutMs: 100 })
    strictEqual((await Effect.runPromise(brief.send(sending)))._tag, "Unknown")
    const reborn = await make({ timeoutMs: 100 })
    strictEqual(await Effect.runPromise(reborn.find(sending)), "unknown")
    strictEqual((await Effect.runPromise(reborn.send({ ...sending, attempt: 2 })))._tag, "Unknown")
    const { calls } = await truthOf(sandbox.url, nameOf(sending, wired))
    strictEqual(calls.filter(({ path }) => path === wired.moving).length, 1)
  })
})

describe("a gateway to Dollr", () => {
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
  "looks under another reference": (good) => ({
    ...good,
    find: (sending) => good.find({ ...sending, key: `${sending.key}_${sending.attempt}` }),
  }),
}

describe("the table catches a gateway to Dollr that", () => {
  it.each(Object.entries(plants))("%s", async (_, plant) => {
    const hasty = plant(await make({ timeoutMs: 100 }))
    const found: string[] = []
    for (const row of table) {
      found.push(...(await broken(row, hasty, sandbox.url, wired)))
      if (found.length > 0) break
    }
    ok(found.length > 0, "nothing noticed it")
  })
})
