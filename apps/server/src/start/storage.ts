/** The store of the settings: opened or the start stops, and asked by every readiness check. */
import type { CrashAt } from "@refund-rules/engine"
import { StoreHealth } from "@refund-rules/store-sqlite"
import { Effect, Layer, Option, Redacted } from "effect"
import { Readiness } from "../lifecycle/Readiness.ts"
import type { Settings } from "../settings/table.ts"
import { CannotStart } from "./CannotStart.ts"
import { type DatabaseMeant, storeAt } from "./storeAt.ts"

/** Everything a desk keeps, in the database the settings name. */
export const storage = (settings: DatabaseSettings, crashPoint: (at: CrashAt) => void) =>
  storeAt(databaseOf(settings), { connections: settings.databaseConnections, crashPoint }).pipe(
    Layer.catch(({ reason }) =>
      Layer.effectContext(Effect.fail(new CannotStart({ message: `REFUND_RULES_DATABASE_URL: ${reason}` }))),
    ),
  )

type DatabaseSettings = Pick<
  Settings,
  "databaseConnections" | "databasePartitions" | "databaseUrl" | "replicaStaleMilliseconds" | "replicaUrl"
>

/** The database of the settings by its names. */
export const databaseOf = ({
  databasePartitions,
  databaseUrl,
  replicaStaleMilliseconds,
  replicaUrl,
}: Omit<DatabaseSettings, "databaseConnections">): DatabaseMeant => ({
  url: databaseUrl,
  partitions: databasePartitions,
  ...(Option.isNone(replicaUrl) ? {} : { replicaUrl: Redacted.value(replicaUrl.value), replicaStaleMilliseconds }),
})

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
