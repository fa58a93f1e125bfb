/** A second Postgres out of a copy of a running one's files: it follows the first one, or goes on by itself. */
import { chownSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Account, account, makeFolder } from "./folder.ts"
import { placeProgram } from "./program.ts"
import { runOnFreePort } from "./run.ts"
import type { Postgres } from "./startPostgres.ts"

/** Runs one statement on the first one, always on the same session: its rows, each a list. */
export type Ask = (sql: string) => Promise<readonly (readonly (string | null)[])[]>

/** What a copy becomes: a standby that streams from the first, or what a restored backup is. */
export type Becoming = "standby" | "restored"

/** A running copy; dispose it with `await using`. */
export interface Copy extends AsyncDisposable {
  /** Connects as its superuser, with the password of the first one. */
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Copies the files between the two calls that make them a backup, as `pg_basebackup` does, and starts what they are. */
export const startCopy = async (
  primary: Postgres,
  ask: Ask,
  becoming: Becoming,
  settings: Readonly<Record<string, string>> = {},
): Promise<Copy> => {
  const owner = account()
  const folder = makeFolder(owner)
  try {
    placeProgram(join(folder.path, "program"), owner)
    const data = join(folder.path, "data")
    await ask("select pg_backup_start('copy', true)")
    copyWhatIsThere(primary.data, data)
    const [[label] = []] = await ask("select labelfile from pg_backup_stop(false)")
    writeFileSync(join(data, "backup_label"), label ?? "")
    if (becoming === "restored") copyLog(primary.data, data)
    else writeFileSync(join(data, "standby.signal"), "")
    own(data, owner)
    const follows = becoming === "standby" ? { primary_conninfo: conninfoOf(primary.url) } : {}
    const running = await runOnFreePort({ folder: folder.path, owner, settings: { ...follows, ...settings } })
    const url = new URL(primary.url)
    url.port = String(running.port)
    const stop = async (): Promise<void> => {
      await running.end("SIGQUIT")
      await folder.remove()
    }
    return { url: url.href, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await folder.remove()
    throw error
  }
}

// What belongs to the running process, and the log, which is fetched or copied once the backup is over.
const isLeftOut = (path: string): boolean =>
  ["postmaster.pid", "postmaster.opts"].includes(path) || path.startsWith("pg_replslot/") || path.startsWith("pg_wal/")

/** Some files of a server at work are gone before they are copied: the backup is whole without them. */
const copyWhatIsThere = (from: string, to: string, below = ""): void => {
  mkdirSync(join(to, below), { mode: 0o700 })
  for (const entry of readdirSync(join(from, below), { withFileTypes: true })) {
    const path = join(below, entry.name)
    if (isLeftOut(path)) continue
    unlessGone(() => {
      if (entry.isDirectory()) copyWhatIsThere(from, to, path)
      else copyFileSync(join(from, path), join(to, path))
    })
  }
}

const unlessGone = (copy: () => void): void => {
  try {
    copy()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
  }
}

const copyLog = (from: string, to: string): void => {
  for (const name of readdirSync(join(from, "pg_wal")).filter((one) => /^[0-9A-F]{24}$/.test(one)))
    unlessGone(() => copyFileSync(join(from, "pg_wal", name), join(to, "pg_wal", name)))
  mkdirSync(join(to, "pg_wal", "archive_status"))
}

const own = (path: string, { gid, uid }: Account): void => {
  chownSync(path, uid, gid)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) own(join(path, entry.name), { gid, uid })
    else chownSync(join(path, entry.name), uid, gid)
  }
}

const conninfoOf = (url: string): string => {
  const { hostname, password, port, username } = new URL(url)
  return `host=${hostname} port=${port} user=${username} password=${password} application_name=standby`
}
