/** Stores for tests: in a folder of their own, or in memory; failing where they are told to, and opened again. */
import { LedgerStore, NoticeBook, Records } from "@refund-rules/engine"
import type { CommitFailure, NoticeBookUnderTest, Store, StoreUnderTest } from "@refund-rules/testing"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type SqliteOptions, SqliteStore } from "../src/index.ts"

export const temporaryFolder = (): { readonly folder: string; readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), "refund-rules-store-"))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The ports of a store, and how to close it. */
export const openStore = async (options: SqliteOptions) => {
  const scope = Scope.makeUnsafe()
  const context = await Effect.runPromise(Layer.buildWithScope(SqliteStore.layer(options), scope))
  return {
    context,
    store: Context.get(context, LedgerStore),
    close: () => Effect.runPromise(Scope.close(scope, Exit.void)),
  }
}

/** A store as the laws want it. A killed process is a second connection to the same file, the first left as it is. */
export const storeUnderTest = async (where: "file" | ":memory:", options: Partial<SqliteOptions> = {}) => {
  const place = temporaryFolder()
  const url = where === "file" ? `file:${join(place.folder, "store.db")}` : where
  let failure: CommitFailure | undefined
  const crashPoint: SqliteOptions["crashPoint"] = (at) => {
    if (failure?.replace(" ", "-") !== at) return
    failure = undefined
    throw new Error("the commit failed, as it was told to")
  }
  const opened = [await openStore({ url, crashPoint, ...options })]
  const reopened = async () => {
    if (where !== ":memory:") opened.push(await openStore({ url, ...options }))
    return opened.at(-1)!
  }
  const made: Required<StoreUnderTest> = {
    store: opened[0]!.store,
    failNext: (next) => void (failure = next),
    reopen: async (): Promise<Store> => (await reopened()).store,
    close: async () => {
      for (const one of opened) await one.close()
      place.remove()
    },
  }
  return { ...made, ...besides(opened[0]!.context), reopened: async () => besides((await reopened()).context) }
}

/** A store's book of notices as its laws want it. */
export const bookUnderTest = async (where: "file" | ":memory:"): Promise<NoticeBookUnderTest> => {
  const { reopen: _, reopened, ...made } = await storeUnderTest(where)
  return { ...made, reopen: reopened }
}

const besides = (context: Context.Context<NoticeBook | Records>) => ({
  notices: Context.get(context, NoticeBook),
  records: Context.get(context, Records),
})
