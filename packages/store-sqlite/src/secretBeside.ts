/** A secret kept beside a database's file: whoever opens that database finds the same one. */
import { randomBytes, randomUUID } from "node:crypto"
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import { dirname, join } from "node:path"
import { makeFolder } from "./makeFolder.ts"
import { fileOf } from "./open.ts"

/**
 * The secret in `secrets.key` beside a database; undefined where there is none, or the database is no file. Told to make
 * it, of several that come at once one does, and none sees half of it.
 *
 * @example
 * ```ts
 * import { secretBeside } from "@refund-rules/store-sqlite"
 *
 * secretBeside(":memory:", { make: true }) // => undefined
 * secretBeside("file:nowhere/of-this-name.db", { make: false }) // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const secretBeside = (url: string, { make }: { readonly make: boolean }): string | undefined => {
  const database = fileOf(url)
  if (database === ":memory:") return undefined
  const file = join(dirname(database), "secrets.key")
  return readIn(file) ?? (make ? made(file) : undefined)
}

const readIn = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined
    throw error
  }
}

/** Written whole under another name first: a name is given once, and to nothing that is not there yet. */
const made = (file: string): string => {
  makeFolder(dirname(file))
  const draft = `${file}.${randomUUID()}`
  try {
    const descriptor = openSync(draft, "wx", 0o600)
    writeSync(descriptor, randomBytes(32).toString("hex"))
    fsyncSync(descriptor)
    closeSync(descriptor)
    linkSync(draft, file)
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(file, "utf8")
}

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code
