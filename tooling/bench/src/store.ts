/** `npm run bench:store`: what the store costs beside code written by hand, and beside what most would write. */
import Database from "better-sqlite3"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { median } from "./measure.ts"
import { postgresContest } from "./postgres/contest.ts"
import { report } from "./report.ts"
import { byHand, byKysely, checkSums, type Contestant, copyOf, ours, type Round, syncTimes } from "./store/contest.ts"
import { fill } from "./store/fill.ts"
import { ownStore } from "./store/ownStore.ts"
import { checkSameBytes } from "./store/sameBytes.ts"
import { judgedBeside } from "./store/work.ts"

const FEW = 10_000
const MANY = Number(process.env["BENCH_PAYMENTS"] ?? 1_000_000)
const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 7)
const ROUND_MS = Number(process.env["BENCH_ROUND_MS"] ?? 1000)

/** A closed file of so many payments. */
const beginning = async (folder: string, payments: number): Promise<string> => {
  const file = join(folder, `beginning-${payments}.db`)
  await (await ownStore(file, true)).close()
  const database = new Database(file)
  database.pragma("synchronous = off")
  fill(database, payments)
  database.pragma("wal_checkpoint(truncate)")
  database.close()
  return file
}

const contestantsIn = async (folder: string): Promise<readonly Contestant[]> => {
  const few = await beginning(folder, FEW)
  await checkSameBytes(few, folder, FEW)
  const file = await beginning(folder, MANY)
  // Each on a file of its own: a payment with many refunds takes longer to change, and some make many more than others.
  return [
    await ours("own, 64 clients", copyOf(few, folder, "grouped"), FEW, true, 64),
    await ours("own, a version in shadow", copyOf(few, folder, "shadow"), FEW, true, 64, judgedBeside),
    await ours("own, a commit each", copyOf(few, folder, "ungrouped"), FEW, false, 64),
    await ours("own, 1 client", copyOf(few, folder, "alone"), FEW, true, 1),
    await ours("own, 1 client, a commit each", copyOf(few, folder, "alone-ungrouped"), FEW, false, 1),
    byHand("by hand, groups of 64", copyOf(few, folder, "raw"), FEW),
    byKysely("Kysely, a commit each", copyOf(few, folder, "kysely"), FEW),
    await ours(`own, ${MANY} payments`, file, MANY, true, 64),
  ]
}

/** A fixed loop of parsing, in operations per second: how fast this machine is just now. */
const calibrate = (): number => {
  const text = JSON.stringify(
    Array.from({ length: 40 }, (_, id) => ({ id, name: `line ${id}`, amounts: [id, id * 7] })),
  )
  const started = performance.now()
  for (let index = 0; index < 2000; index++) JSON.parse(text)
  return 2000 / ((performance.now() - started) / 1000)
}

const comparisons = [
  { key: "sqlite/raw-grouped", of: "own, 64 clients", to: "by hand, groups of 64", target: 0.85 },
  { key: "sqlite/kysely", of: "own, 64 clients", to: "Kysely, a commit each", target: 5 },
  { key: "grouped/ungrouped", of: "own, 64 clients", to: "own, a commit each", target: 2 },
  { key: "grouped/ungrouped-p50-alone", of: "own, 1 client", to: "own, 1 client, a commit each", target: 1 },
  { key: "shadow/none", of: "own, a version in shadow", to: "own, 64 clients", target: 0.6 },
  { key: "1m/10k", of: `own, ${MANY} payments`, to: "own, 64 clients", target: 0.62 },
  { key: "pg/for-update-c8", of: "pg, many payments", to: "FOR UPDATE, 8 clients", target: 1.3 },
  { key: "pg-hot/for-update-hot", of: "pg, one payment", to: "FOR UPDATE, one payment", target: 10 },
  { key: "pg-hot/pg", of: "pg, one payment", to: "pg, many payments", target: 0.7 },
  { key: "pg-two-instances/pg", of: "pg, instances: two", to: "pg, instances: one", target: 1 },
  { key: "pg-1m/10k", of: `pg, ${MANY} payments`, to: "pg, many payments", target: 0.62 },
  { key: "pg-parted/pg", of: "pg, parted", to: "pg, many payments", target: 0.9 },
]

const run = async (folder: string): Promise<void> => {
  const isWanted = (name: string): boolean => (process.env["BENCH_ONLY"] ?? name) === name
  const postgres = isWanted("postgres") ? await postgresContest(MANY) : undefined
  const onFiles = isWanted("sqlite") ? await contestantsIn(folder) : []
  const contestants = [...onFiles, ...(postgres?.contestants ?? [])]
  const rounds: Map<string, Round>[] = []
  const speeds: number[] = []
  const syncs: ReturnType<typeof syncTimes>[] = []
  for (const one of contestants) await one.round(ROUND_MS / 2)
  for (let round = 0; round < ROUNDS; round++) {
    speeds.push(calibrate())
    syncs.push(syncTimes(folder))
    const done = new Map<string, Round>()
    for (const one of round % 2 === 0 ? contestants : contestants.toReversed())
      done.set(one.name, await one.round(ROUND_MS))
    rounds.push(done)
  }
  for (const { close } of onFiles) await close()
  for (const file of new Set(onFiles.map((one) => one.file))) checkSums(file)
  await postgres?.end()
  console.log(
    `sync of the disk: p50 ${median(syncs.map(({ p50 }) => p50)).toFixed(0)} us, p99 ${median(syncs.map(({ p99 }) => p99)).toFixed(0)} us`,
  )
  const isAlone = (name: string): boolean => name.includes("1 client")
  const timings = new Map(
    contestants.map(({ name }) => [
      name,
      rounds.map((round) => (isAlone(name) ? round.get(name)!.latency : 1e9 / round.get(name)!.perSecond)),
    ]),
  )
  const measured = { timings, calibration: Math.round(median(speeds)), rounds: rounds.length }
  report(
    measured,
    comparisons.filter(({ of, to }) => timings.has(of) && timings.has(to)),
  )
}

const folder = mkdtempSync(join(process.env["BENCH_FOLDER"] ?? tmpdir(), "refund-rules-bench-"))
try {
  await run(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
