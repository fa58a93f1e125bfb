/** Planted with `--import`: the server gets a store without guard, on a PostgreSQL that checks nothing. */
import { replacing } from "./replacing.ts"
import "./uncheckedServer.ts"

replacing("@refund-rules/store-postgres", "./unguardedPostgres.ts")
