/** Rounds of all contestants on files of their own, timed by the wall: a disk does its work outside of any process. */
import Database from "better-sqlite3"
import { copyFileSync, fdatasyncSync, closeSync, openSync, writeSync } from "node:fs"
import { join } from "node:path"
import { median } from "../measure.ts"
import { kyselyStore } from "./kyselyStore.ts"
import { ownStore } from "./ownStore.ts"
import { rawStore } from "./rawStore.ts"
import { judged, type Request, requestOf } from "./work.ts"

/** What a contestant did in one round. */
export interface Round {
  readonly perSecond: number
  /** The median time one change took, in nanoseconds. */
  readonly latency: number
}

export interface Contestant {
  readonly name: string
  readonly file: string
  readonly round: (milliseconds: number) => Promise<Round>
  readonly close: () => unknown
}

/** Requests that nobody has made yet. */
const requests = (payments: number): (() => Request) => {
  let number = 0
  return () => requestOf(number++, payments)
}

/** So many clients, each asking again as soon as it is answered. */
export const clients =
  (count: number, next: () => Request, change: (request: Request) => Promise<unknown>) =>
  async (milliseconds: number): Promise<Round> => {
    const latencies: number[] = []
    const started = performance.now()
    const until = started + milliseconds
    const client = async (): Promise<void> => {
      for (let now = performance.now(); now < until;) {
        await change(next())
        const then = performance.now()
        latencies.push(then - now)
        now = then
      }
    }
    await Promise.all(Array.from({ length: count }, client))
    return { perSecond: (latencies.length / (performance.now() - started)) * 1000, latency: median(latencies) * 1e6 }
  }

const GROUP = 64

export const ours = async (
  name: string,
  file: string,
  payments: number,
  grouped: boolean,
  count: number,
  judge = judged,
) => {
  const { change, close, records } = await ownStore(file, grouped, judge)
  return { name, file, round: clients(count, requests(payments), change), close, records }
}

export const byHand = (name: string, file: string, payments: number): Contestant => {
  const { changeAll, close } = rawStore(file)
  const next = requests(payments)
  const round = async (milliseconds: number): Promise<Round> => {
    const started = performance.now()
    let [count, groups] = [0, 0]
    while (performance.now() - started < milliseconds) {
      count += changeAll(Array.from({ length: GROUP }, next)).length
      groups++
      // As a server would: the event loop turns between groups.
      await new Promise(setImmediate)
    }
    const spent = performance.now() - started
    return { perSecond: (count / spent) * 1000, latency: (spent / groups) * 1e6 }
  }
  return { name, file, round, close }
}

export const byKysely = (name: string, file: string, payments: number): Contestant => {
  const { change, close } = kyselyStore(file)
  return { name, file, round: clients(GROUP, requests(payments), change), close }
}

/** A copy of the same beginning. */
export const copyOf = (beginning: string, folder: string, name: string): string => {
  const file = join(folder, `${name}.db`)
  copyFileSync(beginning, file)
  return file
}

/** How long one sync of this disk takes just now, in microseconds. */
export const syncTimes = (folder: string): { readonly p50: number; readonly p99: number } => {
  const file = openSync(join(folder, "sync"), "w")
  const page = Buffer.alloc(4096, 1)
  const times = Array.from({ length: 200 }, (_, index) => {
    writeSync(file, page, 0, page.length, index * page.length)
    const started = performance.now()
    fdatasyncSync(file)
    return (performance.now() - started) * 1000
  }).toSorted((a, b) => a - b)
  closeSync(file)
  return { p50: times[100]!, p99: times[198]! }
}

/** After the timing: what was refunded is what the payments say, and every request left each of its rows. */
export const checkSums = (file: string): void => {
  const database = new Database(file, { readonly: true })
  const sums = database
    .prepare(
      `select (select sum(amount) from refund) as refunds, (select sum(refunded + held) from payment) as payments,
        (select sum(taken) from line) as lines, (select count(*) from refund) as refundCount,
        (select count(*) from event) as events, (select count(*) from once_key) as keys, (select count(*) from errand) as errands`,
    )
    .get() as Readonly<Record<string, number>>
  database.close()
  const { errands, events, keys, lines, payments, refundCount, refunds } = sums
  if (refunds !== payments || refunds !== lines) throw new Error(`${file} does not add up: ${JSON.stringify(sums)}`)
  if (refundCount !== events || refundCount !== keys || refundCount !== errands)
    throw new Error(`${file} misses rows: ${JSON.stringify(sums)}`)
}
