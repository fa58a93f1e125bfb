/** What reading and writing Stripe's wire costs beside code written by hand for the same fields, and forms beside qs. */
import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { ProviderFact, RefundView, Sending } from "@refund-rules/engine"
import { readForm } from "@refund-rules/provider-kit"
import qs from "qs"
import type { Case } from "../measure.ts"
import { fromWire, must } from "../samples.ts"

const SAMPLES = 64

interface Sample {
  readonly text: string
  readonly sending: Sending
  readonly view: RefundView
}

const reasons = ["duplicate", "goodwill", "requested_by_customer", undefined] as const

/** What Stripe answers: more than anybody reads. */
const answerText = (index: number, currency: string, metadata: object): string =>
  JSON.stringify({
    id: `re_${index}`,
    object: "refund",
    amount: 1000 + index,
    balance_transaction: `txn_${index}`,
    charge: `ch_${index}`,
    created: 1_767_225_600,
    currency: currency.toLowerCase(),
    destination_details: { card: { type: "refund" }, type: "card" },
    metadata: { ...metadata, refund_rules_id: `ref_${index}` },
    payment_intent: `pi_${index}`,
    payment_method: null,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  })

/** A refund as it is sent, as Stripe answers for it, and as it is told. */
const sample = (index: number): Sample => {
  const given = {
    id: `p${index}`,
    provider: "stripe",
    references: { paymentIntent: `pi_${index}`, charge: `ch_${index}` },
    currency: index % 3 === 0 ? "JPY" : "EUR",
    captured: 10_000 + index,
    customer: { id: `cus_${index}` },
  }
  const payment = must(parsePayment(fromWire(given)))
  const opened = openLedger(payment)
  const reason = reasons[index % reasons.length]
  const ask = { amount: 1000 + index, ...(reason === undefined ? {} : { reason }) }
  const metadata = { order: `order ${index}`, shop: "eu" }
  const request = { _tag: "Request", refundId: `ref_${index}`, ask, metadata, at: "2026-01-01T00:00:00.000Z" } as never
  const refund = must(handle(opened, request)).reduce(evolve, opened).refunds[0]!
  return {
    text: answerText(index, payment.currency, metadata),
    sending: { payment, refund, key: `rr_ref_${index}`, attempt: 1 },
    view: viewOf(payment, refund, reason ?? null),
  }
}

const viewOf = (payment: Sending["payment"], refund: Sending["refund"], reason: RefundView["reason"]): RefundView => ({
  id: refund.id,
  paymentId: payment.id ?? "",
  provider: "stripe",
  providerRefundId: `re_${refund.id.slice(4)}`,
  failureCode: null,
  status: "succeeded",
  verdict: "Approve",
  amount: refund.claim.paid,
  currency: payment.currency,
  lines: refund.claim.lines,
  retained: 0,
  reason,
  note: null,
  metadata: refund.metadata,
  requestedBy: "clerk",
  policy: null,
  createdAt: refund.createdAt,
  updatedAt: refund.updatedAt,
})

interface Coded {
  /** What is sent, what is understood of the answer, and what a client of the facade reads. */
  readonly sent: string
  readonly fact: ProviderFact | undefined
  readonly told: string
}

type Coding = (sample: Sample) => Coded

/** The provider's own modules: a package gives out gateway and facade, and these are what both are made of. */
const ours = async (): Promise<Coding> => {
  const place = (name: string) => new URL(`../../../../packages/providers/stripe/src/${name}.ts`, import.meta.url).href
  const { formOf, refundOut } = (await import(place("mapping"))) as {
    formOf: (sending: Sending, choices: { forwardFraudulent: boolean }) => object
    refundOut: (view: RefundView, payment: Sending["payment"]) => object
  }
  const { outcomeOf } = (await import(place("outcomes"))) as {
    outcomeOf: (sending: Sending, exchanged: object) => { readonly fact?: ProviderFact }
  }
  const { writeForm } = await import("@refund-rules/provider-kit")
  const choices = { forwardFraudulent: false }
  return ({ sending, text, view }) => ({
    sent: writeForm(formOf(sending, choices) as never),
    fact: outcomeOf(sending, { _tag: "Answered", status: 200, headers: {}, body: text }).fact,
    told: JSON.stringify(refundOut(view, sending.payment)),
  })
}

