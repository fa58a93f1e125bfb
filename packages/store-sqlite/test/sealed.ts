/** A store in a file that two processes have open, with its database in sight of somebody who goes around both. */
import { LedgerStore, Records, SealBook } from "@refund-rules/engine"
import type { SealsUnderTest } from "@refund-rules/testing"
import Database from "better-sqlite3"
import { Context } from "effect"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openStore } from "./stores.ts"

// What is proven here does not depend on how fast a disk syncs.
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir()

export const makeSealed = async (): Promise<SealsUnderTest> => {
  const folder = mkdtempSync(join(memory, "refund-rules-seals-"))
  const url = `file:${join(folder, "store.db")}`
  const opened = [await openStore({ url }), await openStore({ url })] as const
  const beside = new Database(join(folder, "store.db"))
  beside.pragma("ignore_check_constraints = on")
  const instance = ({ context }: (typeof opened)[0]) => ({
    store: Context.get(context, LedgerStore),
    records: Context.get(context, Records),
    seals: Context.get(context, SealBook),
  })
  return {
    instances: [instance(opened[0]), instance(opened[1])],
    // oxlint-disable-next-line require-await -- other databases answer later
    sql: async (text) => {
      const statement = beside.prepare<[], Record<string, number | string | null>>(text)
      return statement.reader ? statement.all() : (statement.run(), [])
    },
    close: async () => {
      beside.close()
      for (const one of opened) await one.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
