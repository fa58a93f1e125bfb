/** Reads Pier's webhooks: who signed the bytes first, and only then what they say. */
import { bytesOfHex, isSigned, parsed, type Webhook, type WebhookRead } from "@refund-rules/provider-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { factOf } from "./mapping.ts"
import { EventRead, RefundRead } from "./Wire.ts"

const readEvent = Schema.decodeUnknownOption(EventRead)
const readRefund = Schema.decodeUnknownOption(RefundRead)

export const pierWebhook: Webhook = ({ body, headers, secrets }) => {
  const signature = bytesOfHex(headers["pier-signature"] ?? "")
  if (signature === undefined) return Effect.succeed("not signed")
  const keys = secrets.map((secret) => new TextEncoder().encode(Redacted.value(secret)))
  return Effect.map(
    Effect.promise(() => isSigned(new Uint8Array(body), [signature], keys)),
    (isGenuine) => (isGenuine ? noticeIn(body) : "not signed"),
  )
}

const noticeIn = (body: Uint8Array): WebhookRead => {
  const event = Option.getOrUndefined(readEvent(parsed(new TextDecoder().decode(body))))
  if (event === undefined) return "unreadable"
  const notice = { provider: "pier", id: event.id, type: event.about }
  const refund = Option.getOrUndefined(readRefund(event.refund))
  return refund === undefined
    ? notice
    : { ...notice, tells: { references: { pier: refund.payment }, fact: factOf(refund) } }
}
