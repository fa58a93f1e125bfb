/** Opens a database with the real store once its server is gone, and lets it prove itself. */
import { LedgerStore, Records } from "@refund-rules/engine"
import { PostgresStore } from "@refund-rules/store-postgres"
import { SqliteStore } from "@refund-rules/store-sqlite"
import { Cause, Effect, Stream } from "effect"

/** What is wrong with a database. */
export interface Found {
  /** Ids of refunds or payments that were answered and are not there. */
  readonly missing: readonly string[]
  /** What the store finds broken about itself. */
  readonly broken: readonly string[]
}

const scope = { merchant: "default", mode: "test" } as const

/** Opens the database, looks for these ids, and verifies everything. */
export const inspect = (url: string, ids: readonly string[]): Promise<Found> => {
  const looking = Effect.gen(function* () {
    const records = yield* Records
    const store = yield* LedgerStore
    const isPayment = (id: string) =>
      Effect.match(store.read(scope, id), { onSuccess: () => true, onFailure: () => false })
    const missing: string[] = []
    for (const id of ids) {
      if ((yield* records.refund(scope, id)) === undefined && !(yield* isPayment(id))) missing.push(id)
    }
    const broken = yield* Stream.runCollect(records.verify)
    return {
      missing,
      broken: broken.flatMap((payment) =>
        payment.broken.map(({ detail, what }) => `${payment.paymentId}: ${what}, ${detail}`),
      ),
    }
  })
  return Effect.runPromise(
    looking.pipe(
      Effect.provide(url.startsWith("file:") ? SqliteStore.layer({ url }) : PostgresStore.layer({ url })),
      Effect.catchCause((cause) =>
        Effect.succeed({ missing: [], broken: [`the store gave up: ${Cause.pretty(cause)}`] }),
      ),
    ),
  )
}
