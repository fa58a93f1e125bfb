/** The files of a starter folder, as text. */

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const policy = {
  id: "default",
  bindAt: "request",
  approval: { otherActor: true },
  rules: [
    { id: "window", requires: { _tag: "WithinDays", of: "captured", days: 30 }, otherwise: "Refuse" },
    { id: "final-sale", requires: { _tag: "NoTag", tag: "final-sale", on: "line" }, otherwise: "Refuse" },
    { id: "reason", requires: { _tag: "ReasonRequired" }, otherwise: "Refuse" },
    { id: "large", requires: { _tag: "AmountAtMost", limits: { EUR: 20_000, USD: 20_000 } }, otherwise: "Review" },
  ],
  terms: { shipping: "once" },
}

const shirts = { id: "shirts", kind: "product", quantity: 3, net: 7500, taxes: [{ id: "vat", amount: 1500 }] }
const shipping = { id: "shipping", kind: "shipping", quantity: 1, net: 500, taxes: [{ id: "vat", amount: 100 }] }
const coat = { id: "coat", kind: "product", quantity: 1, net: 25_000, taxes: [{ id: "vat", amount: 5000 }] }
const sample = { id: "sample", kind: "product", quantity: 1, net: 2000, taxes: [], tags: ["final-sale"] }

const DAY = 86_400_000

const paymentsBefore = (now: number) => [
  {
    id: "pay-1",
    provider: "sandbox",
    references: { order: "1001" },
    currency: "EUR",
    captured: 9600,
    capturedAt: daysBefore(now, 10),
    customer: { id: "ann" },
    lines: [shirts, shipping],
  },
  {
    id: "pay-2",
    provider: "sandbox",
    references: { order: "1002" },
    currency: "EUR",
    captured: 30_000,
    capturedAt: daysBefore(now, 8),
    customer: { id: "ben" },
    lines: [coat],
  },
  {
    id: "pay-3",
    provider: "sandbox",
    references: { order: "1003" },
    currency: "USD",
    captured: 2000,
    capturedAt: daysBefore(now, 6),
    customer: { id: "cleo" },
    lines: [sample],
  },
]

const exampleAt = (now: number) => ({
  payment: paymentsBefore(now)[0],
  history: [],
  ask: { lines: [{ id: "shirts", quantity: 1 }], reason: "requested_by_customer" },
  askedAt: daysBefore(now, 0),
})

const daysBefore = (now: number, days: number): string => new Date(now - days * DAY).toISOString()

const expectations = [
  ["neverApprovedAbove", { EUR: 20_000, USD: 20_000 }],
  ["neverRefundedAfter", { of: "captured", days: 30 }],
  ["neverApprovedWithout", "reason"],
  ["sameForEveryone"],
]

/** By name; their payments were captured some days ago, so that a window of thirty days is open. */
export const starterAt = (now: number): Readonly<Record<string, string>> => ({
  "policy.json": pretty(policy),
  "payments.ndjson": paymentsBefore(now)
    .map((payment) => `${JSON.stringify(payment)}\n`)
    .join(""),
  "case.json": pretty(exampleAt(now)),
  "expectations.json": pretty(expectations),
})
