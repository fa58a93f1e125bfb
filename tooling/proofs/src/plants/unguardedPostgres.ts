/** The real store on PostgreSQL without its guard. */
import { PostgresStore as Real } from "@refund-rules/store-postgres"
import { withoutGuard } from "./unguarded.ts"

export * from "@refund-rules/store-postgres"

/** The real layer with its store's guard taken away. */
export const PostgresStore: typeof Real = { layer: (options) => withoutGuard(Real.layer(options)) }
