/** `npm run race`, with `-- --postgres` over two servers on one PostgreSQL: asks race for the same money over HTTP, and a payment never gives more than was captured. */
import { count, told } from "../arguments.ts"
import { chanceOf, seedOfRun } from "../chance.ts"
import { INSTANCES } from "../server/Place.ts"
import { table } from "../table.ts"
import { race } from "./race.ts"

const { payments, postgres, unguarded } = told(process.argv.slice(2), {
  payments: "value",
  postgres: "flag",
  unguarded: "flag",
})
const seed = seedOfRun()
const report = await race({
  chance: chanceOf(seed),
  payments: count(payments, 50),
  isUnguarded: unguarded === true,
  kind: postgres === true ? "postgres" : "sqlite",
})

console.log(
  `seed ${seed}${postgres === true ? `, ${INSTANCES} servers on one PostgreSQL` : ""}${unguarded === true ? ", without guard and CHECK" : ""}`,
)
console.log(
  table(["race", "payments", "asks", "refunds each", "refused", "told later", "over", "ms each"], report.rows),
)
for (const sentence of report.wrong.slice(0, 20)) console.log(`wrong: ${sentence}`)
if (report.wrong.length > 20) console.log(`and ${report.wrong.length - 20} more`)
console.log(`over-refunded: ${report.over}`)
process.exitCode = report.over === 0 && report.wrong.length === 0 ? 0 : 1
