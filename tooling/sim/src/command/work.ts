/** Shares jobs among workers, one at a time each, until there are no more. */
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import type { Job } from "./worker.ts"

/** `next` gives the next job; `onDone` hears what came of each. */
export const work = async <Done>(
  next: () => Job | undefined,
  onDone: (done: Done, job: Job) => void,
): Promise<void> => {
  await Promise.all(Array.from({ length: availableParallelism() }, () => oneWorker(next, onDone)))
}

/** Workers read the sources, as whoever starts them does; what a life leaves is gone with it, so it need not grow old. */
const settings = {
  execArgv: ["--conditions=@refund-rules/source"],
  resourceLimits: { maxYoungGenerationSizeMb: 192 },
}

const oneWorker = <Done>(next: () => Job | undefined, onDone: (done: Done, job: Job) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("worker.ts", import.meta.url), settings)
    let job = next()
    const goOn = (): void => {
      if (job !== undefined) return worker.postMessage(job)
      void worker.terminate().then(() => resolve())
    }
    worker.on("message", (done: Done) => {
      onDone(done, job!)
      job = next()
      goOn()
    })
    worker.once("error", reject)
    goOn()
  })
