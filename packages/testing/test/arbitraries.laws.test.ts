import { parseCase, parsePayment, parsePolicy } from "@refund-rules/core"
import { arbitraryLaws, asks, cases, histories, lines, payments, policies, policyJson } from "@refund-rules/testing"
import { Command } from "@refund-rules/core/schema"
import { Schema } from "effect"
import { registerLaws } from "@refund-rules/testing/vitest"
import { policyOf } from "./planted.ts"

const seed = Number(process.env["LAW_SEED"] ?? Date.now() & 0x7fffffff)
const thorough = { runs: Number(process.env["LAW_RUNS"] ?? 120), seed }

const isCommand = Schema.is(Command)
const payment = {
  provider: "stripe",
  references: {},
  currency: "KWD",
  captured: 12_340,
  lines: [
    { id: "a", kind: "product", quantity: 3, net: 10_000, taxes: [{ id: "vat", amount: 2340 }] },
    { id: "b", kind: "tip", quantity: 1, net: 0, taxes: [] },
  ],
}
const policy = policyOf([
  { requires: { _tag: "WithinDays", of: "captured", days: 30 } },
  { requires: { _tag: "CustomerAtMost", count: 2, limits: { EUR: 500 }, days: 30 } },
])
const askedAt = "2026-01-01T00:00:00.000Z"

registerLaws(
  "payments",
  arbitraryLaws(payments, (one) => parsePayment(one).ok),
  thorough,
)
registerLaws(
  "lines",
  arbitraryLaws(lines, (line) => {
    const captured = line.taxes.reduce((sum, { amount }) => sum + amount, line.net)
    return parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured, lines: [line] }).ok
  }),
  thorough,
)
registerLaws(
  "policies, ready to decide by",
  arbitraryLaws(policies, (one) => parsePolicy(one).ok),
  thorough,
)
registerLaws(
  "asks",
  arbitraryLaws(asks(payment), (ask) => parseCase({ payment, history: [], ask, askedAt }).ok),
  thorough,
)
registerLaws(
  "histories",
  arbitraryLaws(histories(4), ({ commands, payment: of }) => {
    const opened = parsePayment(of)
    return opened.ok && commands.length > 0 && commands.every(isCommand)
  }),
  thorough,
)
registerLaws(
  "policies",
  arbitraryLaws(policyJson, (one) => parsePolicy(one).ok),
  thorough,
)
registerLaws(
  "cases",
  arbitraryLaws(cases(), (one) => parseCase(one).ok),
  thorough,
)
registerLaws(
  "cases of a policy",
  arbitraryLaws(cases(policy), (one) => parseCase(one).ok),
  thorough,
)
