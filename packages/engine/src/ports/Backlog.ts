/**
 * The port to what waits in a store: for whoever watches over a server, not for a desk.
 *
 * @since 0.1.0
 */
import { Context, type Effect } from "effect"
import type { StoreUnavailable } from "./LedgerStore.ts"

/**
 * What waits to be done, and since when. `errands` are due and nobody has them; `messages` are not delivered to a
 * merchant's webhook; `notices` of providers were not taken; `incidents` are open, and wait for a person.
 *
 * @since 0.1.0
 */
export interface Queue {
  readonly name: "errands" | "messages" | "notices" | "incidents"
  /** At most 10,001: whoever waits behind so many waits long. */
  readonly waiting: number
  /** How long the oldest of them has waited; 0 where nothing waits. */
  readonly oldestMilliseconds: number
}

/**
 * Tells what waits, of all merchants and modes together.
 *
 * @since 0.1.0
 */
export class Backlog extends Context.Service<
  Backlog,
  { readonly queues: Effect.Effect<readonly Queue[], StoreUnavailable> }
>()("@refund-rules/engine/Backlog") {}
