/** The real server on a folder of its own: its database, the sandbox's journal, one root key, a client. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { spawnServer, startServer, testRootKey } from "@refund-rules/harness"
import type { ReadyLine, ServerProcess, Wrapping } from "@refund-rules/harness"
import { clientOf } from "./Client.ts"
import type { Client } from "./Client.ts"

/** The key of the admin of merchant `default`, the same for every run. */
const rootKey = testRootKey

/** A server that is ready, and somebody who asks it. */
export interface Desk {
  readonly server: ServerProcess & { readonly line: ReadyLine }
  readonly client: Client
}

/** Money that really moved, as the sandbox wrote it down. */
export interface Movement {
  readonly payment: string
  readonly refund: string
  readonly amount: number
  readonly currency: string
  readonly key: string
}

/** A new empty folder, removed by `removeFolder`. */
export const newFolder = (what: string): string => mkdtempSync(join(tmpdir(), `refund-rules-${what}-`))

/** Removes what a run left, unless `KEEP` says to keep it. */
export const removeFolder = (folder: string): void => {
  if (process.env["KEEP"] === undefined) rmSync(folder, { recursive: true, force: true })
  else console.log(`kept: ${folder}`)
}

/** The database of a folder. */
export const databaseOf = (folder: string): string => join(folder, "desk.db")

/** The settings of a server that works in this folder. */
const settingsIn = (folder: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  REFUND_RULES_PORT: "0",
  REFUND_RULES_DATABASE_URL: `file:${databaseOf(folder)}`,
  REFUND_RULES_ROOT_KEY: rootKey,
  REFUND_RULES_LOG: "error",
  ...more,
})

/** Starts the server in a folder; one that does not start fails with all it said. */
export const openDesk = async (
  folder: string,
  more: Readonly<Record<string, string>> = {},
  wrapping: Wrapping = {},
): Promise<Desk> => {
  const server = await startServer(settingsIn(folder, more), wrapping)
  return { server, client: clientOf(server.line.native, rootKey) }
}

/** Starts the server in a folder; undefined where it ended before it was ready. */
export const tryDesk = async (
  folder: string,
  more: Readonly<Record<string, string>>,
): Promise<{ readonly server: ServerProcess; readonly client: Client | undefined }> => {
  const server = spawnServer(settingsIn(folder, more))
  const line = await server.ready
  return { server, client: line === undefined ? undefined : clientOf(line.native, rootKey) }
}

/** All money that moved: to a provider a key is one movement however often it comes; a line that was cut off is none. */
export const movementsIn = (folder: string): readonly Movement[] => {
  const byKey = new Map<string, Movement>()
  for (const file of readdirSync(folder).filter((name) => /^sandbox.*\.jsonl$/.test(name)))
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      const entry = entryOf(line)
      if (entry?.key === undefined || byKey.has(entry.key)) continue
      // The provider knows its own id of a refund; ours is in the key.
      byKey.set(entry.key, { ...entry, refund: /ref_[0-9a-z]+/.exec(entry.key)?.[0] ?? entry.key })
    }
  return [...byKey.values()]
}

const entryOf = (line: string): Movement | undefined => {
  try {
    return JSON.parse(line) as Movement
  } catch {
    return undefined
  }
}
