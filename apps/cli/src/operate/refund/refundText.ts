/** Refunds for people: one with everything known of it, or a row each. */
import { formatMoney } from "@refund-rules/core"
import type { RefundView } from "@refund-rules/engine"
import type { Ink } from "../../manners/ink.ts"
import { table } from "../../manners/table.ts"

export const refundText = (refund: RefundView, ink: Ink): readonly string[] => {
  const { amount, createdAt, currency, note, policy, providerRefundId, reason, requestedBy, retained } = refund
  const facts: readonly (readonly [string, string | null])[] = [
    ["payment", `${refund.paymentId} at ${refund.provider}`],
    ["paid", formatMoney(amount, currency)],
    ["kept", retained === 0 ? null : formatMoney(retained, currency)],
    ["reason", reason],
    ["note", note],
    ["asked by", requestedBy],
    ["policy", policy === null ? null : `${policy.id} version ${policy.version}`],
    ["at provider", providerRefundId],
    ["made", createdAt],
    ["changed", refund.updatedAt === createdAt ? null : refund.updatedAt],
  ]
  return [
    `${ink.strong(refund.id)}  ${statusIn(ink, refund.status)}`,
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`${ink.faint(name.padEnd(12))}${value}`])),
  ]
}

export const refundRows = (refunds: readonly RefundView[], ink: Ink, width: number): readonly string[] =>
  refunds.length === 0
    ? ["no refunds"]
    : table(
        [
          { name: "refund" },
          { name: "payment" },
          { name: "status", paint: (text) => statusIn(ink, text) },
          { name: "paid", isNumber: true },
          { name: "made" },
        ],
        refunds.map(({ amount, createdAt, currency, id, paymentId, status }) => [
          id,
          paymentId,
          status,
          formatMoney(amount, currency),
          createdAt.slice(0, 16).replace("T", " "),
        ]),
        { ink, width },
      )

export const statusIn = (ink: Ink, status: string): string => {
  if (/^(succeeded|executed|resolved)$/.test(status)) return ink.good(status)
  if (/^(failed|rejected|unknown|expired)$/.test(status)) return ink.bad(status)
  return /^(review|requires_action|open)$/.test(status) ? ink.careful(status) : status
}
