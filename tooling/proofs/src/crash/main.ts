/** `npm run crash`, with `-- --postgres` on a PostgreSQL that dies now and then too: the server is killed again and again, and nothing it has answered is lost, doubled or stuck. */
import { count, told } from "../arguments.ts"
import { chanceOf, seedOfRun } from "../chance.ts"
import { table } from "../table.ts"
import { crash } from "./crash.ts"
import { isPoint, points } from "./plan.ts"
import { PROMISED_MILLISECONDS } from "./World.ts"

const { at, kills, postgres } = told(process.argv.slice(2), { at: "value", kills: "value", postgres: "flag" })
if (typeof at === "string" && !isPoint(at)) throw new Error(`\`${at}\` is no point: use one of ${points.join(", ")}`)
const seed = seedOfRun()
const wanted = count(kills, 1_000)
const kind = postgres === true ? "postgres" : "sqlite"
console.log(`seed ${seed}, ${wanted} kills on ${kind}, leases of 2000 ms`)
const report = await crash({
  kills: wanted,
  kind,
  at: typeof at === "string" && isPoint(at) ? at : undefined,
  chance: chanceOf(seed),
  patienceMs: PROMISED_MILLISECONDS,
  onLife: (life) => {
    if (life % 50 === 0) console.error(`${life} of ${wanted}`)
  },
})

console.log(
  table(
    ["killed at", "times"],
    [...report.deaths].toSorted(([a], [b]) => a.localeCompare(b)),
  ),
)
console.log(
  `${report.asked} keys asked, ${report.acknowledged} refunds acknowledged, ${report.refunds} kept, ${report.moved} paid`,
)
const { answeredMs, readyMs } = report
console.log(`from a kill to ready: ${Math.round(readyMs.p50)} ms, p99 ${Math.round(readyMs.p99)} ms`)
console.log(
  `from a kill to the last answer it cut off: ${Math.round(answeredMs.p50)} ms, p99 ${Math.round(answeredMs.p99)} ms`,
)
for (const { promise, what } of report.findings.slice(0, 30)) console.log(`${promise}: ${what}`)
console.log(`promises not kept: ${report.findings.length}`)
process.exitCode = report.findings.length === 0 && report.refunds > 0 ? 0 : 1
