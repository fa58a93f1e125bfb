/** What was decided, decided again: under the same policy nothing moves, and however it is cut the result is the same. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Folder, makeFolder } from "../running.ts"
import { makeHistory } from "./history.ts"

const folder: Folder & Disposable = makeFolder()
afterAll(() => folder[Symbol.dispose]())

beforeAll(async () => {
  await folder.run("refund-rules init shop")
  await makeHistory(folder, 90)
  const policy = folder.read("shop/policy.json")
  folder.write("strict.json", policy.replaceAll("20000", "700").replace('"days": 30', '"days": 10'))
  const customer = { id: "customer", requires: { _tag: "CustomerAtMost", count: 3, days: 30 }, otherwise: "Refuse" }
  const parsed = JSON.parse(policy) as { rules: unknown[] }
  folder.write("customers.json", { ...parsed, rules: [...parsed.rules, customer] })
})

interface Told {
  readonly decisions: number
  readonly gained: number
  readonly lost: number
  readonly cells: Readonly<Record<string, { readonly moves: Readonly<Record<string, number>> }>>
  readonly affected: readonly { readonly weight: number }[]
}

const backtest = async (rest: string): Promise<Told> => {
  const { code, err, out } = await folder.run(`refund-rules backtest ${rest} --db shop/refunds.db --json`)
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as Told
}

test("under the policy that decided, no decision is another", async () => {
  const { affected, cells, decisions } = await backtest("--policy shop/policy.json")
  expect(decisions).toBe(90 * 2 + 18)
  expect(affected).toEqual([])
  const moves = Object.keys(cells["[]"]!.moves)
  expect(moves.toSorted()).toEqual(["Approve Approve", "Refuse Refuse", "Review Review"])
})

test("under a stricter one approvals are only lost, and the ten most affected are told with both traces", async () => {
  const { affected, gained, lost } = await backtest("--policy strict.json")
  expect({ gained, isLost: lost > 10, told: affected.length }).toEqual({ gained: 0, isLost: true, told: 10 })
  expect(affected.map(({ weight }) => weight)).toEqual(affected.map(({ weight }) => weight).toSorted((a, b) => b - a))
  expect(affected[0]).toMatchObject({
    before: { verdict: "Approve" },
    after: { broken: [{ rule: "window" }, { rule: "large" }] },
  })
})

test("a rule about the customer looks at what the customer had had by then", async () => {
  const { lost } = await backtest("--policy customers.json")
  const { out } = await folder.run("refund-rules export refunds --db shop/refunds.db")
  const approved = out.split("\n").filter((line) => line.includes('"verdict":"Approve"'))
  // Seven customers in three currencies: most have had three refunds before the last of theirs.
  expect(lost).toBeGreaterThan(10)
  expect(lost).toBeLessThan(approved.length)
})

describe("however it is cut, the result is the same:", () => {
  const whole = () => backtest("--policy strict.json --by reason,currency")

  test("in three shards, merged", async () => {
    for (const index of [1, 2, 3]) {
      const { out } = await folder.run(
        `refund-rules backtest --policy strict.json --by reason,currency --shard ${index}/3 --json --db shop/refunds.db`,
      )
      folder.write(`shard-${index}.json`, out)
    }
    const { out } = await folder.run("refund-rules backtest merge shard-3.json shard-1.json shard-2.json --json")
    expect(JSON.parse(out)).toEqual(await whole())
  })

  test("on threads or on one", async () => {
    for (const threads of [1, 2])
      expect(await backtest(`--policy strict.json --by reason,currency --threads ${threads}`)).toEqual(await whole())
  })
})

test("only what was asked since then counts", async () => {
  const { decisions } = await backtest("--policy strict.json --since 2026-02-01T02:00:00Z")
  expect(decisions).toBeGreaterThan(0)
  expect(decisions).toBeLessThan(198)
  expect((await backtest("--policy strict.json --since 1d")).decisions).toBe(0)
})

test("a spreadsheet has a row for each group and currency, and every sum of the whole", async () => {
  const { out } = await folder.run(
    "refund-rules backtest --policy strict.json --by currency --format csv --db shop/refunds.db",
  )
  const [head, ...rows] = out.trimEnd().split("\r\n")
  expect(head).toBe("currency,decisions,gained,lost,money,approved then,approved now,difference")
  expect(rows.map((row) => row.split(",")[0])).toEqual(["EUR", "JPY", "USD"])
})

test.each([
  ["--policy strict.json --shard 4/3", "is no shard"],
  ["--policy strict.json --by colour", "nothing is grouped by `colour`"],
  ["--policy strict.json --since yesterday", "is no time"],
  ["--policy nothing.json", "there is no file"],
])("backtest %s is not understood", async (rest, words) => {
  const { code, err } = await folder.run(`refund-rules backtest ${rest} --db shop/refunds.db`)
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) })
})
