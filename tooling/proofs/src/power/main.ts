/** `npm run power`: no answer leaves before the disk has it, seen in the calls of the real server; and power is cut. */
import { realpathSync } from "node:fs"
import { count, told } from "../arguments.ts"
import { chanceOf, seedOfRun } from "../chance.ts"
import { withoutSync } from "../plants/index.ts"
import { databaseOf, newFolder, removeFolder } from "../server/Desk.ts"
import { table } from "../table.ts"
import { cut } from "./cuts.ts"
import { order } from "./order.ts"
import { trace } from "./trace.ts"

const { acks, cuts } = told(process.argv.slice(2), { acks: "value", cuts: "value" })
const seed = seedOfRun()
console.log(`seed ${seed}`)

const look = async (name: string, refunds: number, times: number, isPlanted: boolean) => {
  const folder = newFolder("power")
  const chance = chanceOf(seed)
  try {
    const calls = await trace(folder, refunds, chance, isPlanted ? withoutSync : {})
    const ordered = order(calls, `${realpathSync(databaseOf(folder))}-wal`)
    const after = await cut(calls, times, folder, chance)
    const { answers, commits, early, missing, syncs } = ordered
    const row = [name, answers, commits, syncs, early.length, missing.length, after.cuts, after.lost, after.damaged]
    return { row, ordered, after }
  } finally {
    removeFolder(folder)
  }
}

const real = await look("as it is", count(acks, 1_000), count(cuts, 500), false)
const planted = await look("synchronous=NORMAL planted", Math.min(200, count(acks, 1_000)), 40, true)
const heading = ["server", "answers 201", "commits", "syncs", "early", "not found", "cuts", "lost", "damaged"]
console.log(table(heading, [real.row, planted.row]))
if (real.after.first !== undefined) console.log(`wrong: ${real.after.first}`)
const { answers, early, missing } = real.ordered
const holds =
  answers >= count(acks, 1_000) && early.length + missing.length + real.after.lost + real.after.damaged === 0
const notices = planted.ordered.early.length > planted.ordered.answers / 2 && planted.after.lost > 0
console.log(`every answer was on disk before it left: ${holds ? "yes" : "no"}`)
console.log(`the planted fault was noticed: ${notices ? "yes" : "no"}`)
process.exitCode = holds && notices ? 0 : 1
