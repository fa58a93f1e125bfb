/** What a read refund of Stripe's tells, by whatever way it came: in a webhook, or in a list of a period. */
import type { Listed, Telling } from "@refund-rules/engine"
import { OUR_ID } from "@refund-rules/provider-kit"
import { factOf } from "./mapping.ts"
import type { RefundRead, RefundsRead } from "./Wire.ts"

/** Undefined where its amount or its currency cannot be read. */
export const tellingOf = (refund: RefundRead): Telling | undefined => {
  const fact = factOf(refund)
  if (fact === undefined) return undefined
  const ours = refund.metadata?.[OUR_ID]
  return { references: namesIn(refund), ...(ours === undefined ? {} : { refundId: ours }), fact }
}

const namesIn = ({ charge, payment_intent: paymentIntent }: RefundRead): Telling["references"] => ({
  ...named("paymentIntent", paymentIntent),
  ...named("charge", charge),
})

const named = (name: string, reference: RefundRead["charge"]): Readonly<Record<string, string>> =>
  reference === undefined || reference === null
    ? {}
    : { [name]: typeof reference === "string" ? reference : reference.id }

/** A page of a list, as a part of everything. */
export const listed = ({ data, has_more: hasMore }: typeof RefundsRead.Type): Listed | "unknown" => {
  const last = data.at(-1)
  // A list that says it goes on, and not where, has no end that could be read.
  if (hasMore && last === undefined) return "unknown"
  const read = data.map((refund) => ({ id: refund.id, tells: tellingOf(refund) }))
  return {
    tells: read.flatMap(({ tells }) => (tells === undefined ? [] : [tells])),
    unread: read.flatMap(({ id, tells }) => (tells === undefined ? [id] : [])),
    ...(hasMore && last !== undefined ? { next: last.id } : {}),
  }
}
