/** The real store on SQLite without its guard. */
import { SqliteStore as Real } from "@refund-rules/store-sqlite"
import { withoutGuard } from "./unguarded.ts"

export * from "@refund-rules/store-sqlite"

/** The real layer with its store's guard taken away. */
export const SqliteStore: typeof Real = { layer: (options) => withoutGuard(Real.layer(options)) }
