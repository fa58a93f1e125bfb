/** An embedder's own open transaction: what the desk does inside it commits with it, or not at all. */
import { Context } from "effect"

/**
 * The handle of the transaction a store should write into, as its driver knows it; undefined lets the store commit by itself.
 * Inside one, answers are given before they are durable: the embedder's commit makes them so.
 *
 * @since 0.1.0
 */
export const EnclosingCommit = Context.Reference<unknown>("@refund-rules/engine/EnclosingCommit", {
  defaultValue: () => undefined,
})
