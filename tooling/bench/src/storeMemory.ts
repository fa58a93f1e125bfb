/** `npm run bench:memory`: a million refunds through one store, and what the process takes of memory meanwhile. */
import Database from "better-sqlite3"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { checkSums } from "./store/contest.ts"
import { fill } from "./store/fill.ts"
import { ownStore } from "./store/ownStore.ts"
import { requestOf } from "./store/work.ts"

const REFUNDS = Number(process.env["BENCH_REFUNDS"] ?? 1_000_000)
const PAYMENTS = REFUNDS / 10
const STEPS = 10
const CLIENTS = 200

const megabytes = (bytes: number): number => Math.round(bytes / 1e6)

const run = async (folder: string): Promise<void> => {
  const file = join(folder, "store.db")
  await (await ownStore(file, true)).close()
  const database = new Database(file)
  database.pragma("synchronous = off")
  fill(database, PAYMENTS)
  database.close()
  const { change, close } = await ownStore(file, true)
  let next = 0
  const sizes: number[] = []
  for (let step = 1; step <= STEPS; step++) {
    const until = (REFUNDS / STEPS) * step
    const client = async (): Promise<void> => {
      while (next < until) await change(requestOf(next++, PAYMENTS))
    }
    await Promise.all(Array.from({ length: CLIENTS }, client))
    globalThis.gc?.()
    const { heapUsed, rss } = process.memoryUsage()
    sizes.push(megabytes(rss))
    console.log(`${String(next).padStart(9)} refunds   heap ${megabytes(heapUsed)} MB   rss ${megabytes(rss)} MB`)
  }
  await close()
  checkSums(file)
  console.log(
    JSON.stringify({ refunds: next, "rss/half-way": Number((sizes.at(-1)! / sizes[STEPS / 2 - 1]!).toFixed(3)) }),
  )
}

const folder = mkdtempSync(join(process.env["BENCH_FOLDER"] ?? tmpdir(), "refund-rules-memory-"))
try {
  await run(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
