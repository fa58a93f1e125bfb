/** A case for expressions to look at, with as many lines as a test wants. */
import { type ExpressionFacts, parseCase } from "@refund-rules/core"

export const factsOf = (lineCount = 3, more: Partial<ExpressionFacts> = {}): ExpressionFacts => {
  const lines = Array.from({ length: lineCount }, (_, index) => ({
    id: `line-${index}`,
    kind: index === 1 ? "tip" : "product",
    quantity: 2,
    net: 1000,
    taxes: [{ id: "vat", amount: 200 }],
    tags: index === 2 ? ["final", "sale"] : [],
  }))
  const parsed = parseCase({
    payment: {
      provider: "sandbox",
      references: {},
      currency: "EUR",
      captured: lineCount * 1200,
      capturedAt: "2026-01-01T00:00:00Z",
      customer: { id: "c-1", email: "ada@example.com", metadata: { tier: "gold" } },
      lines,
      tags: ["vip"],
      metadata: { channel: "web" },
    },
    history: [],
    ask: { amount: 600, reason: "other", note: "a".repeat(3000) },
    askedAt: "2026-01-31T12:30:00Z",
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const { ask, askedAt, payment } = parsed.value
  return {
    payment,
    ask,
    askedAt,
    amount: 600,
    retained: 0,
    remaining: payment.captured,
    disputed: 0,
    refunds: 1,
    ...more,
  }
}
