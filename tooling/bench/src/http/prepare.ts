/** A database with payments to refund from: made once, copied for every case, and added up at the end. */
import { copyFileSync } from "node:fs"
import { join } from "node:path"
import { Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
import { SqliteStore } from "@refund-rules/store-sqlite"
import Database from "better-sqlite3"
import { Effect, Layer, Stream } from "effect"

export const rootKey = "rr_test_bench_0123456789"

/** How many payments there are; refunds go round them. */
export const payments = 1000

const caller = { scope: { merchant: "default", mode: "test" }, actor: { id: "root" } } as const

const paymentOf = (index: number) => ({
  id: `p${index}`,
  provider: "sandbox",
  references: {},
  currency: "EUR",
  captured: 100_000_000,
  capturedAt: "2026-01-01T00:00:00Z",
})

/** Fills a database in a folder and gives copies of it. */
export const prepared = async (folder: string): Promise<(name: string) => string> => {
  const origin = join(folder, "origin.db")
  const desk = RefundDesk.layer().pipe(
    Layer.provide([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
    Layer.provide(SqliteStore.layer({ url: `file:${origin}` })),
  )
  const importing = Effect.flatMap(RefundDesk, (given) =>
    Stream.runDrain(given.importPayments(caller, Stream.map(Stream.range(0, payments - 1), paymentOf))),
  )
  await Effect.runPromise(Effect.provide(importing, desk))
  const database = new Database(origin)
  database.pragma("wal_checkpoint(truncate)")
  database.close()
  return (name) => {
    const copy = join(folder, `${name}.db`)
    copyFileSync(origin, copy)
    return copy
  }
}

/** Adds up what a database holds; anything but one refund of `amount` for each good answer is an error. */
export const checkSums = (path: string, good: number, amount: number): void => {
  const database = new Database(path, { readonly: true })
  const { held } = database.prepare(`select sum("held") as "held" from "payment"`).get() as { readonly held: number }
  const { count, sum } = database.prepare(`select count(*) as "count", sum("amount") as "sum" from "refund"`).get() as {
    readonly count: number
    readonly sum: number
  }
  const { keys } = database.prepare(`select count(*) as "keys" from "once_key"`).get() as { readonly keys: number }
  database.close()
  if (count !== good || keys !== good || sum !== good * amount || held !== sum) {
    throw new Error(`${path}: ${good} answers, ${count} refunds of ${sum}, ${keys} keys, ${held} held`)
  }
}
