/** One worker of `npm run sim`: lives its share of the seeds and says what they met. */
import { parentPort, workerData } from "node:worker_threads"
import { type Plan, simulate } from "./simulate.ts"

parentPort?.postMessage(simulate(workerData as Plan))
