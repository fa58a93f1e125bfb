/** One thread of a backtest: opens the database once, and scans the stretches it is given until it is told to end. */
import { parentPort, workerData } from "node:worker_threads"
import type { Stretch } from "@refund-rules/engine"
import { ManagedRuntime } from "effect"
import { storeOf } from "../front/storage.ts"
import { reasonOf } from "../manners/reasonOf.ts"
import type { Job } from "./Job.ts"
import { READING_ONCE, scanner } from "./scan.ts"

const job = workerData as Job
const runtime = ManagedRuntime.make(storeOf(job.url, READING_ONCE))
const scan = scanner(job)

parentPort?.on("message", (stretch: Stretch | "end") => {
  if (stretch === "end") return void runtime.dispose().then(() => process.exit(0))
  runtime.runPromise(scan(stretch)).then(
    (tally) => parentPort?.postMessage({ tally }),
    (error: unknown) => parentPort?.postMessage({ error: reasonOf(error), isBeyond: error instanceof RangeError }),
  )
})
