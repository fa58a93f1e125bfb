/** The faults of a machine under a server on a file: disk full, locked, read-only or failing, and the clock set back. */
import { chanceOf } from "../chance.ts"
import { table } from "../table.ts"
import { stepBack } from "./clock.ts"
import { suffer } from "./Fault.ts"
import type { Outcome } from "./Fault.ts"
import { faults } from "./faults.ts"

/** Runs those whose name has the word, or all; whether all went well. */
export const machine = async (seed: number, only: string | undefined): Promise<boolean> => {
  const all: readonly (readonly [string, () => Promise<Outcome>])[] = [
    ...faults.map((fault) => [fault.name, () => suffer(fault, chanceOf(seed))] as const),
    ["clock stepped back an hour", () => stepBack(chanceOf(seed))],
  ]
  const chosen = all.filter(([name]) => only === undefined || name.includes(only))
  if (chosen.length === 0) throw new Error(`no fault is called \`${only}\`: ${all.map(([name]) => name).join(", ")}`)
  const outcomes: Outcome[] = []
  for (const [, run] of chosen) outcomes.push(await run())
  const rows = outcomes.map(({ acknowledged, name, recoveredMs, seen, wrong }) => [
    name,
    seen,
    recoveredMs === undefined ? "-" : `${Math.round(recoveredMs)} ms`,
    acknowledged,
    wrong.length,
  ])
  console.log(table(["fault", "what is seen", "well again after", "acknowledged", "wrong"], rows))
  for (const { name, wrong } of outcomes) for (const sentence of wrong.slice(0, 10)) console.log(`${name}: ${sentence}`)
  return outcomes.every(({ wrong }) => wrong.length === 0)
}
