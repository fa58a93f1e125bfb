/** `npm run bench:seals`: what sealing what happened costs beside making it happen, in processor time of one process. */
import Database from "better-sqlite3"
import { sealAll, SealBook, sealKeys } from "@refund-rules/engine"
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { median } from "./measure.ts"
import { report } from "./report.ts"
import { clients } from "./store/contest.ts"
import { fill } from "./store/fill.ts"
import { ownStore } from "./store/ownStore.ts"
import { requestOf, scope } from "./store/work.ts"

const PAYMENTS = 1000
const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 5)
const ROUND_MS = Number(process.env["BENCH_ROUND_MS"] ?? 4000)

const spentBy = async (work: () => Promise<unknown>): Promise<number> => {
  const { system, user } = process.cpuUsage()
  await work()
  const after = process.cpuUsage()
  return (after.system + after.user - system - user) * 1000
}

/** A fixed loop of parsing, in operations per second: how fast this machine is just now. */
const calibrate = (): number => {
  const started = performance.now()
  for (let index = 0; index < 20_000; index++) JSON.parse(`{"index":${index},"amounts":[1,2,3]}`)
  return 20_000 / ((performance.now() - started) / 1000)
}

const run = async (file: string): Promise<void> => {
  await (await ownStore(file, true)).close()
  const database = new Database(file)
  fill(database, PAYMENTS)
  database.close()
  const { change, close, seals } = await ownStore(file, true)
  const keys = await Effect.runPromise(sealKeys([new Uint8Array(32).fill(1)]))
  const sealing = sealAll({ mode: scope.mode, worker: "bench", leaseSeconds: 30, keys })
  const seal = () => Effect.runPromise(Effect.provideService(sealing, SealBook, seals))
  await seal()
  const [written, sealed, speeds]: [number[], number[], number[]] = [[], [], []]
  let number = 0
  for (let round = 0; round <= ROUNDS; round++) {
    const before = number
    const load = clients(64, () => requestOf(number++, PAYMENTS), change)
    const [writing, signing] = [await spentBy(() => load(ROUND_MS)), await spentBy(seal)]
    // The first round only warms up.
    if (round === 0) continue
    written.push(writing / (number - before))
    sealed.push(signing / (number - before))
    speeds.push(calibrate())
  }
  const newest = await Effect.runPromise(seals.newest(scope))
  await close()
  if (newest === undefined || newest.events < number) throw new Error("not everything was sealed")
  const timings = new Map([
    ["a change, 64 clients", written],
    ["sealing it", sealed],
  ])
  const measured = { timings, calibration: Math.round(median(speeds)), rounds: written.length }
  report(measured, [{ key: "sealed/written", of: "sealing it", to: "a change, 64 clients", target: 10 }])
}

const folder = mkdtempSync(join(process.env["BENCH_FOLDER"] ?? tmpdir(), "refund-rules-bench-"))
try {
  await run(join(folder, "store.db"))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
