/** `npm run faults`: the disk is full, locked, read-only or fails, the clock goes back, and nothing answered is lost. */
import { told } from "../arguments.ts"
import { chanceOf, seedOfRun } from "../chance.ts"
import { table } from "../table.ts"
import { stepBack } from "./clock.ts"
import { suffer } from "./Fault.ts"
import type { Outcome } from "./Fault.ts"
import { faults } from "./faults.ts"

const { only } = told(process.argv.slice(2), { only: "value" })
const seed = seedOfRun()
console.log(`seed ${seed}`)
const all: readonly (readonly [string, () => Promise<Outcome>])[] = [
  ...faults.map((fault) => [fault.name, () => suffer(fault, chanceOf(seed))] as const),
  ["clock stepped back an hour", () => stepBack(chanceOf(seed))],
]
const chosen = all.filter(([name]) => typeof only !== "string" || name.includes(only))
if (chosen.length === 0)
  throw new Error(`no fault is called \`${String(only)}\`: ${all.map(([name]) => name).join(", ")}`)

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
process.exitCode = outcomes.every(({ wrong }) => wrong.length === 0) ? 0 : 1
