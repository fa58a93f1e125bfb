/** Two independent implementations of the ledger give the same answer at every step of every drafted history. */
import fc from "fast-check"
import { expect, it } from "vitest"
import { intents } from "../src/arbitraries/histories.ts"
import { payments } from "../src/arbitraries/payments.ts"
import { spread } from "../src/arbitraries/spread.ts"
import { firstParting, type Parting } from "./agree.ts"

/** A payment serves this many histories. */
const HISTORIES = 10
const numRuns = Math.ceil(Number(process.env.LAW_RUNS ?? 100_000) / HISTORIES)
const seed = Number(process.env.LAW_SEED ?? Date.now() & 0x7fffffff)

it(
  "gives the same answer, the same balance and the same shares as an implementation by the book",
  { timeout: 120_000 + numRuns * 20 },
  () => {
    const seen = spread()
    const begun = performance.now()
    let steps = 0
    const batches = fc.property(
      payments,
      fc.array(intents(8), { minLength: HISTORIES, maxLength: HISTORIES }),
      (payment, all) => {
        for (const one of all) {
          seen.count("total histories")
          steps += one.length
          const parting = firstParting(payment, one, seen)
          if (parting !== undefined) throw new Error(told(payment, parting))
        }
      },
    )
    fc.assert(batches, { numRuns, seed })
    const seconds = (performance.now() - begun) / 1000
    console.log(
      [
        `${seen.of("total histories")} histories, ${steps} steps in ${seconds.toFixed(1)} s, LAW_SEED=${seed}`,
        ...seen.lines(),
      ].join("\n"),
    )
    expect(acceptedShare(seen.lines(), "Request")).toBeGreaterThan(0.45)
  },
)

const acceptedShare = (lines: readonly string[], tag: string): number => {
  const of = (outcome: string) =>
    lines
      .filter((line) => line.includes(` ${outcome} ${tag}`))
      .reduce((sum, line) => sum + Number.parseInt(line, 10), 0)
  return of("accepted") / (of("accepted") + of("refused"))
}

/** A counterexample as a person reads it: the payment, what was said, and both answers. */
const told = (payment: unknown, { commands, core, oracle, what }: Parting): string =>
  [
    `core and oracle part over ${what}, at the last of these commands`,
    `payment ${JSON.stringify(payment)}`,
    ...commands.map((command) => `  ${JSON.stringify(command)}`),
    `core   ${JSON.stringify(core)}`,
    `oracle ${JSON.stringify(oracle)}`,
  ].join("\n")
