/** The store of the settings: opened or the start stops, and asked by every readiness check. */
import type { CrashAt } from "@refund-rules/engine"
import { PostgresStore } from "@refund-rules/store-postgres"
import { SqliteStore, StoreHealth } from "@refund-rules/store-sqlite"
import { Effect, Layer, Option, Redacted } from "effect"
import { Readiness } from "../lifecycle/Readiness.ts"
import type { Settings } from "../settings/table.ts"
import { CannotStart } from "./CannotStart.ts"

/** Everything a desk keeps, in the database the settings name. */
export const storage = (settings: DatabaseSettings, crashPoint: (at: CrashAt) => void) =>
  storeOf(settings, crashPoint).pipe(
    Layer.catch(({ reason }) =>
      Layer.effectContext(Effect.fail(new CannotStart({ message: `REFUND_RULES_DATABASE_URL: ${reason}` }))),
    ),
  )

type DatabaseSettings = Pick<
  Settings,
  "databaseConnections" | "databasePartitions" | "databaseUrl" | "replicaStaleMilliseconds" | "replicaUrl"
>

const storeOf = (settings: DatabaseSettings, crashPoint: (at: CrashAt) => void) => {
  const { databaseConnections, databasePartitions, databaseUrl, replicaStaleMilliseconds, replicaUrl } = settings
  if (databaseUrl.startsWith("file:")) return SqliteStore.layer({ url: databaseUrl, crashPoint })
  return PostgresStore.layer({
    url: databaseUrl,
    connections: databaseConnections,
    partitions: databasePartitions,
    crashPoint,
    ...(Option.isNone(replicaUrl) ? {} : { replicaUrl: Redacted.value(replicaUrl.value), replicaStaleMilliseconds }),
  })
}

/** Turns readiness red while the store takes no changes. */
export const storeReadiness = Layer.effectDiscard(
  Effect.gen(function* () {
    const health = yield* StoreHealth
    const readiness = yield* Readiness
    yield* readiness.add({
      name: "store",
      passes: Effect.flatMap(health.check, (now) =>
        now._tag === "Ready"
          ? Effect.void
          : Effect.fail({
              code: "storage_unavailable",
              detail: `the store takes no changes: it is ${now._tag.toLowerCase()}`,
            }),
      ),
    })
  }),
)
