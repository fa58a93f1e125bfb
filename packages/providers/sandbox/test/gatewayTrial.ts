/** One trial for every gateway without keys: the outcome table, exactness, the laws, and the mistakes that must be caught. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Sending } from "@refund-rules/engine"
import { gatewayLaws } from "@refund-rules/testing"
import { Effect, ManagedRuntime } from "effect"
import type { HttpClient } from "effect/http"
import { afterAll, beforeAll, describe, it } from "vitest"
import { type ServedSandbox, serveSandbox } from "../src/index.ts"
import { livedAt } from "./keyless.ts"
import {
  broken,
  type GatewayService,
  isHanging,
  nameOf,
  sendingOf,
  table,
  truthOf,
  type Wired,
} from "./outcomeTable.ts"

type Plant = (good: GatewayService) => GatewayService

interface Tried {
  /** How people call the provider. */
  readonly name: string
  readonly wired: Wired
  readonly gateway: (sandbox: string, timeoutMs: number) => Effect.Effect<GatewayService, never, HttpClient.HttpClient>
  /** The table, where the wire cannot show all of it. */
  readonly rows?: typeof table
  /** What the sandbox must know before anything is sent. */
  readonly prepare?: (sandbox: string) => Promise<void>
  /** Mistakes that only this gateway can make. */
  readonly plants?: Readonly<Record<string, Plant>>
}

/** What a test of one provider alone works with, once the sandbox is served. */
export interface Trial {
  readonly gateway: () => GatewayService
  readonly make: (timeoutMs: number) => Promise<GatewayService>
  readonly send: (sending: Sending) => ReturnType<typeof sent>
  readonly find: (sending: Sending) => ReturnType<typeof found>
  readonly truth: (sending: Sending) => ReturnType<typeof truthOf>
  readonly settle: (providerRefundId: string, status: string) => Promise<void>
}

const sent = (gateway: GatewayService, sending: Sending) => Effect.runPromise(gateway.send(sending))
const found = (gateway: GatewayService, sending: Sending) => Effect.runPromise(gateway.find(sending))

/** Time enough for a busy machine; less of it where something hangs; and too little of it. */
const [PATIENT, BRISK, HASTY] = [30_000, 1500, 100]

export const gatewayTrial = (tried: Tried): Trial => {
  const { name, rows = table, wired } = tried
  const folder = mkdtempSync(join(tmpdir(), `sandbox-${wired.provider}-`))
  const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
  let sandbox: ServedSandbox
  let gateway: GatewayService
  let brisk: GatewayService
  let hasty: GatewayService
  const make = (timeoutMs: number) => runtime.runPromise(tried.gateway(sandbox.url, timeoutMs))
  const trial: Trial = {
    gateway: () => gateway,
    make,
    send: (sending) => sent(gateway, sending),
    find: (sending) => found(gateway, sending),
    truth: (sending) => truthOf(sandbox.url, nameOf(sending, wired)),
    settle: async (providerRefundId, status) => {
      const body = JSON.stringify({ status })
      await fetch(`${sandbox.url}/control/refunds/${providerRefundId}`, { method: "POST", body })
    },
  }
  const url = () => sandbox.url

  beforeAll(async () => {
    sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl"), laterMs: 20 })
    gateway = await make(PATIENT)
    brisk = await make(BRISK)
    hasty = await make(HASTY)
    await tried.prepare?.(sandbox.url)
  })
  afterAll(async () => {
    await runtime.dispose()
    await sandbox.close()
    rmSync(folder, { recursive: true })
  })

  describe(`the outcome table at ${name}, with the ledger as the truth`, () => {
    for (const row of rows)
      it(`holds for ${row.behaviour}`, async () => {
        deepStrictEqual(await broken(row, isHanging(row) ? brisk : gateway, url(), wired), [])
      })
    isExact(trial, wired)
    if (wired.finds === "everything") tellsApart(trial, wired)
  })

  describe(`a gateway to ${name}`, () => {
    const lived = livedAt(wired, url, () => hasty)
    for (const { check, sentence } of gatewayLaws(lived)) it(sentence, () => check({ runs: 10 }))
  })

  describe(`the table catches a gateway to ${name} that`, () => {
    it.each(Object.entries({ ...plants, ...tried.plants }))("%s", async (_, plant) => {
      const planted = plant(await make(HASTY))
      let noticed: readonly string[] = []
      for (const row of rows) if (noticed.length === 0) noticed = await broken(row, planted, url(), wired)
      ok(noticed.length > 0, "nothing noticed it")
    })
  })
  return trial
}

const isExact = ({ send, truth }: Trial, wired: Wired): void =>
  it.each([
    ["JPY", 4000],
    ["KWD", 4000],
    ["ISK", 40],
    ["HUF", 4001],
  ])("is exact in %s", async (currency, amount) => {
    const sending = sendingOf("succeed", currency, amount, wired)
    const outcome = await send(sending)
    ok(outcome._tag === "Acknowledged")
    deepStrictEqual([outcome.fact.amount, outcome.fact.currency], [amount, currency])
    const [movement] = (await truth(sending)).movements
    deepStrictEqual([movement?.amount, movement?.currency], [amount, currency])
  })

const tellsApart = ({ find, send, truth }: Trial, wired: Wired): void =>
  it("tells one refund from another of the same payment and amount", async () => {
    const one = sendingOf("succeed", "EUR", 4000, wired)
    const other = { ...one, refund: { ...one.refund, id: "ref_other" }, key: "rr_ref_other" }
    for (const sending of [one, other]) strictEqual((await send(sending))._tag, "Acknowledged")
    const { movements } = await truth(one)
    const facts = await Promise.all([one, other].map(find))
    deepStrictEqual(
      facts.map((each) => (typeof each === "object" ? each.providerRefundId : each)),
      movements.map(({ refund }) => refund),
    )
  })

/** Whoever is never told must ask; `canceled` is how the wire shows a refund that was. */
export const hearsByAsking = ({ find, send, settle, truth }: Trial, wired: Wired, canceled: string): void =>
  it.each([
    ["succeeded", "succeeded", 1],
    ["failed", "failed", 0],
    ["canceled", canceled, 0],
  ])("hears by asking that a refund %s", async (status, shown, moved) => {
    const sending = sendingOf("pending", "EUR", 4000, wired)
    const outcome = await send(sending)
    ok(outcome._tag === "Acknowledged" && outcome.fact.status === "pending")
    const { providerRefundId } = outcome.fact
    await settle(providerRefundId, status)
    const fact = await find({ ...sending, refund: { ...sending.refund, providerRefundId } })
    strictEqual(typeof fact === "object" ? fact.status : fact, shown)
    strictEqual((await truth(sending)).movements.length, moved)
  })

/** Each plant is one mistake of the field that a provider without keys punishes with a second refund. */
const plants: Readonly<Record<string, Plant>> = {
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
}

/** The mistake of who looks a refund up in a list. */
export const looksForAnother: Readonly<Record<string, Plant>> = {
  "looks for another refund": (good) => ({
    ...good,
    find: (sending) => good.find({ ...sending, refund: { ...sending.refund, id: "ref_nobody" } }),
  }),
}
