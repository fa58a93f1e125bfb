import fc from "fast-check"
import { ok, strictEqual } from "node:assert/strict"
import { describe, it } from "vitest"
import { cel } from "../src/index.ts"
import { factsOf } from "./facts.ts"

const numRuns = Number(process.env["LAW_RUNS"] ?? 10_000)
const seed = Number(process.env["LAW_SEED"] ?? Date.now() & 0x7fffffff)

const law = <A>(sentence: string, values: fc.Arbitrary<A>, holds: (value: A) => void): void => {
  it(sentence, { timeout: 60_000 + numRuns }, () => {
    fc.assert(
      fc.property(values, (value) => holds(value)),
      { numRuns, seed },
    )
  })
}

const words = [
  ..."payment ask askedAt amount retained remaining disputed refunds requestedBy customerHistory x line true false null 0 1 -1 2.5 1u 'a' \"EUR\"".split(
    " ",
  ),
  ..."== != < <= > >= + - * / % && || ! ? : ( ) [ ] { } , . .?".split(" "),
  ..."captured lines tags net kind metadata size all exists map filter has in timestamp duration matches contains __proto__ constructor".split(
    " ",
  ),
]

const soup = fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join(" "))

const integer = fc.constantFrom(
  "amount",
  "remaining",
  "payment.captured",
  "payment.lines[0].net",
  "0",
  "600",
  "refunds",
)
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small" },
    fc.tuple(integer, fc.constantFrom("<", "<=", "==", "!=", ">", ">="), integer).map((parts) => parts.join(" ")),
    fc.constantFrom(
      "'vip' in payment.tags",
      "has(payment.deliveredAt)",
      "payment.lines.exists(line, line.kind == 'tip')",
      "requestedBy == 'ada'",
    ),
    fc
      .tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition"))
      .map(([a, op, b]) => `(${a}) ${op} (${b})`),
    tie("condition").map((one) => `!(${one})`),
  ),
}))

const facts = fc
  .record({
    amount: fc.nat(5000),
    remaining: fc.nat(5000),
    refunds: fc.nat(3),
    requestedBy: fc.constantFrom(undefined, "ada", "bob"),
  })
  .map(({ requestedBy, ...numbers }) =>
    factsOf(3, { ...numbers, ...(requestedBy === undefined ? {} : { requestedBy }) }),
  )

const isAnswer = (value: unknown): boolean => value === undefined || typeof value === "boolean"

describe("cel", () => {
  law(
    "answers every source, whatever it is, with true, false or nothing",
    fc.oneof(soup, fc.string(), fc.string({ unit: "binary" })),
    (source) => {
      const faults = cel.check(source)
      const answer = cel.compile(source)(factsOf())
      ok(isAnswer(answer))
      if (faults.length > 0) strictEqual(answer, undefined)
    },
  )

  law("answers facts it was never meant for without a throw", fc.tuple(condition, fc.jsonValue()), ([source, junk]) => {
    ok(isAnswer(cel.compile(source)(junk as never)))
    ok(isAnswer(cel.compile(source)({ ...factsOf(), amount: junk as never })))
  })

  law("gives the same answer for the same facts", fc.tuple(condition, facts), ([source, one]) => {
    const run = cel.compile(source)
    strictEqual(run(one), run(one))
    strictEqual(cel.compile(source)(structuredClone(one)), run(one))
  })

  law("answers the opposite of a negated source", fc.tuple(condition, facts), ([source, one]) => {
    strictEqual(cel.check(source).length, 0)
    const answer = cel.compile(source)(one)
    strictEqual(cel.compile(`!(${source})`)(one), answer === undefined ? undefined : !answer)
  })

  law(
    "compares amounts as they are, up to the largest",
    fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()),
    ([amount, remaining]) => {
      strictEqual(cel.compile("amount <= remaining")(factsOf(1, { amount, remaining })), amount <= remaining)
    },
  )
})
