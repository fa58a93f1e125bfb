/** What reading and writing Loop's wire costs beside code written by hand for the same fields. */
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

const sample = (index: number): Sample => {
  const given = {
    id: `p${index}`,
    provider: "loop",
    references: { chargeId: `ch_${index}`, paymentId: `pm_${index}` },
    currency: index % 3 === 0 ? "JPY" : "USD",
    captured: 10_000 + index,
    customer: { id: `cus_${index}` },
  }
  const payment = must(parsePayment(fromWire(given)))
  const opened = openLedger(payment)
  const ask = { amount: 1000 + index, note: `parcel ${index} came back` }
  const request = { _tag: "Request", refundId: `ref_${index}`, ask, at: "2026-01-01T00:00:00.000Z" } as never
  const refund = must(handle(opened, request)).reduce(evolve, opened).refunds[0]!
  const view: RefundView = {
    id: refund.id,
    paymentId: payment.id ?? "",
    provider: "loop",
    providerRefundId: `re_${index}`,
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
  const text = JSON.stringify({
    refund_id: `re_${index}`,
    payment_id: `pm_${index}`,
    charge_id: `ch_${index}`,
    amount_cents: refund.claim.paid,
    status: "succeeded",
    stripe_refund_id: `re_${index}`,
  })
  return { text, sending: { payment, refund, key: `rr_ref_${index}`, attempt: 1 }, view }
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
  const place = (name: string) => new URL(`../../../../packages/providers/loop/src/${name}.ts`, import.meta.url).href
  const { adminRefundOut, askOut } = (await import(place("mapping"))) as {
    adminRefundOut: (view: RefundView, payment: Sending["payment"]) => object
    askOut: (sending: Sending) => { readonly body: object } | undefined
  }
  const { sentOf } = (await import(place("outcomes"))) as {
    sentOf: (sending: Sending, exchanged: object) => { readonly fact?: ProviderFact }
  }
  return ({ sending, text, view }) => ({
    sent: JSON.stringify(askOut(sending)?.body),
    fact: sentOf(sending, { _tag: "Answered", status: 201, headers: {}, body: text }).fact,
    told: JSON.stringify(adminRefundOut(view, sending.payment)),
  })
}

/** What a careful engineer writes for these very fields: every check that moves money, no schema, no tables. */
const byHand: Coding = ({ sending: { payment, refund }, text, view }) => {
  const { chargeId, paymentId } = payment.references as Readonly<Record<string, string>>
  const reason = `[${refund.id}] ${refund.asked?.ask.note ?? ""}`
  const sent = JSON.stringify({ charge_id: chargeId, amount_cents: refund.claim.paid, reason })
  const answer = JSON.parse(text) as Readonly<Record<string, unknown>>
  const { amount_cents: amount, charge_id: charge, payment_id: paid, refund_id: id, status } = answer
  let fact: ProviderFact | undefined
  if (
    typeof id === "string" &&
    id !== "" &&
    typeof status === "string" &&
    Number.isSafeInteger(amount) &&
    amount === refund.claim.paid &&
    (charge === null || charge === chargeId) &&
    (paid === undefined || paid === paymentId)
  ) {
    const isSettled = status === "succeeded" || status === "failed" || status === "canceled"
    fact = {
      providerRefundId: id,
      status: isSettled ? (status as "succeeded") : "pending",
      amount: refund.claim.paid,
      currency: payment.currency,
    }
  }
  const told = JSON.stringify({
    refund_id: view.id,
    payment_id: paymentId,
    amount_cents: view.amount,
    status: view.status,
    charge_id: chargeId ?? null,
    stripe_refund_id: view.providerRefundId?.startsWith("re_") === true ? view.providerRefundId : "",
  })
  return { sent, fact, told }
}

/** Every coding gives the same before anything is timed. */
export const loopCases = async (): Promise<readonly Case[]> => {
  const samples = Array.from({ length: SAMPLES }, (_, index) => sample(index))
  const coding = await ours()
  for (const one of samples) deepStrictEqual(coding(one), byHand(one))
  return [
    { name: "loop", work: (index) => coding(samples[index % SAMPLES]!) },
    { name: "loop by hand", work: (index) => byHand(samples[index % SAMPLES]!) },
  ]
}
