/** Stores for tests: in a folder of their own, or in memory; failing where they are told to, and opened again. */
import { bookUnderTest as bookOver, openLayer, storeUnderTest as storeOver } from "@refund-rules/harness/store"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type SqliteOptions, SqliteStore } from "../src/index.ts"

export const temporaryFolder = (): { readonly folder: string; readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), "refund-rules-store-"))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The ports of a store, and how to close it. */
export const openStore = (options: SqliteOptions) => openLayer(SqliteStore.layer(options))

type Where = "file" | ":memory:"

/** A store as the laws want it. A killed process is a second connection to the same file, the first left as it is. */
export const storeUnderTest = (where: Where, options: Partial<SqliteOptions> = {}) => storeOver(opening(where, options))

/** A store's book of notices as its laws want it. */
export const bookUnderTest = (where: Where) => bookOver(opening(where, {}))

const opening = (where: Where, options: Partial<SqliteOptions>): Parameters<typeof storeOver>[0] => {
  const place = temporaryFolder()
  const url = where === "file" ? `file:${join(place.folder, "store.db")}` : where
  return {
    open: (crashPoint = () => undefined) => openStore({ url, crashPoint, ...options }),
    ...(where === "file" ? { openAgain: () => openStore({ url, ...options }) } : {}),
    afterwards: place.remove,
  }
}
