// Child processes that end when we are told to end: every signal is passed on, and none outlives its parent.
import { spawn, spawnSync } from "node:child_process"
import { root } from "./environment.mjs"
import { Sentence } from "./sentence.mjs"

const signals = ["SIGINT", "SIGTERM", "SIGHUP"]
const numberOf = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

/** The first line a command prints about itself, or undefined where it cannot run. */
export const ask = (command, args, options) => {
  const done = spawnSync(command, args, {
    encoding: "utf8",
    timeout: 20_000,
    stdio: ["ignore", "pipe", "ignore"],
    ...options,
  })
  return done.status === 0 ? done.stdout.trim() : undefined
}

/** Runs a command and gives its exit code; a signal counts as 128 + its number, as in a shell. */
export const run = (command, args, env, stdio = "inherit") =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio })
    const forward = (signal) => child.kill(signal)
    const orphaned = watchParent(() => forward("SIGTERM"))
    for (const signal of signals) process.on(signal, forward)
    const finish = (settle, value) => {
      clearInterval(orphaned)
      for (const signal of signals) process.off(signal, forward)
      settle(value)
    }
    child.on("error", (error) => {
      finish(reject, new Sentence(`could not run \`${command}\`: ${error.message}`, 127))
    })
    child.on("exit", (code, signal) => finish(resolve, code ?? 128 + (numberOf[signal] ?? 0)))
  })

/** As `run`, with everything the command prints on standard error; anything but 0 is a failure. */
export const must = async (what, command, args, env) => {
  const code = await run(command, args, env, ["ignore", 2, 2])
  if (code !== 0) throw new Sentence(`${what} failed (exit code ${code}); what \`${command}\` said stands above`, code)
}

// npm passes no SIGTERM on: where npm started us, its end is ours, or the server would stay behind as an orphan.
const watchParent = (onOrphaned) => {
  if (process.env.npm_lifecycle_event === undefined) return undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onOrphaned()
  }, 500)
  return timer
}
