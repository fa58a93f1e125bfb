/** `npm run race`: asks race for the same money over HTTP, and a payment never gives more than was captured. */
import { count, told } from "../arguments.ts"
import { chanceOf, seedOfRun } from "../chance.ts"
import { table } from "../table.ts"
import { race } from "./race.ts"

const { payments, unguarded } = told(process.argv.slice(2), { payments: "value", unguarded: "flag" })
const seed = seedOfRun()
const report = await race({
  chance: chanceOf(seed),
  payments: count(payments, 50),
  isUnguarded: unguarded === true,
})

console.log(`seed ${seed}${unguarded === true ? ", without guard and CHECK" : ""}`)
console.log(
  table(["race", "payments", "asks", "refunds each", "refused", "told later", "over", "ms each"], report.rows),
)
for (const sentence of report.wrong.slice(0, 20)) console.log(`wrong: ${sentence}`)
if (report.wrong.length > 20) console.log(`and ${report.wrong.length - 20} more`)
console.log(`over-refunded: ${report.over}`)
process.exitCode = report.over === 0 && report.wrong.length === 0 ? 0 : 1
