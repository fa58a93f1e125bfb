/** The cases of the decision suite: always the same, and reaching every answer, several currencies and broken input. */

const DAY = 86_400_000
const START = Date.UTC(2026, 2, 1, 22, 30)

const seeded = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return Math.floor(((state >>> 0) / 4_294_967_296) * below)
  }
}

const currencies = ["EUR", "USD", "JPY", "KWD", "TND"]
const references: Readonly<Record<string, object>> = { sandbox: {}, stripe: { paymentIntent: "pi_1" } }
const zones = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "UTC"]
const at = (days: number): string => new Date(START + days * DAY).toISOString()

/** So many cases; one in ten has something wrong with it. */
export const casesOf = (count: number): readonly unknown[] => {
  const below = seeded(5)
  return Array.from({ length: count }, (_, index) => {
    const one = caseOf(index, below)
    return index % 10 === 9 ? broken(one, index) : one
  })
}

type Below = ReturnType<typeof seeded>

const caseOf = (index: number, below: Below) => {
  const provider = index % 3 === 0 ? "stripe" : "sandbox"
  const currency = currencies[index % currencies.length]!
  const lines = Array.from({ length: 1 + below(4) }, (_, line) => ({
    id: `line-${line}`,
    kind: ["product", "shipping", "tip", "fee"][line]!,
    quantity: 1 + below(3),
    net: below(9000) * 10,
    taxes: [{ id: "vat", amount: below(900) * 10 }],
    tags: below(4) === 0 ? ["final-sale"] : [],
  }))
  const captured = lines.reduce((sum, { net, taxes }) => sum + net + taxes[0]!.amount, 0)
  const named = {
    lines: [
      { id: `line-${below(lines.length)}`, ...(below(2) === 0 ? { quantity: 1 } : { amount: below(5000) * 10 }) },
    ],
  }
  const ask = [{ amount: below(captured + 1) }, { full: true }, named, {}][index % 4]!
  return {
    facts: {
      payment: {
        provider,
        references: references[provider],
        currency,
        captured,
        lines,
        capturedAt: at(0),
        deliveredAt: at(3),
        tags: ["vip"],
      },
      history: historyOf(index, below, captured),
      ask: { ...ask, ...(below(3) === 0 ? {} : { reason: "not_received", note: "naïve — 日本 \u{1f381}" }) },
      askedAt: at(5 + below(60)),
      customerHistory: [{ at: at(4), amount: below(5000), currency }],
    },
    policy: policyOf(index, below, currency),
    other: policyOf(index + 1, below, currency),
    amount: { provider, currency, text: `${below(100_000)}`, minor: below(100_000) * 10 },
    shares: { remaining: lines.map(({ net }) => net + 1), amount: below(lines.reduce((sum, { net }) => sum + net, 1)) },
  }
}

const historyOf = (index: number, below: Below, captured: number): readonly object[] => {
  if (index % 2 === 0 || captured < 100) return []
  const refund = { refundId: "r-1", at: at(1) }
  const amount = Math.floor(below(captured / 2) / 10) * 10 + 10
  const end = ["Settle", "Fail", "Submit"][below(3)]!
  const dispute = { _tag: "OpenDispute", disputeId: "d-1", amount: 10, at: at(2) }
  return [
    { _tag: "Request", ask: { amount }, ...refund },
    { _tag: end, ...refund },
    ...(index % 7 === 0 ? [dispute] : []),
  ]
}

const policyOf = (index: number, below: Below, currency: string) => {
  const limits = { [currency]: 1000 + below(60_000) }
  const timeZone = index % 4 === 0 ? {} : { timeZone: zones[index % zones.length]! }
  const requirements = [
    { _tag: "WithinDays", of: "captured", days: 30, ...timeZone },
    { _tag: "WithinDays", of: "delivered", days: 14, ...timeZone },
    { _tag: "AmountAtMost", limits },
    { _tag: "AmountAtLeast", limits: { [currency]: 10 } },
    { _tag: "ShareAtMost", percent: 50 + below(51) },
    { _tag: "RefundsAtMost", count: 1 + below(3) },
    { _tag: "ReasonRequired" },
    { _tag: "ReasonIn", reasons: ["not_received", "duplicate"] },
    { _tag: "NoteRequired" },
    { _tag: "LineKindIn", kinds: ["product", "shipping", "fee"] },
    { _tag: "NoTag", tag: "final-sale", on: "line" },
    { _tag: "HasTag", tag: "vip", on: "payment" },
    { _tag: "FullOnly" },
    { _tag: "NoDispute" },
    { _tag: "CustomerAtMost", count: 3, limits, days: 30 },
    { _tag: "Expression", cel: "amount > 5" },
  ]
  const rules = requirements
    .map((requires, rule) => ({ id: `rule-${rule}`, requires, otherwise: below(2) === 0 ? "Review" : "Refuse" }))
    .filter(({ requires }) => below(requires._tag === "Expression" || requires._tag === "FullOnly" ? 12 : 3) === 0)
  const terms = [
    {},
    { restocking: { basisPoints: 1500 } },
    { shipping: "never", tips: "never" },
    { restocking: { fixed: limits } },
  ]
  return { id: "default", bindAt: "request", rules, terms: terms[index % terms.length]! }
}

const broken = (one: ReturnType<typeof caseOf>, index: number): unknown => {
  const { facts, policy } = one
  const wrong = [
    { ...one, facts: { ...facts, ask: { amount: -1, lines: [] } } },
    { ...one, facts: { ...facts, payment: { ...facts.payment, captured: facts.payment.captured + 1 } } },
    { ...one, policy: { ...policy, rules: [{ id: "r", requires: { _tag: "Unheard" }, otherwise: "Never" }] } },
    { ...one, facts: { ...facts, askedAt: "2026-02-30", history: [{ _tag: "Settle", refundId: "none", at: at(1) }] } },
  ]
  return wrong[Math.floor(index / 10) % wrong.length]
}
