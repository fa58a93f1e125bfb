/** Named points where a test kills the process; elsewhere passing them does nothing. */
import { Context } from "effect"

/**
 * Before and after a store's commit; after a send's intent is durable, after the provider was asked, after it answered,
 * and before what it answered is written down.
 *
 * @since 0.1.0
 */
export type CrashAt =
  | "before-commit"
  | "after-commit"
  | "after-intent"
  | "after-send"
  | "after-provider-reply"
  | "before-outbox-ack"

/**
 * Told whenever a point is passed. Whoever sets it may end the process there; the default lets everything go on.
 *
 * @since 0.1.0
 */
export const CrashPoint = Context.Reference<(at: CrashAt) => void>("@refund-rules/engine/CrashPoint", {
  defaultValue: () => () => undefined,
})
