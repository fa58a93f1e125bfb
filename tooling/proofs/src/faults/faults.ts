/** The faults of disk and database that are tried: full, locked, read-only, and a sync that fails. */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, rmSync, statfsSync, writeSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import Database from "better-sqlite3"
import { strace } from "../debian.ts"
import { databaseOf } from "../server/Desk.ts"
import type { Fault } from "./Fault.ts"

/** A small disk of its own, filled to the last byte; mounting it takes root. */
const full: Fault = {
  name: "disk full",
  recovers: "by itself",
  prepare: (folder) => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "refund-rules-proof", folder])
    return () => void execFileSync("umount", ["--lazy", folder])
  },
  breaks: async ({ folder }) => {
    const filler = join(folder, "filler")
    const handle = openSync(filler, "w")
    const block = Buffer.alloc(65_536)
    // The server goes on writing, so what it leaves free is taken again and again.
    const fill = (): void => {
      for (let size = block.length; size >= 1; size = Math.floor(size / 2)) {
        try {
          while (statfsSync(folder).bavail > 0) writeSync(handle, block, 0, size)
        } catch {
          // Full for this size; a smaller one may fit.
        }
      }
    }
    fill()
    const again = setInterval(fill, 20)
    return () => {
      clearInterval(again)
      closeSync(handle)
      rmSync(filler)
    }
  },
}

/** Another process has the database for itself for 8 seconds, which is longer than the server waits. */
const busy: Fault = {
  name: "locked by another process for 8 s",
  recovers: "by itself",
  breaks: async ({ folder }) => {
    const database = new Database(databaseOf(folder), { timeout: 5_000 })
    database.exec("begin immediate")
    const held = sleep(8_000)
    return async () => {
      await held
      database.exec("rollback")
      database.close()
    }
  },
}

// The kernel's answer to the server's calls on the log, as strace gives it; the server itself is not changed.
const injected = async (pid: number, log: string, calls: string, error: string): Promise<() => Promise<void>> => {
  const [program = "", ...before] = strace()
  const inject = ["-e", `trace=${calls}`, "-e", `inject=${calls}:error=${error}`, "-P", log]
  const tracer = spawn(program, [...before, "-f", "-p", `${pid}`, "-o", "/dev/null", ...inject], {
    stdio: ["ignore", "ignore", "pipe"],
  })
  const ended = once(tracer, "close")
  await new Promise<void>((resolve, reject) => {
    tracer.stderr.once("data", () => resolve())
    tracer.once("close", (code) => reject(new Error(`strace ended with ${code}`)))
  })
  return async () => {
    tracer.kill("SIGINT")
    await ended
  }
}

const readOnly: Fault = {
  name: "read-only (EROFS on every write)",
  recovers: "by itself",
  breaks: ({ folder }, { server }) => injected(server.line.pid, `${databaseOf(folder)}-wal`, "pwrite64", "EROFS"),
}

const noSync: Fault = {
  name: "sync fails (EIO)",
  recovers: "after a restart",
  breaks: ({ folder }, { server }) => injected(server.line.pid, `${databaseOf(folder)}-wal`, "fsync,fdatasync", "EIO"),
}

/** All of them. */
export const faults: readonly Fault[] = [full, busy, readOnly, noSync]
