// Runs a task of this repository with everything it needs in place:  node tooling/run.mjs TASK [ARGS...]
//
// 1. Node.js: the one running this file if it satisfies "engines.node", else the one .node-version names.
// 2. pnpm: the one on PATH if it is the one "packageManager" names, else that one.
// 3. Dependencies: `pnpm install --frozen-lockfile`, skipped while nothing it reads has changed.
//
// What is missing goes to .toolchain/ in this checkout, nothing is installed globally.
// Plain JavaScript without dependencies, for Node.js 18 and up.
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { tasks } from "./tasks.mjs"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
const env = { ...process.env, COREPACK_ENABLE_DOWNLOAD_PROMPT: "0", TURBO_TELEMETRY_DISABLED: "1" }

const fail = (sentence, code = 1) => {
  console.error(sentence)
  process.exit(code)
}

const prependPath = (folder) => {
  env.PATH = [folder, ...(env.PATH ?? "").split(delimiter).filter((entry) => entry !== folder)].join(delimiter)
}

const must = (what, command, args) => {
  const done = spawnSync(command, args, { cwd: root, env, stdio: ["ignore", 2, 2] })
  if (done.status !== 0) fail(`${what} failed: ${done.error?.message ?? `exit code ${done.status}`}`, done.status || 1)
}

const satisfies = (version, minimum) => {
  const have = version.split(".").map(Number)
  const want = minimum.split(".").map(Number)
  const at = want.findIndex((part, index) => part !== have[index])
  return at === -1 || have[at] > want[at]
}

const ensureToolchain = () => {
  const missing = []
  const minimum = manifest.engines.node.replace(">=", "")
  const pnpm = manifest.packageManager
  if (!satisfies(process.versions.node, minimum)) {
    missing.push(`node-${process.platform}-${process.arch}@${readFileSync(join(root, ".node-version"), "utf8").trim()}`)
  }
  const found = spawnSync("pnpm", ["--version"], { cwd: root, env, encoding: "utf8" })
  if (found.status !== 0 || `pnpm@${found.stdout.trim()}` !== pnpm) missing.push(pnpm)
  if (missing.length === 0) return
  const folder = join(root, ".toolchain")
  const stamp = join(folder, "installed")
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== missing.join(" ")) {
    console.error(`installing ${missing.join(" and ")} into .toolchain (once)`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n')
    must("installing the toolchain", "npm", ["install", "--prefix", folder, "--save-exact", "--no-audit", "--no-fund", "--loglevel=error", ...missing])
    writeFileSync(stamp, missing.join(" "))
  }
  prependPath(join(folder, "node_modules", ".bin"))
}

const [task, ...args] = process.argv.slice(2)
if (!Object.hasOwn(tasks, task ?? "")) fail(`there is no task \`${task ?? ""}\`: use one of ${Object.keys(tasks).join(", ")}`, 2)
ensureToolchain()
must("pnpm install", "pnpm", ["install", process.env.REFUND_RULES_UNLOCKED ? "--no-frozen-lockfile" : "--frozen-lockfile", "--reporter=append-only", "--loglevel=warn"])
prependPath(join(root, "node_modules", ".bin"))

const run = ([command, ...rest]) =>
  new Promise((resolve) => {
    const child = spawn(command, rest, { cwd: root, env, stdio: "inherit" })
    const forward = (signal) => child.kill(signal)
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"]
    for (const signal of signals) process.on(signal, forward)
    child.on("error", (error) => fail(`could not run ${command}: ${error.message}`, 127))
    child.on("exit", (code, signal) => {
      for (const each of signals) process.off(each, forward)
      if (signal !== null) process.kill(process.pid, signal)
      resolve(code ?? 1)
    })
  })

const steps = tasks[task]
for (const [index, step] of steps.entries()) {
  const code = await run(index === steps.length - 1 ? [...step, ...args] : step)
  if (code !== 0) process.exit(code)
}
