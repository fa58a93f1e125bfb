/** The work every contestant does: the same request on the same payment, decided and handled by the same core. */
import {
  caseOf,
  codeOf,
  decide,
  type Event,
  foremostFirst,
  handle,
  type Ledger,
  parseAsk,
  parsePayment,
  parsePolicy,
  type Payment,
  type Policy,
  refOf,
  type Verdict,
} from "@refund-rules/core"
import type { Decided, Errand, Scope, ShadowRuling } from "@refund-rules/engine"

export const scope: Scope = { merchant: "bench", mode: "live" }
export const DOOR = "native"
export const FINGERPRINT = "f".repeat(64)
export const ACTOR = "till-7"
const BEGIN = Date.parse("2026-01-01T00:00:00.000Z")

/** One clock for all, so that the same request leaves the same bytes wherever it is run. */
export const NOW = BEGIN

export interface Request {
  readonly paymentId: string
  readonly refundId: string
  readonly key: string
  readonly at: string
  /** As it comes over the wire. */
  readonly ask: unknown
}

/** The request of a number: payments in an order that has none, refunds and keys in the order they are made. */
export const requestOf = (number: number, payments: number): Request => ({
  paymentId: idOf((number * 7_919) % payments),
  refundId: `re_${number.toString(36).padStart(12, "0")}`,
  key: `order-${number}-refund`,
  at: new Date(BEGIN + number).toISOString(),
  ask: { amount: 10 + (number % 5), reason: "requested_by_customer" },
})

const idOf = (index: number): string => `pay_${index.toString(36).padStart(12, "0")}`

/** What is registered: two lines, with tax. */
export const paymentOf = (index: number): Payment & { readonly id: string } => {
  const id = idOf(index)
  if (template === undefined) throw new Error("the payment of the bench must be well formed")
  return { ...template, id, references: { order: `order-${index}` }, customer: { id: `customer-${index % 100_000}` } }
}

const parsed = parsePayment({
  id: "template",
  provider: "sandbox",
  references: { order: "template" },
  currency: "EUR",
  captured: 1_000_000,
  customer: { id: "template" },
  lines: [
    { id: "goods", kind: "product", quantity: 1000, net: 800_000, taxes: [{ id: "vat", amount: 160_000 }] },
    { id: "shipping", kind: "shipping", quantity: 1, net: 40_000, taxes: [] },
  ],
})
const template = parsed.ok ? parsed.value : undefined

const policyRead = parsePolicy({
  id: "default",
  bindAt: "request",
  rules: [
    { id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR: 500_000 } }, otherwise: "Review" },
    { id: "reason", requires: { _tag: "ReasonRequired" }, otherwise: "Refuse" },
  ],
  terms: {},
})
if (!policyRead.ok) throw new Error("the policy of the bench must be well formed")
const policy: Policy = policyRead.value

const strictRead = parsePolicy({
  id: "default",
  version: 2,
  bindAt: "request",
  rules: [
    { id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR: 500_000 } }, otherwise: "Review" },
    { id: "note", requires: { _tag: "NoteRequired" }, otherwise: "Refuse" },
  ],
  terms: {},
})
if (!strictRead.ok) throw new Error("the policy in shadow must be well formed")
const strict: Policy = strictRead.value

export interface Judged {
  readonly events: readonly Event[]
  readonly answer: { readonly id: string; readonly status: string; readonly amount: number } | null
  readonly errands: readonly Errand[]
  readonly decided: Decided & { readonly verdict: Verdict }
  readonly subject: string
  readonly by: string
  readonly shadow?: ShadowRuling
}

/** Reads the ask, decides, and holds: what a desk does between reading a ledger and writing it. */
export const judged =
  ({ ask: json, at, refundId }: Request) =>
  (ledger: Ledger): Judged => {
    const ask = parseAsk(json)
    if (!ask.ok) throw new Error("the ask of the bench must be well formed")
    const decision = decide(
      policy,
      caseOf(ledger, { ask: ask.value, askedAt: at as never, requestedBy: ACTOR as never }),
    )
    const given = { refundId, ask: ask.value, requestedBy: ACTOR, at, terms: policy.terms }
    const events = handle(ledger, { _tag: "Request", ...given, review: decision._tag === "Review" })
    if (!events.ok || decision._tag === "Refuse") throw new Error("every request of the bench must be accepted")
    return {
      events: events.value,
      answer: { id: refundId, status: "accepted", amount: ask.value.amount ?? 0 },
      errands: [{ id: `send ${refundId}`, refundId }],
      decided: {
        refundId,
        verdict: decision._tag,
        ask: ask.value,
        askedAt: at,
        requestedBy: ACTOR,
        position: ledger.version,
        policy: decision.policy,
        codes: [],
      },
      subject: refundId,
      by: ACTOR,
    }
  }

/** The same beside a version in shadow, which refuses all of them: each leaves a difference, the dearest there is. */
export const judgedBeside =
  (request: Request) =>
  (ledger: Ledger): Judged => {
    const made = judged(request)(ledger)
    const { ask, askedAt } = made.decided
    const decision = decide(strict, caseOf(ledger, { ask, askedAt: askedAt as never, requestedBy: ACTOR as never }))
    const codes = [...new Set(foremostFirst(decision.violations).map(codeOf))]
    const { currency } = ledger.payment
    const beside = { amount: ask.amount ?? 0, currency, milliseconds: 0 }
    return { ...made, shadow: { policy: versionTwo, verdict: decision._tag, amount: 0, codes, beside } }
  }

const versionTwo = refOf(strict)
