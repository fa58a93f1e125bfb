/**
 * Reads Stripe's webhooks: signed bytes first, then an event, then what it says of a refund.
 *
 * @since 0.1.0
 */
import { isSignedInTime, parsed, type Webhook, type WebhookRead } from "@refund-rules/provider-kit"
import { Effect, Option, type Redacted, Schema } from "effect"
import { tellingOf } from "./listed.ts"
import { EventRead, RefundRead } from "./Wire.ts"

/**
 * Whether Stripe, or whoever holds one of the secrets, sent these very bytes in the last five minutes. Several secrets
 * are those of a rotation; a secret is used whole, its prefix included.
 *
 * @example
 * ```ts
 * import { isFromStripe } from "@refund-rules/provider-stripe"
 * import { Redacted } from "effect"
 *
 * const body = new TextEncoder().encode("{}")
 * await isFromStripe(body, "t=1,v1=00", [Redacted.make("whsec_1")], 1) // => false
 * ```
 *
 * @since 0.1.0
 */
export const isFromStripe = (
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly Redacted.Redacted[],
  nowSeconds: number,
): Promise<boolean> => isSignedInTime(body, header, secrets, nowSeconds)

const readEvent = Schema.decodeUnknownOption(EventRead)
const readRefund = Schema.decodeUnknownOption(RefundRead)

const aboutRefunds: ReadonlySet<string> = new Set([
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.refund.updated",
])

/**
 * Reads a webhook of Stripe's: what is not signed says nothing, and what is of the other mode is not for us.
 *
 * @example
 * ```ts
 * import { stripeWebhook } from "@refund-rules/provider-stripe"
 * import { Effect, Redacted } from "effect"
 *
 * const body = new TextEncoder().encode("{}")
 * const call = { body, headers: {}, secrets: [Redacted.make("whsec_1")], nowSeconds: 1 }
 * await Effect.runPromise(stripeWebhook(call, "test")) // => "not signed"
 * ```
 *
 * @since 0.1.0
 */
export const stripeWebhook: Webhook = ({ body, headers, nowSeconds, secrets }, mode) =>
  Effect.map(
    Effect.promise(() => isFromStripe(body, headers["stripe-signature"], secrets, nowSeconds)),
    (isGenuine) => (isGenuine ? noticeIn(body, mode) : "not signed"),
  )

const noticeIn = (body: Uint8Array, mode: "test" | "live"): WebhookRead => {
  const event = Option.getOrUndefined(readEvent(parsed(new TextDecoder().decode(body))))
  if (event === undefined) return "unreadable"
  if (event.livemode !== (mode === "live")) return "of no interest"
  const notice = { provider: "stripe", id: event.id, type: event.type }
  if (!aboutRefunds.has(event.type)) return notice
  const refund = Option.getOrUndefined(readRefund(event.data.object))
  const tells = refund === undefined ? undefined : tellingOf(refund)
  return tells === undefined ? "unreadable" : { ...notice, tells }
}
