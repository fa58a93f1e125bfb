/** Prints the ready line once every listener accepts; on the way out, lets running requests finish first. */
import { randomUUID } from "node:crypto"
import { Effect, Layer } from "effect"
import { Facades } from "../facades/Facades.ts"
import { Native } from "../http/Native.ts"
import { docsPath } from "../http/Routes.ts"
import { Readiness } from "./Readiness.ts"
import { Traffic } from "./Traffic.ts"

// Orchestrators commonly kill after 30 s; what is still running by then is recorded, and resumed by the next process.
const patience = "20 seconds"

// Who had their answer before may just be asking again: so long they are still told to ask somebody else.
const farewell = "500 millis"

/** Built last, and so released first: between the two the server is open for work. */
export const Announcement = Layer.effectDiscard(
  Effect.gen(function* () {
    const facades = yield* Facades
    const native = yield* Native
    const readiness = yield* Readiness
    const traffic = yield* Traffic
    yield* Effect.acquireRelease(readiness.enter("serving"), () =>
      Effect.gen(function* () {
        yield* readiness.enter("stopping")
        yield* Effect.logInfo("stopping: no new work, running requests finish")
        yield* Effect.timeoutOrElse(traffic.ebb, {
          duration: patience,
          orElse: () => Effect.logWarning(`stopping with requests unfinished after ${patience}`),
        })
        yield* Effect.timeoutOption(traffic.gone, farewell)
      }),
    )
    yield* Effect.sync(() => void process.stdout.write(`${readyLine(native.url, facades.urls)}\n`))
  }),
)

const readyLine = (native: string, facades: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    ready: true,
    pid: process.pid,
    instance: randomUUID(),
    native,
    docs: `${native}${docsPath}`,
    facades,
  })
