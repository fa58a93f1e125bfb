/**
 * Reads Stripe's webhooks: signed bytes first, then an event, then what it says of a refund.
 *
 * @since 0.1.0
 */
import { LedgerStore, Records, RefundDesk, type Scope, type StoreUnavailable } from "@refund-rules/engine"
import {
  bytesOfHex,
  isSigned,
  parsed,
  takenOnce,
  type WebhookAnswer,
  type WebhookCall,
} from "@refund-rules/provider-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { factOf, OUR_ID } from "./mapping.ts"
import { EventRead, RefundRead } from "./Wire.ts"

/** How old a signature may be, and how far ahead of our clock. */
const TOLERANCE_SECONDS = 300

/** What stands in `Stripe-Signature`: when it was signed, and every signature of the version that counts. */
const signatureIn = (header: string) => {
  const parts = header.split(",").map((part) => part.trim().split("=", 2))
  const times = parts.filter(([name]) => name === "t").map(([, value = ""]) => value)
  const signatures = parts.flatMap(([name, value = ""]) => (name === "v1" ? (bytesOfHex(value) ?? []) : []))
  const [time = ""] = times
  // Two times would leave open which one was signed.
  return times.length === 1 && /^\d{1,12}$/.test(time) ? { time, signatures } : undefined
}

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
export const isFromStripe = async (
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly Redacted.Redacted[],
  nowSeconds: number,
): Promise<boolean> => {
  const signature = signatureIn(header ?? "")
  if (signature === undefined || Math.abs(nowSeconds - Number(signature.time)) > TOLERANCE_SECONDS) return false
  const encoder = new TextEncoder()
  const prefix = encoder.encode(`${signature.time}.`)
  const signed = new Uint8Array(prefix.length + body.length)
  signed.set(prefix)
  signed.set(body, prefix.length)
  return isSigned(
    signed,
    signature.signatures,
    secrets.map((secret) => encoder.encode(Redacted.value(secret))),
  )
}

const readEvent = Schema.decodeUnknownOption(EventRead)
const readRefund = Schema.decodeUnknownOption(RefundRead)

const aboutRefunds: ReadonlySet<string> = new Set([
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.refund.updated",
])

/**
 * Takes a webhook of a merchant: what is not signed changes nothing; an event is applied once, however often it comes,
 * and in whatever order; a refund that nobody here started is recorded all the same.
 *
 * @since 0.1.0
 */
export const stripeWebhook = Effect.gen(function* () {
  const desk = yield* RefundDesk
  const records = yield* Records
  const store = yield* LedgerStore
  return Effect.fnUntraced(function* (
    scope: Scope,
    { body, headers, secrets, nowSeconds }: WebhookCall,
  ): Effect.fn.Return<WebhookAnswer, StoreUnavailable> {
    const isGenuine = yield* Effect.promise(() => isFromStripe(body, headers["stripe-signature"], secrets, nowSeconds))
    if (!isGenuine) return "not signed"
    const event = Option.getOrUndefined(readEvent(parsed(new TextDecoder().decode(body))))
    if (event === undefined) return "unreadable"
    // Test events of a live account, and the other way round, are somebody else's.
    if (!aboutRefunds.has(event.type) || event.livemode !== (scope.mode === "live")) return "of no interest"
    const refund = Option.getOrUndefined(readRefund(event.data.object))
    const fact = refund === undefined ? undefined : factOf(refund)
    if (refund === undefined || fact === undefined) return "unreadable"
    const paymentId = yield* paymentOf(records, scope, refund)
    if (paymentId === undefined) return "of an unknown payment"
    const ours = refund.metadata?.[OUR_ID]
    const recorded = Effect.asVoid(
      desk.recordFact(
        { scope, actor: { id: "stripe" } },
        { paymentId, ...(ours === undefined ? {} : { refundId: ours }), ...fact },
      ),
    )
    return yield* takenOnce(store, scope, "stripe", event.id, paymentId, recorded)
  })
})

const paymentOf = Effect.fnUntraced(function* (
  records: (typeof Records)["Service"],
  scope: Scope,
  { charge, payment_intent: paymentIntent }: RefundRead,
) {
  for (const [name, reference] of [
    ["paymentIntent", paymentIntent],
    ["charge", charge],
  ] as const) {
    if (reference === undefined || reference === null) continue
    const id = typeof reference === "string" ? reference : reference.id
    const found = yield* records.paymentNamed(scope, "stripe", { [name]: id })
    if (found !== undefined) return found
  }
  return undefined
})
