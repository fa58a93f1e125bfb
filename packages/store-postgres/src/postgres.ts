/** A PostgreSQL database as a desk is opened over it. */
import { type PostgresOptions, PostgresStore } from "./PostgresStore.ts"

/**
 * The database that `openDesk` takes: connected with the desk, and left with it.
 *
 * @example
 * ```ts sketch
 * import { openDesk } from "@refund-rules/engine"
 * import { postgres } from "@refund-rules/store-postgres"
 *
 * const desk = await openDesk({ database: postgres("postgres://shop:secret@db.example/refunds") })
 * ```
 *
 * @since 0.1.0
 */
export const postgres = (url: string, options: Omit<PostgresOptions, "url"> = {}) => ({
  layer: PostgresStore.layer({ ...options, url }),
})
