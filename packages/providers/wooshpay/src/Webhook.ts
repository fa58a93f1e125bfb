/**
 * Reads WooshPay's webhooks: signed bytes first, then an event, then what it says of a refund.
 *
 * @since 0.1.0
 */
import { isSignedInTime, OUR_ID, parsed, type Webhook, type WebhookRead } from "@refund-rules/provider-kit"
import { Effect, Option, Schema } from "effect"
import { factOf } from "./mapping.ts"
import { EventRead, RefundRead } from "./Wire.ts"

const readEvent = Schema.decodeUnknownOption(EventRead)
const readRefund = Schema.decodeUnknownOption(RefundRead)

/**
 * Reads a webhook of WooshPay's: what is not signed says nothing, and what says that it is of the other mode is not for us.
 *
 * @example
 * ```ts
 * import { wooshpayWebhook } from "@refund-rules/provider-wooshpay"
 * import { Effect } from "effect"
 *
 * const call = { body: new TextEncoder().encode("{}"), headers: {}, secrets: [], nowSeconds: 0 }
 * await Effect.runPromise(wooshpayWebhook(call, "test")) // => "not signed"
 * ```
 *
 * @since 0.1.0
 */
export const wooshpayWebhook: Webhook = ({ body, headers, nowSeconds, secrets }, mode) =>
  Effect.map(
    Effect.promise(() => isSignedInTime(body, headers["wooshpay-signature"], secrets, nowSeconds)),
    (isGenuine) => (isGenuine ? noticeIn(body, mode) : "not signed"),
  )

/** `charge.refund.updated`, and whatever else there will be about refunds. */
const isAboutRefunds = (type: string): boolean => /^(charge\.)?refund\./.test(type)

const noticeIn = (body: Uint8Array, mode: "test" | "live"): WebhookRead => {
  const event = Option.getOrUndefined(readEvent(parsed(new TextDecoder().decode(body))))
  if (event === undefined) return "unreadable"
  if (typeof event.livemode === "boolean" && event.livemode !== (mode === "live")) return "of no interest"
  const notice = { provider: "wooshpay", id: event.id, type: event.type }
  if (!isAboutRefunds(event.type)) return notice
  const refund = Option.getOrUndefined(readRefund(event.data.object))
  const fact = refund === undefined ? undefined : factOf(refund)
  if (refund === undefined || fact === undefined) return "unreadable"
  const { metadata, payment_intent: paymentIntent } = refund
  // Without the payment nobody can tell what it is of.
  if (typeof paymentIntent !== "string") return notice
  const ours = metadata?.[OUR_ID]
  const named = typeof ours === "string" ? { refundId: ours } : {}
  return { ...notice, tells: { references: { paymentIntent }, ...named, fact } }
}
