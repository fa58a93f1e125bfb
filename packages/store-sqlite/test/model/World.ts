/** One database in memory and the stores over it: opened again they know only what is stored; commits fail when told to. */
import { LedgerStore, Records } from "@refund-rules/engine"
import { storeContext } from "@refund-rules/store-kysely"
import { Context } from "effect"
import { connect, migrate } from "../../src/open.ts"
import { sqliteRunner } from "../../src/sqliteRunner.ts"
import { steadyClock } from "../../src/steadyClock.ts"
import type { CommitPoint } from "../../src/Writer.ts"

export const world = () => {
  const connection = connect(":memory:")
  migrate(connection, "2026-01-01T00:00:00.000Z")
  let failing: CommitPoint | undefined
  let wall = Date.parse("2026-01-01T00:00:00.000Z")
  let latest = wall
  const crashPoint = (at: CommitPoint): void => {
    if (failing !== at) return
    failing = undefined
    throw new Error(`the commit failed as planned: ${at}`)
  }
  const opened = () => {
    const clock = steadyClock(0, () => wall)
    const context = storeContext(sqliteRunner(connection, clock, { grouped: true, crashPoint }))
    return { store: Context.get(context, LedgerStore), records: Context.get(context, Records) }
  }
  let current = opened()
  return {
    connection,
    store: () => current.store,
    records: () => current.records,
    reopen: () => void (current = opened()),
    fail: (at: CommitPoint) => void (failing = at),
    /** The wall clock steps, back too; the latest it ever showed is what leases are judged by. */
    step: (milliseconds: number) => {
      wall += milliseconds
      latest = Math.max(latest, wall)
    },
    latest: () => latest,
  }
}

export type World = ReturnType<typeof world>
