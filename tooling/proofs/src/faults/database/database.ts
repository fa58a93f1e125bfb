/** The faults of a PostgreSQL under two servers at work, each many times. */
import { chanceOf } from "../../chance.ts"
import { percentile, table } from "../../table.ts"
import { databaseFaults } from "./faults.ts"
import { torment } from "./torment.ts"

/** Runs those whose name has the word, or all; whether all went well. */
export const database = async (
  seed: number,
  only: string | undefined,
  runs: ((usual: number) => number) | undefined,
): Promise<boolean> => {
  const chosen = databaseFaults.filter(({ name }) => only === undefined || name.includes(only))
  if (chosen.length === 0)
    throw new Error(`no fault is called \`${only}\`: ${databaseFaults.map(({ name }) => name).join(", ")}`)
  let isWell = true
  for (const fault of chosen) {
    const {
      acknowledged,
      goesOnAfter,
      hits,
      name,
      runs: done,
      wrong,
    } = await torment(fault, runs?.(fault.runs) ?? fault.runs, chanceOf(seed))
    isWell &&= wrong.length === 0
    const after = [50, 99].map((percent) => `${Math.round(percentile(goesOnAfter, percent))} ms`)
    const row = [name, done, after[0]!, after[1]!, acknowledged, wrong.length]
    console.log(`\n${table(["fault", "runs", "goes on after", "p99", "acknowledged", "wrong"], [row])}`)
    const hit = [...hits].toSorted(([, a], [, b]) => b - a).map(([what, times]) => `${what} ${times}`)
    console.log(`hit ${hits.size}: ${hit.join(", ")}`)
    for (const sentence of wrong.slice(0, 10)) console.log(`wrong: ${sentence}`)
  }
  return isWell
}
