/** Runs the postmaster of a folder on a loopback port, and waits for its word that it accepts connections. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Account } from "./folder.ts"
import { environment } from "./initialise.ts"

/** Where a cluster lives, who runs it, and with which settings. */
export interface Place {
  readonly folder: string
  readonly owner: Account
  readonly settings: Readonly<Record<string, string>>
}

/** A postmaster that accepts connections. */
export interface Running {
  readonly port: number
  readonly end: (signal: NodeJS.Signals) => Promise<void>
}

/** No port stays taken, and no old backend at work, for so long on any machine. */
const PATIENCE_MILLISECONDS = 60_000

/** Runs on a port that was free a moment ago, and on another one where somebody was faster. */
export const runOnFreePort = (place: Place): Promise<Running> =>
  retrying(["could not bind"], async () => start(place, await freePort()))

/**
 * Runs on one port; after a crash the old backends may need a moment to notice that their postmaster is gone: they hold its
 * memory, and the youngest its port, which somebody else's connection may have been given meanwhile, too.
 */
export const run = (place: Place, port: number): Promise<Running> =>
  retrying(["pre-existing shared memory", "could not bind"], () => start(place, port))

const retrying = async (reasons: readonly string[], attempt: () => Promise<Running>): Promise<Running> => {
  for (const from = performance.now(); ; await sleep(50)) {
    try {
      return await attempt()
    } catch (error) {
      const isPassing = reasons.some((reason) => (error as Error).message.includes(reason))
      if (!isPassing || performance.now() - from > PATIENCE_MILLISECONDS) throw error
    }
  }
}

/** After a kill all its files are synced by one call, not by one for each: it is back in a tenth of the time. */
const always = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  recovery_init_sync_method: "syncfs",
}

const start = async ({ folder, owner, settings }: Place, port: number): Promise<Running> => {
  const chosen = { ...always, port: String(port), ...settings }
  const child = spawn(
    join(folder, "program", "bin", "postgres"),
    ["-D", join(folder, "data"), ...Object.entries(chosen).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { ...owner, cwd: folder, env: environment, detached: true, stdio: ["ignore", "ignore", "pipe"] },
  )
  const gone = once(child, "exit")
  await new Promise<void>((resolve, reject) => {
    let said = ""
    child.stderr.on("data", (chunk) => {
      said = `${said}${chunk}`.slice(-10_000)
      if (/ready to accept (read-only )?connections/.test(said)) resolve()
    })
    child.once("error", reject)
    child.once("close", () => reject(new Error(`Postgres ended before it was ready: ${said}`)))
  })
  // Nothing here may keep a test process alive: its guardian ends Postgres when that process is gone.
  child.unref()
  return {
    port,
    end: async (signal) => {
      child.ref()
      child.kill(signal)
      await gone
    },
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}
