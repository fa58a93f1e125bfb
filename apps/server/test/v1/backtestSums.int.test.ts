/** A backtest of amounts that are each a number, and together none. */
import { openDesk } from "@refund-rules/engine"
import { sqlite } from "@refund-rules/store-sqlite"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { serve } from "../serving.ts"
import { ended, strict } from "./backtests.ts"

const MOST = Number.MAX_SAFE_INTEGER

/** A refund of everything for each, with these many little ones between the first and the last. */
const refunded = async (file: string, between: number): Promise<void> => {
  const desk = await openDesk({ database: sqlite(file), policy: { bindAt: "request", rules: [], terms: {} } })
  const little = Array.from({ length: between }, (_, index) => [`b${String(index).padStart(3, "0")}`, 100] as const)
  for (const [id, captured] of [["a", MOST] as const, ...little, ["c", MOST] as const]) {
    await desk.registerPayment({ id, provider: "sandbox", references: {}, currency: "EUR", captured })
    const reason = id === "c" ? "duplicate" : "goodwill"
    expect((await desk.request({ key: id, paymentId: id, amount: captured, reason }))._tag).toBe("Accepted")
  }
  await desk.close()
}

it.each([
  ["all of its groups together have", 0, ["reason"]],
  ["its one group has", 0, []],
  ["its one group, which is read in parts, has", 300, []],
])("is given up where %s a sum that is no number", async (_, between, by) => {
  const folder = mkdtempSync(join(tmpdir(), "refund-rules-sums-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, "store.db")
  await refunded(file, between)
  const server = await serve({ REFUND_RULES_DATABASE_URL: `file:${file}`, REFUND_RULES_POLL_MS: "50" })
  const asked = await server.ask("POST", "/v1/backtests", { body: { policy: strict(1), by } })
  const { json, status } = await ended(server.ask, asked.json.id)
  await server.close()
  expect([status, json.status, json.stopped?.code, json.result]).toEqual([200, "stopped", "failed", null])
  expect(json.stopped.detail).toContain("sums")
})
