/** Two independent implementations of the ledger give the same answer at every step of every drafted history. */
import fc from "fast-check"
import { expect, it } from "vitest"
import { intents } from "../src/arbitraries/histories.ts"
import { payments } from "../src/arbitraries/payments.ts"
import { spread } from "../src/arbitraries/spread.ts"
import { firstParting, type Parting } from "./agree.ts"

/** A payment serves this many histories. */
const HISTORIES = 10
const all = Number(process.env.ORACLE_RUNS ?? process.env.LAW_RUNS ?? 100_000)
const seed = Number(process.env.LAW_SEED ?? Date.now() & 0x7fffffff)

/** Registers the comparison of one half of all histories: two files share them, one for each core of a small machine. */
export const compareHalf = (half: 0 | 1): void => {
  const numRuns = Math.ceil(all / 2 / HISTORIES)
  it(
    `${numRuns * HISTORIES} histories get the same answer, balance and shares by the book, LAW_SEED=${seed}`,
    { timeout: 120_000 + numRuns * 40 },
    () => {
      const seen = spread()
      const begun = performance.now()
      const parted = fc.property(
        payments,
        fc.array(intents(8), { minLength: HISTORIES, maxLength: HISTORIES }),
        (payment, drafts) => {
          for (const draft of drafts) {
            for (const _ of draft) seen.count("total steps")
            const parting = firstParting(payment, draft, seen)
            if (parting !== undefined) throw new Error(told(payment, parting))
          }
        },
      )
      fc.assert(parted, { numRuns, seed: seed + half })
      const seconds = (performance.now() - begun) / 1000
      console.log([`${seen.of("total steps")} steps in ${seconds.toFixed(1)} s`, ...seen.lines()].join("\n"))
      expect(acceptedShare(seen.lines(), "Request")).toBeGreaterThan(0.45)
    },
  )
}

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
