/** Planted with `--import`: the server gets a store without guard, on a database that checks nothing. */
import { replacing } from "./replacing.ts"

replacing("@refund-rules/store-sqlite", "./unguardedStore.ts")
replacing("better-sqlite3", "./uncheckedDriver.ts")
