/** A payment as Stripe tells of it, made into one that can be registered. */
import { type PaymentInput, parsePayment } from "@refund-rules/core"
import type { FetchedPayment, ProviderFact } from "@refund-rules/engine"
import { amountIn, factOf } from "./mapping.ts"
import type { ChargeRead, IntentRead, RefundRead } from "./Wire.ts"

/** Either an id, or what it stands for. */
type Named = string | { readonly id: string } | null | undefined

export const idOf = (named: Named): string | undefined =>
  named === null || named === undefined || typeof named === "string" ? (named ?? undefined) : named.id

/** What to register of a charge, with all that was refunded of it; undefined where nobody can read what Stripe tells. */
export const chargedOut = (charge: ChargeRead, refunds: readonly RefundRead[]): FetchedPayment | undefined => {
  const currency = charge.currency.toUpperCase()
  const captured = amountIn(currency, charge.amount_captured || charge.amount)
  const facts = refunds.map((refund) => factOf(refund))
  if (captured === undefined || facts.includes(undefined)) return undefined
  const intent = idOf(charge.payment_intent)
  const payment = registrable({
    references: { ...(intent === undefined ? {} : { paymentIntent: intent }), charge: charge.id },
    currency,
    captured,
    status: statusOf(charge),
    ...besidesOf(charge),
    ...passedOn(charge, captured),
  })
  // Every one of them could be read.
  return payment === undefined ? undefined : { payment, refunds: facts as readonly ProviderFact[] }
}

/** What to register of an intent that has come to no charge: nothing that can be refunded, and known as such. */
export const intendedOut = (intent: IntentRead): FetchedPayment | undefined => {
  const currency = intent.currency.toUpperCase()
  const captured = amountIn(currency, intent.amount)
  const status = intent.status === "canceled" ? "canceled" : "pending"
  if (captured === undefined) return undefined
  const payment = registrable({
    references: { paymentIntent: intent.id },
    currency,
    captured,
    status,
    ...besidesOf(intent),
  })
  return payment === undefined ? undefined : { payment, refunds: [] }
}

const registrable = (given: object): PaymentInput | undefined => {
  const payment = { provider: "stripe", ...given }
  // It was just read as what it is taken for.
  return parsePayment(payment).ok ? (payment as unknown as PaymentInput) : undefined
}

const statusOf = ({ captured, status }: ChargeRead): PaymentInput["status"] => {
  switch (status) {
    case "succeeded":
      return captured === false ? "authorized" : "captured"
    case "failed":
      return "failed"
    case null:
    case undefined:
      return "pending"
  }
  return "pending"
}

const besidesOf = ({ created, customer, metadata }: ChargeRead | IntentRead) => {
  const id = idOf(customer)
  return {
    capturedAt: new Date(created * 1000).toISOString(),
    ...(id === undefined ? {} : { customer: { id } }),
    ...(metadata === undefined || metadata === null ? {} : { metadata }),
  }
}

/** What went to the platform and to the account that the charge was made for: all of it, unless Stripe says how much. */
const passedOn = ({ application_fee_amount: fee, currency, transfer_data: transfer }: ChargeRead, captured: number) => {
  const amountOf = (wired: number): number | undefined => amountIn(currency.toUpperCase(), wired)
  const destination = idOf(transfer?.destination)
  const given = transfer?.amount ?? undefined
  return {
    ...(fee === undefined || fee === null ? {} : { applicationFee: amountOf(fee) }),
    ...(destination === undefined
      ? {}
      : { transfer: { destination, amount: given === undefined ? captured : amountOf(given) } }),
  }
}
