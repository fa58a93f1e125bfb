/** Webhooks before anything is known of them, through the real server: kept, told of, and joined, over a death too. */
import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import { afterAll, describe, it } from "vitest"
import { asker } from "../serving.ts"
import { tellerTo } from "./stripeWebhooks.ts"

const secret = "whsec_of_the_inbox_0123456789"
const folder = mkdtempSync(join(tmpdir(), "inbox-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = async (name: string, settings: Readonly<Record<string, string>> = {}) => {
  const server = await startServer({
    REFUND_RULES_LOG: "error",
    REFUND_RULES_GATEWAY_STRIPE_WEBHOOK_SECRET: secret,
    REFUND_RULES_DATABASE_URL: `file:${join(folder, name)}.db`,
    REFUND_RULES_POLL_MS: "50",
    ...settings,
  })
  const ask = asker(server.line.native)
  const incidents = async () => {
    const { json } = await ask("GET", "/v1/incidents")
    return json.items.map(({ kind, status }: any) => `${kind} ${status}`).toSorted()
  }
  const register = async (charge: string) => {
    const body = { id: `pay ${charge}`, provider: "stripe", references: { charge }, currency: "EUR", captured: 10_000 }
    return (await ask("POST", "/v1/payments", { body })).json.balance
  }
  return { ...server, ask, incidents, register, tell: tellerTo(() => server.line.native, secret) }
}

describe("a webhook about a payment that nobody registered", () => {
  it("is thanked for, told of, and joined once the payment is registered", async () => {
    await using server = await start("orphan")
    const { incidents, register, tell } = server
    const about = { id: "re_1", charge: "ch_1", amount: 4000 }
    strictEqual(await tell({ ...about, status: "pending", type: "refund.created", event: "evt_1" }), 200)
    strictEqual(await tell({ ...about, status: "succeeded", event: "evt_2" }), 200)
    strictEqual(await tell({ ...about, status: "succeeded", event: "evt_2" }), 200)
    deepStrictEqual(await incidents(), ["orphan_webhook open", "orphan_webhook open"])
    const { text } = await server.ask("GET", "/metrics", { as: "" })
    strictEqual(/incidents_opened_total\{.*kind="orphan_webhook".*\} (\d+)/.exec(text)?.[1], "2")
    strictEqual((await register("ch_1")).refunded, 4000)
    strictEqual(await tell({ ...about, status: "succeeded", event: "evt_2" }), 200)
  })

  it("is there after the server was killed the moment it had thanked", async () => {
    const about = { id: "re_1", charge: "ch_1", amount: 4000, status: "succeeded" }
    {
      await using dying = await start("killed")
      strictEqual(await dying.tell(about), 200)
      dying.process.kill("SIGKILL")
      await dying.ended
    }
    await using server = await start("killed")
    strictEqual((await server.register("ch_1")).refunded, 4000)
    deepStrictEqual(await server.incidents(), ["orphan_webhook resolved", "refunded_outside open"])
  })

  it("is applied once where the server died at any of its commits", async () => {
    // The first commits are those of the payment. A webhook has three of its own: it is kept, it is applied, it is taken.
    for (const point of ["after-commit:2", "after-commit:3", "after-commit:4", "before-commit:5"]) {
      const about = { id: "re_1", charge: "ch_1", amount: 4000, status: "succeeded" }
      {
        await using dying = await start(point, { REFUND_RULES_CRASH_AT: point, REFUND_RULES_POLL_MS: "60000" })
        await dying.register("ch_1").catch(() => undefined)
        for (let times = 0; times < 3; times++)
          await dying.tell({ ...about, event: `evt_${times}` }).catch(() => undefined)
        strictEqual((await dying.ended).signal, "SIGKILL", point)
      }
      await using server = await start(point)
      await server.register("ch_1")
      for (let times = 0; times < 3; times++) strictEqual(await server.tell({ ...about, event: `evt_${times}` }), 200)
      const { json } = await server.ask("GET", "/v1/payments/pay%20ch_1")
      strictEqual(json.balance.refunded, 4000, point)
      deepStrictEqual(await server.incidents(), ["refunded_outside open"], point)
    }
  })
})
