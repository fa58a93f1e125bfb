import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { dodoGateway, type DodoSettings } from "@refund-rules/provider-dodo"
import { gatewayLaws } from "@refund-rules/testing"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { afterAll, beforeAll, describe, it } from "vitest"
import { type ServedSandbox, serveSandbox } from "../src/index.ts"
import { dodoWired as wired, livedAt } from "./keyless.ts"
import { broken, type GatewayService, nameOf, sendingOf, table, truthOf } from "./outcomeTable.ts"

const folder = mkdtempSync(join(tmpdir(), "sandbox-dodo-"))
const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
let sandbox: ServedSandbox
let gateway: GatewayService

const make = (settings: Partial<DodoSettings> = {}): Promise<GatewayService> =>
  runtime.runPromise(
    dodoGateway({ url: `${sandbox.url}/dodo`, key: Redacted.make("key"), timeoutMs: 1500, ...settings }),
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

describe("the outcome table at Dodo, with the ledger as the truth", () => {
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
  it("tells the lines of one refund from another of the same payment", async () => {
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
})

describe("a gateway to Dodo", () => {
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

describe("the table catches a gateway to Dodo that", () => {
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
