/** Runs the command line as a process of its own, knows the most memory it ever took, and can kill it half-way. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** What became of a process, its threads included: they share its memory. */
export interface Watched {
  readonly code: number | null
  readonly out: string
  readonly err: string
  readonly seconds: number
  /** The most it had in memory at once, in millions of bytes. */
  readonly peakMegabytes: number
}

export interface Watching {
  readonly program: readonly string[]
  readonly folder: string
  readonly line: string
  /** It is killed, without being told, as soon as this holds of what it keeps of its progress. */
  readonly killWhen?: (kept: unknown) => boolean
}

const EVERY_MILLISECONDS = 50

// Progress is kept once a second, in which a fast machine may be done with all: one that is to be killed works a quarter of the time.
const TURNS = 4

const at = (path: string): string => fileURLToPath(new URL(`../../../../apps/cli/${path}`, import.meta.url))

/** The command line as it stands in the sources, and as it is published. */
export const programs = {
  source: ["--conditions=@refund-rules/source", "--disable-warning=ExperimentalWarning", at("src/main.ts")],
  compiled: [at("dist/main.js")],
} as const

export const watched = async ({ folder, killWhen, line, program }: Watching): Promise<Watched> => {
  const started = performance.now()
  const child = spawn(process.execPath, [...program, ...line.split(" ")], { cwd: folder })
  const said = { out: "", err: "" }
  child.stdout.on("data", (chunk) => (said.out += String(chunk)))
  child.stderr.on("data", (chunk) => (said.err += String(chunk)))
  const ended = once(child, "close")
  let [peakMegabytes, turn] = [0, 0]
  const look = (): void => {
    peakMegabytes = Math.max(peakMegabytes, peakOf(child.pid))
    if (killWhen === undefined) return
    if (progressIn(folder).some(killWhen)) child.kill("SIGKILL")
    else child.kill(++turn % TURNS === 0 ? "SIGCONT" : "SIGSTOP")
  }
  const timer = setInterval(look, EVERY_MILLISECONDS)
  try {
    const [code] = (await ended) as [number | null]
    return { code, ...said, peakMegabytes, seconds: (performance.now() - started) / 1000 }
  } finally {
    clearInterval(timer)
    child.kill("SIGKILL")
  }
}

/** The kernel remembers the most, so that nothing between two looks is missed. */
const peakOf = (process: number | undefined): number => {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${process}/status`, "utf8")) ?? []
    return Math.round((Number(kilobytes ?? 0) * 1024) / 1e6)
  } catch {
    return 0
  }
}

/** What commands that run keep beside the database; one that is just being written is looked at later. */
const progressIn = (folder: string): readonly unknown[] =>
  readdirSync(folder)
    .filter((name) => /\.(import|backtest)-\w+\.json$/.test(name))
    .flatMap((name): readonly unknown[] => {
      try {
        return [(JSON.parse(readFileSync(join(folder, name), "utf8")) as { readonly state: unknown }).state]
      } catch {
        return []
      }
    })
