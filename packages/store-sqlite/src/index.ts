/**
 * A store in one SQLite file: durable before it answers, and many changes to one commit.
 *
 * @since 0.1.0
 */
export { CannotOpenStore, StoreHealth } from "@refund-rules/store-kysely"
export { backup, holdsStore, inspect, type Inspection } from "./inspect.ts"
export { makeFolder } from "./makeFolder.ts"
export { fileOf } from "./open.ts"
export { secretBeside } from "./secretBeside.ts"
export { sqlite } from "./sqlite.ts"
export { type SqliteOptions, SqliteStore } from "./SqliteStore.ts"