interface Answered {
  readonly id: unknown
  readonly object: unknown
  readonly amount: unknown
  readonly currency: unknown
  readonly status: unknown
  readonly payment_intent: unknown
  readonly charge: unknown
}

const known = new Set(["duplicate", "fraudulent", "requested_by_customer"])

/** What a careful engineer writes for these very fields: every check that moves money, no schema, no tables. */
const byHand: Coding = ({ sending: { payment, refund }, text, view }) => {
  const { paymentIntent, charge } = payment.references as Readonly<Record<string, string>>
  let sent = `payment_intent=${encodeURIComponent(paymentIntent!)}&amount=${refund.claim.paid}`
  const reason = refund.asked?.ask.reason
  if (reason !== undefined && reason !== "fraudulent" && known.has(reason)) sent += `&reason=${reason}`
  for (const name in refund.metadata)
    sent += `&metadata[${encodeURIComponent(name)}]=${encodeURIComponent(refund.metadata[name]!)}`
  sent += `&metadata[refund_rules_id]=${encodeURIComponent(refund.id)}`
  const answer = JSON.parse(text) as Answered
  let fact: ProviderFact | undefined
  if (
    typeof answer.id === "string" &&
    answer.id !== "" &&
    answer.object === "refund" &&
    Number.isSafeInteger(answer.amount) &&
    answer.amount === refund.claim.paid &&
    typeof answer.currency === "string" &&
    answer.currency.toUpperCase() === payment.currency &&
    (answer.payment_intent === null || answer.payment_intent === paymentIntent) &&
    (answer.charge === null || answer.charge === charge)
  ) {
    const settled = answer.status === "succeeded" || answer.status === "failed" || answer.status === "canceled"
    const status = settled || answer.status === "requires_action" ? (answer.status as "succeeded") : "pending"
    fact = { providerRefundId: answer.id, status, amount: refund.claim.paid, currency: payment.currency }
  }
  const told = JSON.stringify({
    id: `re_${view.id.slice(4)}`,
    object: "refund",
    amount: view.amount,
    balance_transaction: null,
    charge: charge ?? null,
    created: Math.floor(Date.parse(view.createdAt) / 1000),
    currency: view.currency.toLowerCase(),
    customer: payment.customer?.id ?? null,
    customer_account: null,
    metadata: view.metadata,
    payment_intent: paymentIntent ?? null,
    payment_method: null,
    reason: view.reason !== null && known.has(view.reason) ? view.reason : null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: view.status,
    transfer_reversal: null,
  })
  return { sent, fact, told }
}

const forms = [
  "payment_intent=pi_3MtwBwLkdIwHu7ix28a3tqPa&amount=4000",
  "amount=4000&charge=ch_3MmlLrLkdIwHu7ix0snN0B15&metadata[order]=6735&metadata[shop]=eu&expand[0]=charge&expand[1]=payment_intent&reason=requested_by_customer&refund_application_fee=false",
  "payment_intent=pi_1&metadata%5Ba%20b%5D=%C3%BC%26&metadata%5Bnote%5D=two+words&expand%5B%5D=charge&instructions_email=ada%40example.org",
]

/** Every coding gives the same before anything is timed. */
export const codecCases = async (): Promise<readonly Case[]> => {
  const samples = Array.from({ length: SAMPLES }, (_, index) => sample(index))
  const coding = await ours()
  for (const one of samples) deepStrictEqual(coding(one), byHand(one))
  const withLibrary = (text: string) => qs.parse(text, { plainObjects: true, allowPrototypes: true, arrayLimit: 0 })
  for (const text of forms) {
    const read = readForm(text)
    strictEqual(JSON.stringify(read.ok && read.form), JSON.stringify(withLibrary(text)))
  }
  return [
    { name: "stripe", work: (index) => coding(samples[index % SAMPLES]!) },
    { name: "stripe by hand", work: (index) => byHand(samples[index % SAMPLES]!) },
    { name: "form", work: (index) => readForm(forms[index % forms.length]!) },
    { name: "form with qs", work: (index) => withLibrary(forms[index % forms.length]!) },
  ]
}
