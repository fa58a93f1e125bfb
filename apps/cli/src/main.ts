#!/usr/bin/env node
/** Starts the command line of this process: its arguments, its streams, its signals, and its exit code. */
import { setFlagsFromString } from "node:v8"
import { runCommandLine } from "./index.ts"
import { processSurroundings } from "./manners/processSurroundings.ts"

// Millions of rows go by here: collecting a little more often keeps the process small, at hardly any cost.
setFlagsFromString("--heap-growing-percent=20")

const stopping = new AbortController()
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const
let stoppedBy: keyof typeof exitCodes | undefined
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait for what is being written.
    if (stoppedBy !== undefined) process.exit(exitCodes[signal])
    stoppedBy = signal
    stopping.abort()
  })
}
// Whoever reads our output may have seen enough of it.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0)
  process.stderr.write(`wrong: standard output cannot be written: ${error.message}\n`)
  process.exit(3)
})
// Whoever does not listen to how it goes still wants it done, and its exit code.
process.stderr.on("error", () => undefined)

const args = process.argv.slice(2)
const code = await runCommandLine(args, processSurroundings(args), stopping.signal)
process.exitCode = stoppedBy === undefined ? code : exitCodes[stoppedBy]
