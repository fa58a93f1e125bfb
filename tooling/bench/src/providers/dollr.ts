/** What reading and writing Dollr's wire costs beside code written by hand for the same fields. */
import { deepStrictEqual } from "node:assert/strict"
import { encodeAmount, evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { ProviderFact, RefundView, Sending } from "@refund-rules/engine"
import type { Case } from "../measure.ts"
import { fromWire, must } from "../samples.ts"

const SAMPLES = 64
const reference = "550e8400-e29b-41d4-a716-446655440000"

interface Sample {
  readonly text: string
  readonly sending: Sending
  readonly view: RefundView
}

/** What Dollr answers to an execution: more than anybody reads. */
const answerText = (currency: string, amount: string): string =>
  `{"reference_id":"${reference}","status":"COMPLETED","payer_amount":${amount},"payer_currency":"${currency}",` +
  `"payee_currency":"${currency}","payee_amount":${amount},"operation_type":"REFUND","provider_transaction_id":"tx_1",` +
  `"gateway_message":"done","wallet_message":null,"client_secret":null,"requires_action":false}`

const sample = (index: number): Sample => {
  const given = {
    id: `p${index}`,
    provider: "dollr",
    references: { paymentIntentId: index + 1 },
    currency: index % 3 === 0 ? "XAF" : "USD",
    captured: 10_000 + index,
  }
  const payment = must(parsePayment(fromWire(given)))
  const opened = openLedger(payment)
  const ask = { amount: 1000 + index, note: `parcel ${index} came back` }
  const request = { _tag: "Request", refundId: `ref_${index}`, ask, at: "2026-01-01T00:00:00.000Z" } as never
  const refund = must(handle(opened, request)).reduce(evolve, opened).refunds[0]!
  const view: RefundView = {
    id: refund.id,
    paymentId: payment.id ?? "",
    provider: "dollr",
    providerRefundId: reference,
    failureCode: null,
    status: "succeeded",
    verdict: "Approve",
    amount: refund.claim.paid,
    currency: payment.currency,
    lines: refund.claim.lines,
    retained: 0,
    reason: null,
    note: ask.note,
    metadata: {},
    requestedBy: "clerk",
    policy: null,
    createdAt: refund.createdAt,
    updatedAt: refund.updatedAt,
  }
  const amount = encodeAmount("dollr", payment.currency, refund.claim.paid)
  return {
    text: answerText(payment.currency, amount.ok ? amount.value : ""),
    sending: { payment, refund, key: `rr_ref_${index}`, attempt: 1 },
    view,
  }
}

interface Coded {
  /** What is understood of the answer, and what a client of the facade reads. */
  readonly fact: ProviderFact | undefined
  readonly told: string
}
type Coding = (sample: Sample) => Coded

/** The provider's own modules: a package gives out gateway and facade, and these are what both are made of. */
const ours = async (): Promise<Coding> => {
  const place = (name: string) => new URL(`../../../../packages/providers/dollr/src/${name}.ts`, import.meta.url).href
  const { executionOut } = (await import(place("mapping"))) as {
    executionOut: (view: RefundView, reference: string) => object
  }
  const { executedOf } = (await import(place("outcomes"))) as {
    executedOf: (sending: Sending, reference: string, exchanged: object) => { readonly fact?: ProviderFact }
  }
  return ({ sending, text, view }) => ({
    fact: executedOf(sending, reference, { _tag: "Answered", status: 200, headers: {}, body: text }).fact,
    told: JSON.stringify(executionOut(view, reference)),
  })
}

/** An amount from its text, in a currency of two decimals or none. */
const minorOf = (text: unknown, decimals: number): number | undefined => {
  const [, whole, fraction = ""] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(String(text)) ?? []
  if (whole === undefined || fraction.length > decimals) return undefined
  return Number(whole) * 10 ** decimals + Number(fraction.padEnd(decimals, "0"))
}

const decimalsOf = (currency: string): number => (currency === "XAF" ? 0 : 2)

/** The platform's own parser gives a number's text to whoever asks for it. */
type Reviver = (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown
const keepAmounts: Reviver = (key, value, context) =>
  key === "payer_amount" || key === "payee_amount" ? context?.source : value

/** What a careful engineer writes for these very fields: every check that moves money, no schema, no tables. */
const byHand: Coding = ({ sending: { payment, refund }, text, view }) => {
  const answer = JSON.parse(text, keepAmounts) as Readonly<Record<string, unknown>>
  const { payer_currency: payer, payee_currency: payee, reference_id: id, status } = answer
  let fact: ProviderFact | undefined
  if (id === reference && typeof payer === "string" && typeof payee === "string" && typeof status === "string") {
    const paid = minorOf(answer["payer_amount"], decimalsOf(payer))
    const got = minorOf(answer["payee_amount"], decimalsOf(payee))
    const isSent =
      (payer === payment.currency && paid === refund.claim.paid) ||
      (payee === payment.currency && got === refund.claim.paid)
    const settled = status === "COMPLETED" ? "succeeded" : status === "FAILED" ? "failed" : "pending"
    if (isSent) {
      fact = { providerRefundId: reference, status: settled, amount: refund.claim.paid, currency: payment.currency }
    }
  }
  const digits = String(view.amount).padStart(3, "0")
  const amount = decimalsOf(view.currency) === 0 ? String(view.amount) : `${digits.slice(0, -2)}.${digits.slice(-2)}`
  const told =
    `{"reference_id":"${reference}","status":"COMPLETED","payer_amount":${amount},"payer_currency":"${view.currency}",` +
    `"payee_currency":"${view.currency}","payee_amount":${amount},"operation_type":"REFUND",` +
    `"provider_transaction_id":${JSON.stringify(view.providerRefundId)},"gateway_message":null,"wallet_message":null,` +
    `"client_secret":null,"requires_action":false}`
  return { fact, told }
}

/** Every coding gives the same before anything is timed. */
export const dollrCases = async (): Promise<readonly Case[]> => {
  const samples = Array.from({ length: SAMPLES }, (_, index) => sample(index))
  const coding = await ours()
  for (const one of samples) deepStrictEqual(coding(one), byHand(one))
  return [
    { name: "dollr", work: (index) => coding(samples[index % SAMPLES]!) },
    { name: "dollr by hand", work: (index) => byHand(samples[index % SAMPLES]!) },
  ]
}
