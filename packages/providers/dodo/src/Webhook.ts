/**
 * Reads Dodo's webhooks, which are Standard Webhooks: signed bytes first, then what they say of a refund.
 *
 * @since 0.1.0
 */
import { isSigned, OUR_ID, parsed, type Webhook, type WebhookRead } from "@refund-rules/provider-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { factOf } from "./mapping.ts"
import { EventRead, RefundRead } from "./Wire.ts"

/** How old a signature may be, and how far ahead of our clock. */
const TOLERANCE_SECONDS = 300

const PREFIX = "whsec_"

const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.codePointAt(0)!)
  } catch {
    return undefined
  }
}

/** The one way to write 32 bytes: `atob` takes several, and a signature that can be written otherwise is no proof of itself. */
const written = /^v1,([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$/

/** Every signature of the version that counts, of several with spaces between them; none where one of it is broken. */
const signaturesIn = (header: string): readonly Uint8Array<ArrayBuffer>[] => {
  const parts = header
    .split(" ")
    .slice(0, 20)
    .filter((part) => part.startsWith("v1,"))
  const read = parts.flatMap((part) => bytesOfBase64(written.exec(part)?.[1] ?? "!") ?? [])
  return read.length === parts.length ? read : []
}

/** The bytes a secret stands for; one that is no base64 opens nothing. */
const keyOf = (secret: Redacted.Redacted): Uint8Array<ArrayBuffer> => {
  const text = Redacted.value(secret)
  return bytesOfBase64(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text) ?? new Uint8Array()
}

/**
 * Whether Dodo, or whoever holds one of the secrets, sent these very bytes under this id in the last five minutes. Several
 * secrets are those of a rotation.
 *
 * @example
 * ```ts
 * import { isFromDodo } from "@refund-rules/provider-dodo"
 * import { Redacted } from "effect"
 *
 * const headers = { "webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,AA==" }
 * await isFromDodo(new TextEncoder().encode("{}"), headers, [Redacted.make("whsec_c2VjcmV0")], 1) // => false
 * ```
 *
 * @since 0.1.0
 */
export const isFromDodo = async (
  body: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  secrets: readonly Redacted.Redacted[],
  nowSeconds: number,
): Promise<boolean> => {
  const { "webhook-id": id = "", "webhook-signature": signature = "", "webhook-timestamp": time = "" } = headers
  // A point in the id would leave open where it ends.
  if (!/^[^.]{1,255}$/.test(id) || !/^\d{1,12}$/.test(time)) return false
  if (Math.abs(nowSeconds - Number(time)) > TOLERANCE_SECONDS) return false
  const prefix = new TextEncoder().encode(`${id}.${time}.`)
  const signed = new Uint8Array(prefix.length + body.length)
  signed.set(prefix)
  signed.set(body, prefix.length)
  return isSigned(signed, signaturesIn(signature), secrets.map(keyOf))
}

const readEvent = Schema.decodeUnknownOption(EventRead)
const readRefund = Schema.decodeUnknownOption(RefundRead)

/**
 * Reads a webhook of Dodo's: what is not signed says nothing. What it says of a refund is how that stands now, whatever
 * the event is called; Dodo's modes have secrets of their own.
 *
 * @example
 * ```ts
 * import { dodoWebhook } from "@refund-rules/provider-dodo"
 * import { Effect } from "effect"
 *
 * const call = { body: new TextEncoder().encode("{}"), headers: {}, secrets: [], nowSeconds: 0 }
 * await Effect.runPromise(dodoWebhook(call, "test")) // => "not signed"
 * ```
 *
 * @since 0.1.0
 */
export const dodoWebhook: Webhook = ({ body, headers, nowSeconds, secrets }) =>
  Effect.map(
    Effect.promise(() => isFromDodo(body, headers, secrets, nowSeconds)),
    (isGenuine) => (isGenuine ? noticeIn(body, headers["webhook-id"]!) : "not signed"),
  )

const noticeIn = (body: Uint8Array, id: string): WebhookRead => {
  const event = Option.getOrUndefined(readEvent(parsed(new TextDecoder().decode(body))))
  if (event === undefined) return "unreadable"
  const notice = { provider: "dodo", id, type: event.type }
  if (!event.type.startsWith("refund.")) return notice
  const refund = Option.getOrUndefined(readRefund(event.data))
  if (refund === undefined) return "unreadable"
  const fact = factOf(refund)
  // Without an amount nobody can tell whether it is what was sent: a look-up will.
  if (fact === undefined) return notice
  const ours = refund.metadata?.[OUR_ID]
  const named = typeof ours === "string" ? { refundId: ours } : {}
  return { ...notice, tells: { references: { paymentId: refund.payment_id }, ...named, fact } }
}
