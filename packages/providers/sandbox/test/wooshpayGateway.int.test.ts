import { deepStrictEqual, ok } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { wooshpayGateway, type WooshpaySettings } from "@refund-rules/provider-wooshpay"
import { gatewayLaws } from "@refund-rules/testing"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { afterAll, beforeAll, describe, it } from "vitest"
import { type ServedSandbox, serveSandbox } from "../src/index.ts"
import { wooshpayWired as wired, livedAt } from "./keyless.ts"
import { broken, type GatewayService, nameOf, sendingOf, table, truthOf } from "./outcomeTable.ts"

const folder = mkdtempSync(join(tmpdir(), "sandbox-wooshpay-"))
const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
let sandbox: ServedSandbox
let gateway: GatewayService

const make = (settings: Partial<WooshpaySettings> = {}): Promise<GatewayService> =>
  runtime.runPromise(
    wooshpayGateway({ url: `${sandbox.url}/wooshpay`, key: Redacted.make("sk_test_1"), timeoutMs: 1500, ...settings }),
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

describe("the outcome table at WooshPay, with the ledger as the truth", () => {
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
})

describe("a gateway to WooshPay", () => {
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
  "denies what it cannot look up": (good) => ({ ...good, find: () => Effect.undefined }),
}

describe("the table catches a gateway to WooshPay that", () => {
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
