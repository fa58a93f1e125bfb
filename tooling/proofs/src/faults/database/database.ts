/** The faults of a PostgreSQL under two servers at work, each many times. */
import { chanceOf } from "../../chance.ts"
import { percentile, table } from "../../table.ts"
import type { DatabaseFault } from "./DatabaseFault.ts"
import { databaseFaults } from "./faults.ts"
import { type Torment, torment } from "./torment.ts"

/** Runs those whose name has the word, or all; whether all went well. */
export const database = async (
  seed: number,
  only: string | undefined,
  runs: ((usual: number) => number) | undefined,
): Promise<boolean> => {
  const chosen = databaseFaults.filter(({ name }) => only === undefined || name.includes(only))
  if (chosen.length === 0)
    throw new Error(`no fault is called \`${only}\`: ${databaseFaults.map(({ name }) => name).join(", ")}`)
  const results: (readonly [DatabaseFault, Torment])[] = []
  for (const fault of chosen) {
    const result = await torment([[fault, runs?.(fault.runs) ?? fault.runs]], chanceOf(seed))
    results.push([fault, result])
    tell(fault, result)
  }
  const rows = results.map(([{ name }, { acknowledged, missed, runs: struck, wrong }]) => [
    name,
    struck,
    missed,
    acknowledged,
    wrong.length,
  ])
  console.log(`\n${table(["fault", "struck", "missed", "acknowledged", "wrong"], rows)}`)
  return results.every(([, { wrong }]) => wrong.length === 0)
}

/** What was seen of it: what happened how often, how long what took, and what was wrong. */
const tell = ({ name }: DatabaseFault, { happened, took, wrong }: Torment): void => {
  console.log(`\n${name}`)
  for (const [what, count] of [...happened].toSorted(([, a], [, b]) => b - a)) console.log(`  ${count} ${what}`)
  for (const [what, all] of took) {
    const [half, most] = [50, 99].map((percent) => `${Math.round(percentile(all, percent))} ms`)
    console.log(`  ${what}: ${half}, p99 ${most}`)
  }
  for (const sentence of wrong.slice(0, 10)) console.log(`  wrong: ${sentence}`)
}
