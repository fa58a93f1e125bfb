/** Which keys seal secrets: those of the settings, else in test mode one of its own, kept beside the database. */
import { randomBytes } from "node:crypto"
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Option, Redacted } from "effect"
import type { Settings } from "../settings/table.ts"

/** The keys, the newest first; none where nobody gave one and there is no place for one. */
export const secretsKeys = ({
  databaseUrl,
  mode,
  secretsKey,
}: Pick<Settings, "databaseUrl" | "mode" | "secretsKey">): readonly Redacted.Redacted[] => {
  if (Option.isSome(secretsKey))
    return Redacted.value(secretsKey.value)
      .split(",")
      .map((key) => Redacted.make(key))
  const folder = folderOf(databaseUrl)
  return mode === "live" || folder === undefined ? [] : [Redacted.make(keptIn(join(folder, "secrets.key")))]
}

/** The key in a file, made with it where it is not there; of several processes at once, one makes it. */
const keptIn = (file: string): string => {
  mkdirSync(dirname(file), { recursive: true })
  try {
    const descriptor = openSync(file, "wx", 0o600)
    writeSync(descriptor, randomBytes(32).toString("hex"))
    fsyncSync(descriptor)
    closeSync(descriptor)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  }
  return readFileSync(file, "utf8")
}

/** The folder of a database's file; undefined for one that is elsewhere. */
const folderOf = (databaseUrl: string): string | undefined => {
  if (!databaseUrl.startsWith("file:")) return undefined
  return dirname(
    databaseUrl.startsWith("file://") ? fileURLToPath(databaseUrl) : decodeURI(databaseUrl.slice("file:".length)),
  )
}
