/** Whether the store takes changes just now: what a readiness check asks. */
import { Context, type Effect } from "effect"

/**
 * How the store is. `stopped` is for good: after a failed sync nobody knows what is on the disk, so that only a restart,
 * which reads it again, may go on.
 *
 * @since 0.1.0
 */
export type Health =
  | { readonly _tag: "Ready" }
  | { readonly _tag: "Unavailable"; readonly reason: string }
  | { readonly _tag: "Stopped"; readonly reason: string }

/**
 * Tells how the store is; where its last commit failed it tries one that changes nothing.
 *
 * @since 0.1.0
 */
export class StoreHealth extends Context.Service<StoreHealth, { readonly check: Effect.Effect<Health> }>()(
  "@refund-rules/store-kysely/StoreHealth",
) {}
