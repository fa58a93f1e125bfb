/** Scans stretches on every core: each thread is given the next one when it has done one. */
import { Worker } from "node:worker_threads"
import type { Stretch, Tally } from "@refund-rules/engine"
import type { Job } from "./Job.ts"

const here = import.meta.url
const program = here.endsWith(".ts") ? new URL("./worker.ts", here) : new URL("./worker.js", here)

/** What a thread needs is some hundred decisions at a time: told so, it collects early instead of growing. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 }

interface Answer {
  readonly tally?: Tally
  readonly error?: string
  /** What it summed up is no number any more. */
  readonly isBeyond?: boolean
}

export interface Threads {
  readonly job: Job
  readonly count: number
  /** The next stretch to scan; undefined where there is none left. */
  readonly next: () => Stretch | undefined
  readonly done: (stretch: Stretch, tally: Tally) => void
  readonly signal: AbortSignal
}

/** Resolves when nothing is left; whatever fails ends all threads. */
export const scanOnThreads = async ({ count, done, job, next, signal }: Threads): Promise<void> => {
  const workers = Array.from({ length: count }, () => new Worker(program, { workerData: job, resourceLimits }))
  const stop = (): void => {
    for (const worker of workers) void worker.terminate()
  }
  signal.addEventListener("abort", stop)
  try {
    await Promise.all(workers.map((worker) => scanning(worker, next, done)))
  } finally {
    signal.removeEventListener("abort", stop)
    stop()
  }
}

const scanning = (worker: Worker, next: Threads["next"], done: Threads["done"]): Promise<void> =>
  new Promise((resolve, reject) => {
    let stretch: Stretch | undefined
    const goOn = (): void => {
      stretch = next()
      if (stretch === undefined) resolve()
      else worker.postMessage(stretch)
    }
    worker.on("message", ({ error = "a thread answered nothing", isBeyond, tally }: Answer) => {
      if (tally === undefined || stretch === undefined)
        return reject(isBeyond === true ? new RangeError(error) : new Error(error))
      try {
        done(stretch, tally)
      } catch (failure) {
        return reject(failure)
      }
      goOn()
    })
    worker.on("error", reject)
    worker.on("exit", () => reject(new Error("a thread ended before its work was done")))
    goOn()
  })
