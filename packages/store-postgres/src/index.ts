/**
 * A store in PostgreSQL: any number of instances on one database, and many changes to one commit.
 *
 * @since 0.1.0
 */
export { CannotOpenStore, StoreHealth } from "@refund-rules/store-kysely"
export { inspectPostgres, type PostgresInspection } from "./inspect.ts"
export { postgres } from "./postgres.ts"
export { type PostgresOptions, PostgresStore } from "./PostgresStore.ts"
