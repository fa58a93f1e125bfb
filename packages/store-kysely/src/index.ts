/**
 * The ports of a refund desk over SQL: every statement once, compiled by Kysely, run by a driver of your choice.
 *
 * @since 0.1.0
 */
export { type Dialect, sqlite } from "./Dialect.ts"
export { postgres, type PostgresLayout } from "./postgresDialect.ts"
export { CannotOpenStore, CommitUnknown, DatabaseFailed, DriverFailed } from "./failures.ts"
export type { About, Runner, Thrown } from "./Runner.ts"
export { migrateOnce } from "./schema/migrate.ts"
export type { Call, Program, Statement, Steps, Value } from "./Call.ts"
export { type Health, StoreHealth } from "./StoreHealth.ts"
export { storeContext } from "./storeContext.ts"
