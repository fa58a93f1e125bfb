/** Starts the real server as its own process on a free port, and waits for its ready line: nothing is mocked. */
import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** What the ready line says. */
export interface ReadyLine {
  readonly ready: true
  readonly pid: number
  readonly instance: string
  readonly native: string
  readonly docs: string
  readonly facades: Readonly<Record<string, string>>
}

/** How a process ended, and all it printed. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A server process; dispose it with `await using`, which kills what still runs. */
export interface ServerProcess extends AsyncDisposable {
  readonly process: ChildProcess
  /** The ready line, or undefined when the process ended without one. */
  readonly ready: Promise<ReadyLine | undefined>
  readonly ended: Promise<Ended>
  /** Sends SIGTERM and waits for the end. */
  readonly stop: () => Promise<Ended>
}

/** How the process is started: what runs it, with which arguments for Node.js, in which environment besides this one's. */
export interface Wrapping {
  /** A command in front, such as a tracer; it has to end when the server does. */
  readonly command?: readonly string[]
  readonly node?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const checkout = fileURLToPath(new URL("../../../../", import.meta.url))
// What it is started with everywhere else, too.
const { config } = JSON.parse(readFileSync(join(checkout, "apps/server/package.json"), "utf8")) as {
  readonly config: { readonly node: readonly string[] }
}
const flags = ["--conditions=@refund-rules/source", ...config.node]
// Tests start the server dozens of times; compiling it anew each time is a quarter of the wait.
const compiled = fileURLToPath(new URL("../../node_modules/.cache/compiled/", import.meta.url))

/** The root key of a server started here, unless its settings name another. */
export const testRootKey = "rr_test_root_0123456789"

/**
 * Spawns the server with these settings, and nothing else of this process's REFUND_RULES_ environment. Its database is
 * new and goes with it, unless the settings name one.
 */
export const spawnServer = (
  settings: Readonly<Record<string, string>> = {},
  { command = [], node = [], environment = {} }: Wrapping = {},
): ServerProcess => {
  const folder = mkdtempSync(join(tmpdir(), "refund-rules-server-"))
  const given = {
    REFUND_RULES_PORT: "0",
    REFUND_RULES_FACADES: "stripe=0,dodo=0,wooshpay=0,dollr=0,loop=0",
    REFUND_RULES_ROOT_KEY: testRootKey,
    REFUND_RULES_DATABASE_URL: `file:${join(folder, "refund-rules.db")}`,
    ...environment,
    ...settings,
  }
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("REFUND_RULES_"))
  const server = [process.execPath, ...flags, ...node, "apps/server/src/main.ts"]
  const [program = process.execPath, ...rest] = [...command, ...server]
  const child = spawn(program, rest, {
    cwd: checkout,
    env: { ...Object.fromEntries(inherited), NODE_COMPILE_CACHE: compiled, ...given },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const printed = { stdout: "", stderr: "" }
  child.stderr.on("data", (chunk) => (printed.stderr += chunk))
  const ready = new Promise<ReadyLine | undefined>((resolve) => {
    child.stdout.on("data", (chunk) => {
      printed.stdout += chunk
      const [line, rest] = printed.stdout.split("\n", 2)
      if (rest !== undefined) resolve(JSON.parse(line!) as ReadyLine)
    })
    child.once("close", () => resolve(undefined))
  })
  const ended = once(child, "close").then(([code, signal]) => {
    rmSync(folder, { recursive: true, force: true })
    return { code, signal, ...printed } as Ended
  })
  const kill = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return {
    process: child,
    ready,
    ended,
    stop: () => kill("SIGTERM"),
    [Symbol.asyncDispose]: async () => void (await kill("SIGKILL")),
  }
}

/** Spawns the server and waits until it is ready; a server that does not start fails with all it said. */
export const startServer = async (
  settings: Readonly<Record<string, string>> = {},
  wrapping: Wrapping = {},
): Promise<ServerProcess & { readonly line: ReadyLine }> => {
  const server = spawnServer(settings, wrapping)
  const line = await server.ready
  if (line === undefined) throw new Error(`the server did not start: ${(await server.ended).stderr}`)
  return { ...server, line }
}
