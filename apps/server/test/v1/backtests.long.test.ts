/** Backtests over the life of processes: told by any instance, gone on with by the next, ended when their time is over. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import { expect, test } from "vitest"
import { asker } from "../serving.ts"
import { ended, refunded, strict } from "./backtests.ts"

test("a backtest is told by any instance, goes on where a killed one left it, and ends when its time is used up", async () => {
  const folder = mkdtempSync(join(tmpdir(), "refund-rules-backtests-"))
  const settings = {
    REFUND_RULES_DATABASE_URL: `file:${join(folder, "shop.db")}`,
    REFUND_RULES_LEASE_MS: "1000",
    REFUND_RULES_POLL_MS: "50",
  }
  const first = await startServer(settings)
  const ask = asker(first.line.native)
  await refunded(ask, "past-2", [100, 200])
  const asked = await ask("POST", "/v1/backtests", { body: { policy: strict(150) } })
  await first[Symbol.asyncDispose]()
  const second = await startServer(settings)
  const { json } = await ended(asker(second.line.native), asked.json.id)
  expect([json.status, json.result.decisions, json.result.lost]).toEqual(["done", 2, 1])
  await second.stop()
  // A thread alone takes longer to begin than this.
  const hasty = await startServer({ ...settings, REFUND_RULES_BACKTEST_MS: "100" })
  const again = await asker(hasty.line.native)("POST", "/v1/backtests", { body: { policy: strict(150) } })
  const found = await ended(asker(hasty.line.native), again.json.id)
  expect([found.json.status, found.json.stopped.code, found.json.result]).toEqual([
    "stopped",
    "time_budget_exceeded",
    null,
  ])
  await hasty.stop()
  rmSync(folder, { recursive: true, force: true })
}, 90_000)
