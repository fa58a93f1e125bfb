/** What reading and writing Dodo's wire costs beside code written by hand for the same fields. */
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

/** What Dodo answers: more than anybody reads. */
const answerText = (index: number, currency: string): string =>
  JSON.stringify({
    refund_id: `ref_dodo_${index}`,
    payment_id: `pay_${index}`,
    business_id: "bus_1",
    brand_id: "brd_1",
    status: "succeeded",
    created_at: "2026-01-01T00:00:00.123456Z",
    is_partial: true,
    amount: 1000 + index,
    currency,
    reason: null,
    metadata: { order: `order ${index}`, refund_rules_id: `ref_${index}` },
    customer: { customer_id: `cus_${index}`, name: "Ada", email: "ada@example.org", phone_number: null },
  })

const sample = (index: number): Sample => {
  const tax = 100 + index
  const given = {
    id: `p${index}`,
    provider: "dodo",
    references: { paymentId: `pay_${index}` },
    currency: index % 3 === 0 ? "JPY" : "EUR",
    captured: 10_000,
    customer: { id: `cus_${index}`, name: "Ada", email: "ada@example.org" },
    lines: [
      { id: "prod_1", kind: "product", quantity: 1, net: 7000 - tax, taxes: [{ id: "vat", amount: tax }] },
      { id: "addon_1", kind: "addon", quantity: 1, net: 3000, taxes: [] },
    ],
  }
  const payment = must(parsePayment(fromWire(given)))
  const opened = openLedger(payment)
  const ask = { amount: 1000 + index, ...(index % 2 === 0 ? { note: `parcel ${index} came back` } : {}) }
  const metadata = { order: `order ${index}`, count: "5", dodoTyped: '["count"]' }
  const request = { _tag: "Request", refundId: `ref_${index}`, ask, metadata, at: "2026-01-01T00:00:00.000Z" } as never
  const refund = must(handle(opened, request)).reduce(evolve, opened).refunds[0]!
  const view: RefundView = {
    id: refund.id,
    paymentId: payment.id ?? "",
    provider: "dodo",
    providerRefundId: `ref_dodo_${index}`,
    failureCode: null,
    status: "succeeded",
    verdict: "Approve",
    amount: refund.claim.paid,
    currency: payment.currency,
    lines: refund.claim.lines,
    retained: 0,
    reason: null,
    note: ask.note ?? null,
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
  const place = (name: string) => new URL(`../../../../packages/providers/dodo/src/${name}.ts`, import.meta.url).href
  const { bodyOf, itemsOf, refundOut } = (await import(place("mapping"))) as {
    bodyOf: (sending: Sending, items: unknown, choices: { forwardFraudulent: boolean }) => object
    itemsOf: (sending: Sending) => unknown
    refundOut: (view: RefundView, owned: { payment: Sending["payment"]; business: string }) => object
  }
  const { outcomeOf } = (await import(place("outcomes"))) as {
    outcomeOf: (sending: Sending, exchanged: object) => { readonly fact?: ProviderFact }
  }
  const choices = { forwardFraudulent: false }
  return ({ sending, text, view }) => ({
    sent: JSON.stringify(bodyOf(sending, itemsOf(sending), choices)),
    fact: outcomeOf(sending, { _tag: "Answered", status: 200, headers: {}, body: text }).fact,
    told: JSON.stringify(refundOut(view, { payment: sending.payment, business: "default" })),
  })
}

/** Values with the types they came with. */
const typed = ({ dodoTyped, ...values }: Readonly<Record<string, string>>): Record<string, unknown> => {
  const names = new Set(dodoTyped === undefined ? [] : (JSON.parse(dodoTyped) as readonly string[]))
  const shown: Record<string, unknown> = {}
  for (const name in values) {
    const value = values[name]!
    shown[name] = names.has(name) ? (value === "true" || value === "false" ? value === "true" : Number(value)) : value
  }
  return shown
}

/** What a careful engineer writes for these very fields: every check that moves money, no schema, no tables. */
const byHand: Coding = ({ sending: { payment, refund }, text, view }) => {
  const { paymentId } = payment.references as Readonly<Record<string, string>>
  const { note } = refund.asked?.ask ?? {}
  const sent = JSON.stringify({
    payment_id: paymentId,
    items: refund.claim.lines
      .filter(({ amount }) => amount > 0)
      .map(({ amount, id }) => ({ item_id: id, amount, tax_inclusive: true })),
    metadata: { ...typed(refund.metadata), refund_rules_id: refund.id },
    ...(note === undefined ? {} : { reason: note }),
  })
  const answer = JSON.parse(text) as Readonly<Record<string, unknown>>
  let fact: ProviderFact | undefined
  if (
    typeof answer["refund_id"] === "string" &&
    answer["refund_id"] !== "" &&
    answer["payment_id"] === paymentId &&
    answer["amount"] === refund.claim.paid &&
    answer["currency"] === payment.currency
  ) {
    const status = answer["status"] === "succeeded" || answer["status"] === "failed" ? answer["status"] : "pending"
    fact = { providerRefundId: answer["refund_id"], status, amount: refund.claim.paid, currency: payment.currency }
  }
  const { email = "", id = "", name = "" } = payment.customer ?? {}
  const told = JSON.stringify({
    refund_id: view.id,
    payment_id: paymentId,
    business_id: "default",
    status: view.status,
    created_at: view.createdAt,
    is_partial: view.amount < payment.captured,
    amount: view.amount,
    currency: view.currency,
    reason: view.note,
    brand_id: "default",
    metadata: typed(view.metadata),
    customer: { customer_id: id, name, email, metadata: {}, phone_number: null },
  })
  return { sent, fact, told }
}

/** Every coding gives the same before anything is timed. */
export const dodoCases = async (): Promise<readonly Case[]> => {
  const samples = Array.from({ length: SAMPLES }, (_, index) => sample(index))
  const coding = await ours()
  for (const one of samples) deepStrictEqual(coding(one), byHand(one))
  return [
    { name: "dodo", work: (index) => coding(samples[index % SAMPLES]!) },
    { name: "dodo by hand", work: (index) => byHand(samples[index % SAMPLES]!) },
  ]
}
