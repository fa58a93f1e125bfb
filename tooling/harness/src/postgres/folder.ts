/** A temporary folder that cannot outlive its owner: a guardian process removes it, even when the owner is killed. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** The user that Postgres runs as; it refuses to run as root, so root borrows the id that owns nothing. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** This process's own user, unless that is root. */
export const account = (): Account => {
  const [uid, gid] = [process.getuid!(), process.getgid!()]
  return uid === 0 ? { uid: 65534, gid: 65534 } : { uid, gid }
}

/** A guarded folder. */
export interface Folder {
  readonly path: string
  /** Removes the folder, once the Postgres recorded in it is gone. */
  readonly remove: () => Promise<void>
}

const prefix = "refund-rules-postgres-"

// Waits for the end of its input, which comes when the owner is gone too. Then stops what runs, and cleans up.
// A process that ended but was not yet reaped has a pid but no working folder: there is no need to wait for it.
const guard = `
read -r order
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
  kill -QUIT "$pid" 2>/dev/null
  while [ -e "/proc/$pid/cwd/PG_VERSION" ]; do sleep 0.02; done
fi
exec rm -rf "$1"
`

/** Makes a folder of the account's own, and starts its guardian. */
export const makeFolder = (owner: Account): Folder => {
  sweep()
  const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  chmodSync(path, 0o700)
  chownSync(path, owner.uid, owner.gid)
  // Its own session: Ctrl-C in a terminal, or a killed process group, must not take the guardian first.
  const guardian = spawn("/bin/sh", ["-c", guard, "guardian", path], {
    ...owner,
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  guardian.unref()
  const gone = once(guardian, "exit")
  return {
    path,
    remove: async () => {
      guardian.ref()
      guardian.stdin.end()
      await gone
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Removes what was left where owner and guardian were killed together, as when a machine's memory runs out. */
const sweep = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(name.startsWith(prefix) ? name.slice(prefix.length).split("-", 1)[0] : Number.NaN)
    if (Number.isSafeInteger(owner) && !isAlive(owner)) abandon(join(tmpdir(), name))
  }
}

const abandon = (path: string): void => {
  try {
    const record = join(path, "data", "postmaster.pid")
    const pid = existsSync(record) ? Number(readFileSync(record, "utf8").split("\n", 1)[0]) : undefined
    // Only a process that works in this very folder is the one that was left behind.
    if (pid !== undefined && isAlive(pid) && readlinkSync(`/proc/${pid}/cwd`) === join(path, "data")) {
      process.kill(pid, "SIGQUIT")
    }
    rmSync(path, { recursive: true, force: true, maxRetries: 5 })
  } catch {
    // It is another user's to remove.
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
