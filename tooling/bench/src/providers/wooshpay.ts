/** What reading and writing WooshPay's wire costs beside code written by hand for the same fields. */
import { deepStrictEqual } from "node:assert/strict"
import { evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { ProviderFact, RefundView, Sending } from "@refund-rules/engine"
import type { Case } from "../measure.ts"
import { fromWire, must } from "../samples.ts"

const SAMPLES = 64

interface Sample {
  readonly text: string
  readonly sending: Sending
  readonly view: RefundView
}

/** What WooshPay answers: more than anybody reads. */
const answerText = (index: number, currency: string): string =>
  JSON.stringify({
    id: `re_${index}`,
    object: "refund",
    amount: 1000 + index,
    charge: null,
    created: 1_767_225_600,
    currency: currency.toLowerCase(),
    metadata: { order: `order ${index}`, refund_rules_id: `ref_${index}` },
    payment_intent: `pi_${index}`,
    reason: "duplicate",
    status: "succeeded",
    description: null,
    failure_reason: null,
    receipt_number: null,
  })

const sample = (index: number): Sample => {
  const given = {
    id: `p${index}`,
    provider: "wooshpay",
    references: { paymentIntent: `pi_${index}` },
    currency: index % 3 === 0 ? "JPY" : "EUR",
    captured: 10_000,
  }
  const payment = must(parsePayment(fromWire(given)))
  const opened = openLedger(payment)
  const ask = { amount: 1000 + index, ...(index % 2 === 0 ? { reason: "resolved_dispute" } : {}) }
  const metadata = { order: `order ${index}`, shop: "eu" }
  const request = { _tag: "Request", refundId: `ref_${index}`, ask, metadata, at: "2026-01-01T00:00:00.000Z" } as never
  const refund = must(handle(opened, request)).reduce(evolve, opened).refunds[0]!
  const view: RefundView = {
    id: refund.id,
    paymentId: payment.id ?? "",
    provider: "wooshpay",
    providerRefundId: `re_${index}`,
    failureCode: null,
    status: "succeeded",
    verdict: "Approve",
    amount: refund.claim.paid,
    currency: payment.currency,
    lines: refund.claim.lines,
    retained: 0,
    reason: index % 2 === 0 ? "resolved_dispute" : null,
    note: null,
    metadata: refund.metadata,
    requestedBy: "clerk",
    policy: null,
    createdAt: refund.createdAt,
    updatedAt: refund.updatedAt,
  }
  return {
    text: answerText(index, payment.currency),
    sending: { payment, refund, key: `rr_ref_${index}`, attempt: 1 },
    view,
  }
}

interface Coded {
  /** What is sent, what is understood of the answer, and what a client of the facade reads. */
  readonly sent: string
  readonly fact: ProviderFact | undefined
  readonly told: string
}
type Coding = (sample: Sample) => Coded

/** The provider's own modules: a package gives out gateway and facade, and these are what both are made of. */
const ours = async (): Promise<Coding> => {
  const place = (name: string) =>
    new URL(`../../../../packages/providers/wooshpay/src/${name}.ts`, import.meta.url).href
  const { bodyOf, refundOut } = (await import(place("mapping"))) as {
    bodyOf: (sending: Sending, choices: { forwardFraudulent: boolean }) => object
    refundOut: (view: RefundView, payment: Sending["payment"]) => object
  }
  const { outcomeOf } = (await import(place("outcomes"))) as {
    outcomeOf: (sending: Sending, exchanged: object) => { readonly fact?: ProviderFact }
  }
  const choices = { forwardFraudulent: false }
  return ({ sending, text, view }) => ({
    sent: JSON.stringify(bodyOf(sending, choices)),
    fact: outcomeOf(sending, { _tag: "Answered", status: 200, headers: {}, body: text }).fact,
    told: JSON.stringify(refundOut(view, sending.payment)),
  })
}

const known = new Set(["duplicate", "fraudulent", "requested_by_customer", "resolved_dispute"])

/** What a careful engineer writes for these very fields: every check that moves money, no schema, no tables. */
const byHand: Coding = ({ sending: { payment, refund }, text, view }) => {
  const { paymentIntent } = payment.references as Readonly<Record<string, string>>
  const { reason } = refund.asked?.ask ?? {}
  const sent = JSON.stringify({
    payment_intent: paymentIntent,
    amount: String(refund.claim.paid),
    metadata: { ...refund.metadata, refund_rules_id: refund.id },
    ...(reason === undefined || reason === "fraudulent" || !known.has(reason) ? {} : { reason }),
  })
  const answer = JSON.parse(text) as Readonly<Record<string, unknown>>
  const { amount, currency, id, payment_intent: of, status } = answer
  let fact: ProviderFact | undefined
  if (
    typeof id === "string" &&
    id !== "" &&
    (of === null || of === undefined || of === paymentIntent) &&
    amount === refund.claim.paid &&
    typeof currency === "string" &&
    currency.toUpperCase() === payment.currency
  ) {
    const isSettled = status === "succeeded" || status === "failed" || status === "canceled"
    fact = {
      providerRefundId: id,
      status: isSettled ? status : "pending",
      amount: refund.claim.paid,
      currency: payment.currency,
    }
  }
  const told = JSON.stringify({
    id: `re_${view.id.slice(4)}`,
    object: "refund",
    amount: view.amount,
    created: Math.floor(Date.parse(view.createdAt) / 1000),
    currency: view.currency.toLowerCase(),
    metadata: view.metadata,
    payment_intent: paymentIntent,
    status: view.status,
    ...(view.reason === null || !known.has(view.reason) ? {} : { reason: view.reason }),
  })
  return { sent, fact, told }
}

/** Every coding gives the same before anything is timed. */
export const wooshpayCases = async (): Promise<readonly Case[]> => {
  const samples = Array.from({ length: SAMPLES }, (_, index) => sample(index))
  const coding = await ours()
  for (const one of samples) deepStrictEqual(coding(one), byHand(one))
  return [
    { name: "wooshpay", work: (index) => coding(samples[index % SAMPLES]!) },
    { name: "wooshpay by hand", work: (index) => byHand(samples[index % SAMPLES]!) },
  ]
}
