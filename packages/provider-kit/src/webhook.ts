/** The frame of incoming webhooks: what is handed over, and what a provider's reader makes of it. */
import type { Notice, Scope } from "@refund-rules/engine"
import type { Effect, Redacted } from "effect"

/**
 * A webhook as it came: its bytes are what was signed, never what they were read as.
 *
 * @since 0.1.0
 */
export interface WebhookCall {
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The secrets of the merchant: several while they are being changed. */
  readonly secrets: readonly Redacted.Redacted[]
  readonly nowSeconds: number
}

/**
 * What a webhook says. Test events of a live account, and the other way round, are somebody else's.
 *
 * @since 0.1.0
 */
export type WebhookRead = "not signed" | "unreadable" | "of no interest" | Notice

/**
 * Reads what a provider sends unasked: who signed it first, over the very bytes, and only then what it says. It changes
 * nothing; whoever runs the desk keeps the notice and sees to it that it is taken once.
 *
 * @since 0.1.0
 */
export type Webhook = (call: WebhookCall, mode: Scope["mode"]) => Effect.Effect<WebhookRead>
