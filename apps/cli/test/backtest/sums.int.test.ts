/** A backtest of amounts that are each a number, and together none: it is given up and says so, and nothing is rounded. */
import { join } from "node:path"
import { openDesk } from "@refund-rules/engine"
import { sqlite } from "@refund-rules/store-sqlite"
import { expect, test } from "vitest"
import { mergeResults, resultOf } from "../../src/backtest/Result.ts"
import { type Folder, folderWithShop } from "../running.ts"

const policy = { bindAt: "request", rules: [], terms: {} }
const MOST = Number.MAX_SAFE_INTEGER

/** A refund of everything for each, with these many little ones between the first and the others. */
const refunded = async (folder: Folder, between: number): Promise<void> => {
  const desk = await openDesk({ database: sqlite(join(folder.path, "shop/refunds.db")), policy })
  const little = Array.from({ length: between }, (_, index) => [`b${String(index).padStart(3, "0")}`, 100] as const)
  for (const [id, captured] of [["a", MOST] as const, ...little, ["c", MOST] as const]) {
    await desk.registerPayment({ id, provider: "sandbox", references: {}, currency: "EUR", captured })
    const reason = id === "c" ? "duplicate" : "goodwill"
    const asked = await desk.request({ key: id, paymentId: id, amount: captured, reason })
    expect(asked._tag).toBe("Accepted")
  }
  await desk.close()
}

test.each([
  ["in one group", 0, ""],
  ["in two groups", 0, " --by reason"],
  ["in one group that is read in parts", 300, ""],
  ["in stretches on two threads", 0, " --threads 2"],
])("sums %s that are no number are said", async (_, between, how) => {
  const folder = await folderWithShop()
  await refunded(folder, between)
  folder.write("same.json", { id: "default", ...policy })
  const line = `refund-rules backtest --policy same.json --db shop/refunds.db --json${how}`
  const { code, err, out } = await folder.run(line)
  expect([code, out]).toEqual([1, ""])
  expect(err).toContain("sums_too_large")
})

test("results of shards whose sums together are no number are not merged", () => {
  const cell = { decisions: 1, moves: { "Approve Approve": 1 }, before: { EUR: MOST }, after: { EUR: MOST } }
  const about = {
    policy: { id: "p", version: 1, hash: "h" },
    merchant: "m",
    mode: "test",
    by: [],
    since: null,
  } as const
  const shardOf = (index: number, key: string) =>
    resultOf({ ...about, shards: [{ index, of: 2 }] } as never, { cells: { [key]: cell }, affected: [] })
  for (const key of ["[]", '["other"]']) {
    const merged = mergeResults([shardOf(1, "[]"), shardOf(2, key)])
    expect(merged.ok || merged.faults[0]?.message).toContain("sums")
  }
})
