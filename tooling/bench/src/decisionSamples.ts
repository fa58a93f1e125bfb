/** Cases of one policy of twelve rules: a payment of three lines with three earlier refunds, asked for in many ways. */
import { parseCase, parsePolicy, type Policy, type RefundCase } from "@refund-rules/core"
import { fromWire, must, seeded } from "./samples.ts"

const reasons = ["duplicate", "not_received", "product_unsatisfactory", "requested_by_customer"]

/** Every number of it stands here, because the functions written by hand are written for exactly these. */
export const limits = {
  days: 60,
  deliveredDays: 30,
  most: 60_000,
  least: 100,
  percent: 90,
  refunds: 5,
  reasons,
  kinds: ["product", "addon", "shipping"],
  tag: "final-sale",
  customer: { count: 4, amount: 80_000, days: 30 },
} as const

export const twelveRules = (): Policy =>
  must(
    parsePolicy(
      fromWire({
        id: "default",
        bindAt: "request",
        terms: {},
        rules: [
          { id: "captured", requires: { _tag: "WithinDays", of: "captured", days: limits.days }, otherwise: "Refuse" },
          {
            id: "delivered",
            requires: { _tag: "WithinDays", of: "delivered", days: limits.deliveredDays },
            otherwise: "Review",
          },
          { id: "most", requires: { _tag: "AmountAtMost", limits: { EUR: limits.most } }, otherwise: "Review" },
          { id: "least", requires: { _tag: "AmountAtLeast", limits: { EUR: limits.least } }, otherwise: "Refuse" },
          { id: "share", requires: { _tag: "ShareAtMost", percent: limits.percent }, otherwise: "Review" },
          { id: "refunds", requires: { _tag: "RefundsAtMost", count: limits.refunds }, otherwise: "Review" },
          { id: "reason", requires: { _tag: "ReasonRequired" }, otherwise: "Refuse" },
          { id: "reasons", requires: { _tag: "ReasonIn", reasons }, otherwise: "Review" },
          { id: "kinds", requires: { _tag: "LineKindIn", kinds: limits.kinds }, otherwise: "Refuse" },
          { id: "final", requires: { _tag: "NoTag", tag: limits.tag, on: "line" }, otherwise: "Refuse" },
          { id: "dispute", requires: { _tag: "NoDispute" }, otherwise: "Refuse" },
          {
            id: "customer",
            requires: {
              _tag: "CustomerAtMost",
              count: limits.customer.count,
              limits: { EUR: limits.customer.amount },
              days: limits.customer.days,
            },
            otherwise: "Review",
          },
        ],
      }),
    ),
  )

const lines = [
  { id: "shirt", kind: "product", quantity: 2, net: 50_000, taxes: [{ id: "vat", amount: 10_000 }], tags: ["sale"] },
  { id: "shoes", kind: "product", quantity: 1, net: 30_000, taxes: [{ id: "vat", amount: 6000 }] },
  { id: "parcel", kind: "shipping", quantity: 1, net: 1000, taxes: [{ id: "vat", amount: 200 }] },
]

const at = (day: number, second = 0): string => new Date(Date.UTC(2026, 0, 1 + day, 12, 0, second)).toISOString()

const history = [
  { _tag: "Request", refundId: "r1", ask: { amount: 5000 }, at: at(1) },
  { _tag: "Settle", refundId: "r1", at: at(1, 5) },
  { _tag: "Request", refundId: "r2", ask: { lines: [{ id: "shoes", amount: 7001 }] }, at: at(2) },
  { _tag: "Settle", refundId: "r2", at: at(2, 5) },
  { _tag: "Request", refundId: "r3", ask: { amount: 999 }, at: at(3) },
]

const remaining = 97_200 - 5000 - 7001 - 999

/** Most are approved, some are for review, some are refused; one in twelve asks for more than there is. */
export const decisionCases = (count: number): readonly RefundCase[] => {
  const below = seeded(11)
  return Array.from({ length: count }, (_, index) => {
    const amount =
      index % 12 === 11 ? remaining + 1 + below(500) : index % 8 === 7 ? remaining - below(9000) : 50 + below(70_000)
    const inLine = { lines: [{ id: "shirt", amount: 1 + below(40_000) }] }
    const reason = index % 9 === 8 ? {} : { reason: index % 7 === 6 ? "other" : reasons[below(4)] }
    const facts = {
      payment: {
        provider: "sandbox",
        references: {},
        currency: "EUR",
        captured: 97_200,
        capturedAt: at(0),
        deliveredAt: at(4),
        lines: index % 16 === 15 ? lines.map((line) => ({ ...line, tags: [limits.tag] })) : lines,
      },
      history,
      ask: { ...(index % 4 === 1 ? inLine : { amount }), ...reason },
      askedAt: at(5 + below(index % 10 === 9 ? 80 : 20), index),
      customerHistory: [1, 2, 3].map((day) => ({ at: at(day), amount: 1000 * day, currency: "EUR" })),
    }
    return must(parseCase(fromWire(facts)))
  })
}
