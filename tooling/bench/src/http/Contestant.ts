/** A server as its own process, pinned to one core where that can be done, and the load on it pinned to another. */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { prismListens, prismProgram } from "@refund-rules/harness"
import type { Load, Loaded } from "./load.ts"

const canPin = (() => {
  try {
    if (availableParallelism() < 2) return false
    execFileSync("taskset", ["-c", "0", "true"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
})()

const onCore = (core: number, script: string, parameters: readonly string[]): readonly [string, readonly string[]] => {
  const command = [process.execPath, "--conditions=@refund-rules/source", script, ...parameters]
  return canPin ? ["taskset", ["-c", String(core), ...command]] : [command[0]!, command.slice(1)]
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What came of a load, and how many seconds of its core the server worked for it; 0 where the system does not tell. */
export interface Measured extends Loaded {
  readonly worked: number
}

/** A running server. */
export interface Contestant {
  readonly load: (load: Omit<Load, "port">) => Promise<Measured>
  readonly stop: () => Promise<void>
}

/** What a server has said so far, read for its port. */
type PortIn = (printed: string) => number | undefined

const onFirstLine: PortIn = (printed) => {
  const [line, rest] = printed.split("\n", 2)
  return rest === undefined ? undefined : (JSON.parse(line!) as { readonly port: number }).port
}

/** Starts a script that says its port on its first line. */
export const startContestant = (script: URL, ...parameters: readonly string[]): Promise<Contestant> =>
  started(onCore(0, fileURLToPath(script), parameters), onFirstLine)

/** Starts Prism, which answers by itself what a document says. */
export const startPrism = (document: string): Promise<Contestant> =>
  started(onCore(0, prismProgram(), ["mock", document, "--port", "0", "--host", "127.0.0.1"]), (printed) => {
    const url = prismListens(printed)
    return url === undefined ? undefined : Number(new URL(url).port)
  })

const started = async ([command, given]: ReturnType<typeof onCore>, portIn: PortIn): Promise<Contestant> => {
  const child = spawn(command, given, { stdio: ["ignore", "pipe", "inherit"] })
  const port = await portOf(child, portIn)
  return {
    load: async (load) => {
      const [loader, words] = onCore(1, here("./load.ts"), [JSON.stringify({ ...load, port })])
      const before = workedBy(child)
      const { stdout } = await promisify(execFile)(loader, words, { timeout: 60_000 })
      const loaded = JSON.parse(stdout) as Loaded
      if (loaded.bad > 0) throw new Error(`${loaded.bad} answers were not 2xx: ${loaded.firstBad}`)
      return { ...loaded, worked: workedBy(child) - before }
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once("close", () => resolve())
        child.kill("SIGKILL")
      }),
  }
}

/** Seconds of processor time of a process so far; Linux counts them in hundredths. */
const workedBy = ({ pid }: ChildProcess): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

const portOf = (child: ChildProcess, portIn: PortIn): Promise<number> =>
  new Promise((resolve, reject) => {
    let printed = ""
    child.once("close", () => reject(new Error(`a server ended before it listened: ${printed.slice(-2000)}`)))
    // What is not read would one day stop who writes it.
    child.stdout!.on("data", (chunk) => {
      printed = (printed + String(chunk)).slice(-20_000)
      const port = portIn(printed)
      if (port !== undefined) resolve(port)
    })
  })
