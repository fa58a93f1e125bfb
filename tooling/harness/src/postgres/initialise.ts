/** Makes an empty database cluster in a folder: UTF-8, sorted by bytes, and closed to whoever has no password. */
import { execFile } from "node:child_process"
import { chownSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Account } from "./folder.ts"
import { placeProgram } from "./program.ts"

/** What a Postgres program is given of this process's environment; its messages are read, so they stay in English. */
export const environment = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" }

/** Places the program and initialises `data` beside it; about a second, most of it Postgres's own. */
export const initialise = async (folder: string, owner: Account, password: string): Promise<void> => {
  placeProgram(join(folder, "program"), owner)
  const passwordFile = join(folder, "password")
  writeFileSync(passwordFile, password, { mode: 0o600 })
  chownSync(passwordFile, owner.uid, owner.gid)
  const choices = ["--username=postgres", "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256"]
  const speed = ["--no-sync", "--no-instructions"]
  await promisify(execFile)(
    join(folder, "program", "bin", "initdb"),
    [`--pgdata=${join(folder, "data")}`, `--pwfile=${passwordFile}`, ...choices, ...speed],
    { ...owner, cwd: folder, env: environment },
  )
}
