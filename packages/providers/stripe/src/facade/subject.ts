/** Finds the payment a Stripe client means, and holds what it says of it against what is known. */
import type { Payment } from "@refund-rules/core"
import { paymentNamed } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { invalid, missing, type Said } from "./Said.ts"
import type { Visit, Wrong } from "./Visit.ts"

/** What a client says of the payment. */
export interface Named {
  readonly charge?: string
  readonly payment_intent?: string
  readonly currency?: string
  readonly customer?: string
  readonly origin?: "customer_balance"
}

type Looking = (references: Payment["references"]) => Effect.Effect<string | undefined, Wrong>

/** The id of the payment that a charge and a payment intent name, where they name one and the same. */
const oneNamed = Effect.fnUntraced(function* (
  look: Looking,
  { charge, payment_intent: paymentIntent }: Pick<Named, "charge" | "payment_intent">,
): Effect.fn.Return<string | undefined, Wrong> {
  const byIntent = paymentIntent === undefined ? undefined : yield* look({ paymentIntent })
  if (paymentIntent !== undefined && byIntent === undefined) {
    return yield* missing("payment_intent", paymentIntent, "payment_intent")
  }
  if (charge === undefined) return byIntent
  const byCharge = yield* look({ charge })
  if (byCharge === undefined) return yield* missing("charge", charge, "charge")
  if (byIntent !== undefined && byIntent !== byCharge) {
    const message = `The charge '${charge}' does not belong to the payment intent '${paymentIntent}'.`
    return yield* invalid(message, { param: "charge" })
  }
  return byCharge
})

/** Among the payments that are known here: whoever reads changes nothing. */
export const knownPayment = (
  { caller, services: { records } }: Visit,
  named: Named,
): Effect.Effect<string | undefined, Wrong> =>
  oneNamed((references) => records.paymentNamed(caller.scope, "stripe", references), named)

/** The id of the payment to refund. */
export const subjectOf = Effect.fnUntraced(function* (visit: Visit, named: Named): Effect.fn.Return<string, Wrong> {
  if (named.origin !== undefined) return yield* customerBalance(visit, named)
  const { caller, services } = visit
  // One that nobody registered is fetched from Stripe.
  const look: Looking = (references) => paymentNamed(services, caller, "stripe", references)
  const found = yield* oneNamed(look, named)
  return (
    found ??
    (yield* invalid("One of the following params should be provided for this request: payment_intent or charge.", {
      code: "parameter_missing",
      param: "payment_intent",
    }))
  )
})

const needed = (param: string): Said =>
  invalid(`Missing required param: ${param}.`, { code: "parameter_missing", param })

/** A customer's balance is one payment per customer and currency. */
const customerBalance = Effect.fnUntraced(function* (
  { caller, services: { records } }: Visit,
  { charge, currency, customer, payment_intent: paymentIntent }: Named,
): Effect.fn.Return<string, Wrong> {
  if (customer === undefined) return yield* needed("customer")
  if (currency === undefined) return yield* needed("currency")
  if (charge !== undefined || paymentIntent !== undefined) {
    const param = charge === undefined ? "payment_intent" : "charge"
    return yield* invalid(`A refund from a customer's balance has no ${param}.`, { param })
  }
  const filter = { provider: "stripe", customerId: customer, currency: currency.toUpperCase() }
  let cursor: string | undefined
  do {
    const page = yield* records.payments(caller.scope, filter, {
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    })
    const found = page.items.find(({ kind }) => kind === "customer_balance")
    if (found !== undefined) return found.id
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return yield* missing("customer", customer, "customer")
})

/** What a client says of a payment that is not so. */
export const contradiction = (payment: Payment, { currency, customer }: Named): Said | undefined => {
  if (currency !== undefined && currency.toUpperCase() !== payment.currency) {
    const message = `The currency of this charge is ${payment.currency.toLowerCase()}, not ${currency}.`
    return invalid(message, { param: "currency" })
  }
  if (customer !== undefined && customer !== payment.customer?.id) {
    return invalid(`This charge is not of the customer '${customer.slice(0, 100)}'.`, { param: "customer" })
  }
  return undefined
}
