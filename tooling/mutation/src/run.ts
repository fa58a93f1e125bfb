/** `npm run mutation`: faults are planted in a copy of the checkout; it fails below 95 %, or for a survivor unexplained. */
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { scores, settled, survivors, unexplained, type Equivalent, type MutationReport } from "./report.ts"

const AT_LEAST = 0.95
const root = join(import.meta.dirname, "../../..")

const must = (
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string => {
  const done = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", 2],
  })
  if (done.status !== 0)
    throw new Error(`\`${command} ${args.join(" ")}\` ended with ${done.status}: ${done.stdout.slice(-2000)}`)
  return done.stdout
}

/** Stryker writes into the sources it tries; a copy keeps the checkout as it is, whatever happens. */
const copyCheckout = (): string => {
  const copy = mkdtempSync(join(tmpdir(), "refund-rules-mutation-"))
  const files = must("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], root)
    .split("\0")
    .filter(Boolean)
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file))
  }
  must("pnpm", ["install", "--frozen-lockfile", "--prefer-offline", "--reporter=silent"], copy)
  return copy
}

const plant = (copy: string, args: readonly string[]): MutationReport => {
  const concurrency = ["--concurrency", String(availableParallelism())]
  const stryker = [
    "--filter",
    "@refund-rules/mutation",
    "exec",
    "node",
    "-e",
    "console.log(require.resolve('@stryker-mutator/core/package.json'))",
  ]
  const program = join(dirname(must("pnpm", stryker, copy).trim()), "bin/stryker.js")
  const run = [program, "run", "tooling/mutation/stryker.config.json", ...concurrency, ...args]
  spawnSync(process.execPath, run, {
    cwd: copy,
    stdio: ["ignore", 2, 2],
    env: { ...process.env, LAW_RUNS: "100", ORACLE_RUNS: "400", LAW_SEED: "1" },
  })
  return JSON.parse(readFileSync(join(copy, "reports/mutation.json"), "utf8")) as MutationReport
}

const copy = copyCheckout()
try {
  const planted = plant(copy, process.argv.slice(2))
  mkdirSync(join(root, "reports"), { recursive: true })
  cpSync(join(copy, "reports/mutation.json"), join(root, "reports/mutation.json"))
  const known = JSON.parse(
    readFileSync(join(import.meta.dirname, "../equivalent.json"), "utf8"),
  ) as readonly Equivalent[]
  const report = settled(planted, known)
  const open = unexplained(survivors(report), known)
  for (const { at, file, line, original, replacement } of open.survivors)
    console.log(`survived: ${file}:${at}\n  ${line}\n  ${original}\n  ${replacement}`)
  const tried = open.stale.filter(({ file }) => Object.hasOwn(report.files, file))
  for (const { file, line, replacement } of tried)
    console.log(`explained, but no longer alive: ${file}: ${line}\n  ${replacement}`)
  const table = scores(report, known)
  for (const { explained, folder, found, planted, tooLong, unloaded } of table) {
    const aside = `${tooLong} by taking too long; ${explained} survivors explained; ${unloaded} not loaded, not counted`
    console.log(
      `${folder.padEnd(10)} ${found} of ${planted} found, ${((100 * found) / planted).toFixed(2)} % (${aside})`,
    )
  }
  const isLow = table.length === 0 || table.some(({ found, planted }) => found / planted < AT_LEAST)
  process.exitCode = isLow || open.survivors.length > 0 || tried.length > 0 ? 1 : 0
} finally {
  rmSync(copy, { recursive: true, force: true })
}
