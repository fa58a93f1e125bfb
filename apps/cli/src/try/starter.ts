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

const payments = [
  {
    id: "pay-1",
    provider: "sandbox",
    references: { order: "1001" },
    currency: "EUR",
    captured: 9600,
    capturedAt: "2026-01-10T09:00:00.000Z",
    customer: { id: "ann" },
    lines: [shirts, shipping],
  },
  {
    id: "pay-2",
    provider: "sandbox",
    references: { order: "1002" },
    currency: "EUR",
    captured: 30_000,
    capturedAt: "2026-01-12T15:30:00.000Z",
    customer: { id: "ben" },
    lines: [coat],
  },
  {
    id: "pay-3",
    provider: "sandbox",
    references: { order: "1003" },
    currency: "USD",
    captured: 2000,
    capturedAt: "2026-01-14T18:45:00.000Z",
    customer: { id: "cleo" },
    lines: [sample],
  },
]

const example = {
  payment: payments[0],
  history: [],
  ask: { lines: [{ id: "shirts", quantity: 1 }], reason: "requested_by_customer" },
  askedAt: "2026-01-20T12:00:00.000Z",
}

const expectations = [
  ["neverApprovedAbove", { EUR: 20_000, USD: 20_000 }],
  ["neverRefundedAfter", { of: "captured", days: 30 }],
  ["neverApprovedWithout", "reason"],
  ["sameForEveryone"],
]

export const starter: Readonly<Record<string, string>> = {
  "policy.json": pretty(policy),
  "payments.ndjson": payments.map((payment) => `${JSON.stringify(payment)}\n`).join(""),
  "case.json": pretty(example),
  "expectations.json": pretty(expectations),
}
