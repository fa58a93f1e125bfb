/**
 * Reads Loop's webhooks: signed bytes first, then an event, then what it says of a refund.
 *
 * @since 0.1.0
 */
import type { Telling } from "@refund-rules/engine"
import { bytesOfHex, isSigned, parsed, settledIn, type Webhook, type WebhookRead } from "@refund-rules/provider-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { markIn } from "./mapping.ts"
import { EventRead, RefundRead } from "./Wire.ts"

/**
 * Whether Loop, or whoever holds one of the secrets, made these very bytes. When, nobody signs: an event is known again
 * by its id, for ever.
 *
 * @example
 * ```ts
 * import { isFromLoop } from "@refund-rules/provider-loop"
 * import { Redacted } from "effect"
 *
 * await isFromLoop(new TextEncoder().encode("{}"), "00", [Redacted.make("secret")]) // => false
 * ```
 *
 * @since 0.1.0
 */
export const isFromLoop = async (
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly Redacted.Redacted[],
): Promise<boolean> => {
  const signature = bytesOfHex(header ?? "")
  if (signature === undefined) return false
  const encoder = new TextEncoder()
  return isSigned(
    new Uint8Array(body),
    [signature],
    secrets.map((secret) => encoder.encode(Redacted.value(secret))),
  )
}

const readEvent = Schema.decodeUnknownOption(EventRead)
const readRefund = Schema.decodeUnknownOption(RefundRead)

/**
 * Reads a webhook of Loop's: what is not signed says nothing. Its id is the one in the signed body: that of the header
 * nobody signed, and an event could be played again under another.
 *
 * @example
 * ```ts
 * import { loopWebhook } from "@refund-rules/provider-loop"
 * import { Effect, Redacted } from "effect"
 *
 * const body = new TextEncoder().encode("{}")
 * const call = { body, headers: {}, secrets: [Redacted.make("secret")], nowSeconds: 1 }
 * await Effect.runPromise(loopWebhook(call, "test")) // => "not signed"
 * ```
 *
 * @since 0.1.0
 */
export const loopWebhook: Webhook = ({ body, headers, secrets }) =>
  Effect.map(
    Effect.promise(() => isFromLoop(body, headers["x-loop-signature"], secrets)),
    (isGenuine) => (isGenuine ? noticeIn(body) : "not signed"),
  )

/** Which events tell of refunds is not published: those whose name says so, and whose content can be read as one. */
const noticeIn = (body: Uint8Array): WebhookRead => {
  const event = Option.getOrUndefined(readEvent(parsed(new TextDecoder().decode(body))))
  if (event === undefined) return "unreadable"
  const notice = { provider: "loop", id: event.id, type: event.type }
  const refund = event.type.includes("refund") ? Option.getOrUndefined(readRefund(event.data)) : undefined
  return refund === undefined ? notice : { ...notice, tells: tellingOf(refund) }
}

const tellingOf = (refund: RefundRead): Telling => {
  const { amount_cents: wired, charge_id: chargeId, payment_id: paymentId, reason, refund_id: id, status } = refund
  const ours = markIn(reason)
  return {
    references: {
      ...(paymentId === undefined || paymentId === null ? {} : { paymentId }),
      ...(chargeId === undefined || chargeId === null ? {} : { chargeId }),
    },
    ...(ours === undefined ? {} : { refundId: ours }),
    fact: { providerRefundId: id, status: settledIn(status), wired: String(wired) },
  }
}
