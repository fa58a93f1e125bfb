/** A copy of this checkout's files, as if freshly cloned, and ways to run its bootstrap as another machine would. */
import { spawn, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

const root = join(import.meta.dirname, "../../..")

/** How a run ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const temporary = (): string => realpathSync(mkdtempSync(join(tmpdir(), "refund-rules-bootstrap-")))

/** Copies what git would clone, changes not yet committed included. */
export const freshCheckout = (): string => {
  const folder = temporary()
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" })
  if (listed.status !== 0) throw new Error(listed.stderr)
  for (const file of listed.stdout.split("\0")) {
    if (file === "" || !existsSync(join(root, file))) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file))
  }
  return folder
}

/** A PATH with Node.js, npm and the system's commands, but without pnpm. */
export const pathWithoutPnpm = (): string => {
  const bin = temporary()
  symlinkSync(process.execPath, join(bin, "node"))
  symlinkSync(realpathSync(spawnSync("which", ["npm"], { encoding: "utf8" }).stdout.trim()), join(bin, "npm"))
  return `${bin}:/usr/bin:/bin`
}

/** A machine that only seems to be another: its platform and Node.js version are told wrongly to the bootstrap. */
export const pretending = (machine: {
  readonly node?: string
  readonly platform?: string
  readonly arch?: string
}): readonly string[] => {
  const lines = Object.entries({ platform: machine.platform, arch: machine.arch })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `Object.defineProperty(process, "${key}", { value: "${value}" })`)
  if (machine.node !== undefined) {
    lines.push(
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${machine.node}" } })`,
    )
  }
  return ["--import", `data:text/javascript,${encodeURIComponent(lines.join("\n"))}`]
}

/** Starts `node ...options tooling/run.mjs ...args` in a checkout. */
export const start = (folder: string, path: string, options: readonly string[], ...args: readonly string[]) => {
  const { npm_lifecycle_event: _, ...inherited } = process.env
  const env = { ...inherited, PATH: path }
  const child = spawn(process.execPath, [...options, "tooling/run.mjs", ...args], { cwd: folder, env, detached: true })
  let out = ""
  let err = ""
  child.stdout.on("data", (chunk) => (out += chunk))
  child.stderr.on("data", (chunk) => (err += chunk))
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, out, err })))
  const killAll = () => process.kill(-child.pid!, "SIGKILL")
  return { child, ended, killAll, printed: () => out }
}

/** As `start`, to its end. */
export const run = (
  folder: string,
  path: string,
  options: readonly string[],
  ...args: readonly string[]
): Promise<Ended> => start(folder, path, options, ...args).ended
