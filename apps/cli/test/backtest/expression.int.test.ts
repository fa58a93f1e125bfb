/** An expression sees as much of the customer's past in a backtest as it saw at the desk: what other rules look for. */
import { onTestFinished, test, expect } from "vitest"
import { makeFolder } from "../running.ts"
import { makeHistory } from "./history.ts"

const expression = {
  id: "seldom",
  requires: { _tag: "Expression", cel: "size(customerHistory) < 2" },
  otherwise: "Review",
}
const customer = (days: number) => ({
  id: "customer",
  requires: { _tag: "CustomerAtMost", count: 50, days },
  otherwise: "Refuse",
})

test.each([
  ["alone", [expression]],
  ["beside a rule about ten days", [expression, customer(10)]],
  ["beside a rule about less than a day of refunds", [expression, customer(1)]],
])("under an expression %s, every past decision is made again as the desk made it", async (_, more) => {
  const folder = makeFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  await folder.run("refund-rules init shop")
  const policy = JSON.parse(folder.read("shop/policy.json")) as { readonly rules: readonly object[] }
  folder.write("shop/policy.json", { ...policy, rules: [...policy.rules, ...more] })
  await makeHistory(folder, 60)
  const { code, err, out } = await folder.run(
    "refund-rules backtest --policy shop/policy.json --db shop/refunds.db --json",
  )
  expect(code, err).toBe(0)
  const { affected, cells } = JSON.parse(out) as {
    readonly affected: readonly unknown[]
    readonly cells: Readonly<Record<string, { readonly moves: Readonly<Record<string, number>> }>>
  }
  expect(affected).toEqual([])
  const moves = Object.keys(cells["[]"]!.moves)
  expect(moves.filter((move) => new Set(move.split(" ")).size > 1)).toEqual([])
  expect(moves).toContain("Review Review")
})
