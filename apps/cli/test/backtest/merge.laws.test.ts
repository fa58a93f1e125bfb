/** Backtests that were cut into shards are the whole again, in any order and grouping. */
import { type Affected, type Cell, emptyTally, mergeTallies, type Tally } from "@refund-rules/engine"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { isIn } from "../../src/backtest/Job.ts"
import { mergeResults, parseResult, resultOf } from "../../src/backtest/Result.ts"

const amounts = fc.dictionary(fc.constantFrom("EUR", "USD", "JPY"), fc.nat(1_000_000))
const cells: fc.Arbitrary<Cell> = fc.record({
  decisions: fc.nat(1000),
  moves: fc.dictionary(
    fc.constantFrom("Approve Approve", "Approve Refuse", "Refuse Approve", "Review Approve"),
    fc.nat(99),
  ),
  before: amounts,
  after: amounts,
})
const ruled = fc.record({
  verdict: fc.constantFrom("Approve" as const, "Review" as const, "Refuse" as const),
  amount: fc.nat(1000),
  broken: fc.constant([]),
})
const affected: fc.Arbitrary<Affected> = fc.record({
  paymentId: fc.string({ maxLength: 3 }),
  subject: fc.uuid(),
  askedAt: fc.constant("2026-01-01T00:00:00.000Z"),
  currency: fc.constant("EUR"),
  before: ruled,
  after: ruled,
  weight: fc.nat(5),
})
const tallies: fc.Arbitrary<Tally> = fc
  .record({
    cells: fc.dictionary(fc.constantFrom("[]", '["a"]', '["b"]'), cells),
    affected: fc.array(affected, { maxLength: 6 }),
  })
  .map((tally) => mergeTallies(emptyTally, tally))

const written = (tally: Tally): string => JSON.stringify(tally)

test("merging is the same in any grouping", () => {
  fc.assert(
    fc.property(tallies, tallies, tallies, (a, b, c) => {
      expect(written(mergeTallies(mergeTallies(a, b), c))).toBe(written(mergeTallies(a, mergeTallies(b, c))))
    }),
  )
})

test("merging is the same in any order, and nothing changes nothing", () => {
  fc.assert(
    fc.property(tallies, tallies, (a, b) => {
      expect(written(mergeTallies(a, b))).toBe(written(mergeTallies(b, a)))
      expect(written(mergeTallies(a, emptyTally))).toBe(written(a))
    }),
  )
})

test("every payment is in exactly one shard, and shards are about as large as each other", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (id, of) => {
      const shards = Array.from({ length: of }, (_, index) => isIn({ index: index + 1, of })(id))
      expect(shards.filter(Boolean)).toHaveLength(1)
    }),
  )
  const sizes = Array.from({ length: 16 }, () => 0)
  for (let id = 0; id < 16_000; id++)
    for (let index = 0; index < 16; index++) if (isIn({ index: index + 1, of: 16 })(`pay_${id}`)) sizes[index]! += 1
  for (const size of sizes) expect(Math.abs(size - 1000)).toBeLessThan(150)
})

const about = {
  policy: { id: "p", version: 1, hash: "h" },
  merchant: "default",
  mode: "test",
  by: ["currency"],
  since: null,
} as const

test("results of all shards are the result of everything; of some, they say which", () => {
  fc.assert(
    fc.property(tallies, tallies, tallies, (a, b, c) => {
      const parts = [a, b, c].map((tally, index) =>
        resultOf({ ...about, shards: [{ index: index + 1, of: 3 }] }, tally),
      )
      const whole = mergeResults(parts.toReversed())
      const tally = mergeTallies(a, mergeTallies(b, c))
      expect(whole).toEqual({ ok: true, value: resultOf({ ...about, shards: [] }, tally) })
      const some = mergeResults(parts.slice(0, 2))
      expect(some.ok && some.value.shards).toEqual([
        { index: 1, of: 3 },
        { index: 2, of: 3 },
      ])
    }),
  )
})

test.each([
  ["a shard that is there twice", [{ index: 1, of: 2 }], [{ index: 1, of: 2 }]],
  ["what was cut otherwise", [{ index: 1, of: 2 }], [{ index: 2, of: 3 }]],
  ["everything and a part", [], [{ index: 2, of: 2 }]],
])("%s is not merged", (_name, first, second) => {
  const results = [first, second].map((shards) => resultOf({ ...about, shards }, emptyTally))
  expect(mergeResults(results).ok).toBe(false)
})

test("a result is read as it was written, and other JSON is none", () => {
  fc.assert(
    fc.property(tallies, (tally) => {
      const result = resultOf({ ...about, shards: [] }, tally)
      expect(parseResult(JSON.parse(JSON.stringify(result)))).toEqual({ ok: true, value: result })
    }),
  )
  expect(parseResult({}).ok).toBe(false)
})
