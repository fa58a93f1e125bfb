/**
 * Times cases against each other in one process: every round runs every case, odd rounds in reverse, and only the
 * ratios inside a round count. CPU time, not wall time: the machine may be shared.
 */

/** One thing to time; `work` gets a running number so that it can go through its samples. */
export interface Case {
  readonly name: string
  readonly work: (index: number) => unknown
  /** Its work is a promise, awaited one after the other. */
  readonly isAsync?: boolean
}

/** Nanoseconds per operation of every case, one entry a round. */
export type Timings = ReadonlyMap<string, readonly number[]>

export interface Measured {
  readonly timings: Timings
  /** Operations per second of a fixed loop over `JSON.parse`: how fast this machine was just then. */
  readonly calibration: number
  readonly rounds: number
}

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 9)
const ROUND_MS = Number(process.env["BENCH_ROUND_MS"] ?? 150)

type Loop = (from: number, count: number) => unknown

/** Its own machine code for each case: one shared loop would see every case's types and slow all of them down. */
const loopOf = ({ isAsync, name, work }: Case): Loop => {
  const [asynchronous, awaited] = isAsync === true ? ["async ", "await "] : ["", ""]
  const body = `// ${name}
    return ${asynchronous}function (from, count) {
      let last
      for (let index = from; index < from + count; index++) last = ${awaited}work(index)
      return last
    }`
  // oxlint-disable-next-line typescript/no-implied-eval -- a function compiled anew is the only call site no other case shares
  return new Function("work", body)(work) as Loop
}

const cpuNanoseconds = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) * 1000
}

/** Whatever was computed last is kept, so that no loop can be optimised away. */
let sink: unknown

interface Runner {
  readonly name: string
  readonly time: () => Promise<number>
}

const runnerOf = async (one: Case): Promise<Runner> => {
  const loop = loopOf(one)
  const forMilliseconds = async (milliseconds: number, batch: number): Promise<{ spent: number; count: number }> => {
    const started = cpuNanoseconds()
    const until = performance.now() + milliseconds
    let count = 0
    while (performance.now() < until) {
      sink = await loop(count, batch)
      count += batch
    }
    return { spent: cpuNanoseconds() - started, count }
  }
  const warm = await forMilliseconds(ROUND_MS, 1)
  const batch = Math.max(1, Math.round((warm.count / ROUND_MS) * 5))
  await forMilliseconds(ROUND_MS, batch)
  return {
    name: one.name,
    time: async () => {
      const { count, spent } = await forMilliseconds(ROUND_MS, batch)
      return spent / count
    },
  }
}

const calibrationText = JSON.stringify(
  Array.from({ length: 40 }, (_, id) => ({ id, name: `line ${id}`, amounts: [id, id * 7] })),
)

const calibrationCase: Case = { name: "calibration", work: () => JSON.parse(calibrationText) }

/** Times all cases; rounds in which the machine was more than a quarter off its own median are left out. */
export const measure = async (cases: readonly Case[]): Promise<Measured> => {
  const runners: Runner[] = []
  for (const one of [calibrationCase, ...cases]) runners.push(await runnerOf(one))
  const rounds: Map<string, number>[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const timed = new Map<string, number>()
    for (const runner of round % 2 === 0 ? runners : runners.toReversed()) timed.set(runner.name, await runner.time())
    rounds.push(timed)
  }
  if (sink === undefined) throw new Error("the cases computed nothing")
  const usual = median(rounds.map((round) => round.get("calibration")!))
  const calm = rounds.filter((round) => Math.abs(round.get("calibration")! / usual - 1) <= 0.25)
  const counted = calm.length >= Math.min(5, ROUNDS) ? calm : rounds
  const timings = new Map(cases.map(({ name }) => [name, counted.map((round) => round.get(name)!)]))
  return { timings, calibration: Math.round(1e9 / usual), rounds: counted.length }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** How many times the operations of `b` case `a` does in the same time: per round, then the median and both ends. */
export const ratio = (
  timings: Timings,
  a: string,
  b: string,
): { readonly median: number; readonly min: number; readonly max: number } => {
  const slower = timings.get(b)!
  const ratios = timings.get(a)!.map((time, round) => slower[round]! / time)
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) }
}
