/** The payment a provider's name stands for: registered here, or fetched from the provider, registered, and then known. */
import type { Payment } from "@refund-rules/core"
import type { Caller, FetchedPayment, Gateways, Records, RefundDesk, StoreUnavailable } from "@refund-rules/engine"
import { Data, Effect } from "effect"

/**
 * The provider could not be asked whether it knows a payment: nothing was changed, and asking again later may tell.
 *
 * @since 0.1.0
 */
export class PaymentUntold extends Data.TaggedError("PaymentUntold")<{ readonly provider: string }> {}

/**
 * What a payment is looked for in.
 *
 * @since 0.1.0
 */
export interface PaymentPlaces {
  readonly desk: (typeof RefundDesk)["Service"]
  readonly gateways: (typeof Gateways)["Service"]
  readonly records: (typeof Records)["Service"]
}

/**
 * The id of the payment that a provider calls so. One that nobody registered is fetched where the gateway can, and what
 * was refunded of it there counts before anything more is; undefined where nobody knows it, or where what the provider
 * tells of it is no payment that can be kept.
 *
 * @since 0.1.0
 */
export const paymentNamed = Effect.fnUntraced(function* (
  { desk, gateways, records }: PaymentPlaces,
  { scope }: Caller,
  provider: string,
  references: Payment["references"],
): Effect.fn.Return<string | undefined, PaymentUntold | StoreUnavailable> {
  const known = yield* records.paymentNamed(scope, provider, references)
  const fetchPayment = known === undefined ? gateways.of(scope, provider)?.fetchPayment : undefined
  if (fetchPayment === undefined) return known
  const fetched = yield* fetchPayment(references)
  if (fetched === "unknown") return yield* new PaymentUntold({ provider })
  return fetched === undefined ? undefined : yield* registered(desk, { scope, actor: { id: provider } }, fetched)
})

const registered = (
  desk: (typeof RefundDesk)["Service"],
  caller: Caller,
  { payment, refunds }: FetchedPayment,
): Effect.Effect<string | undefined, StoreUnavailable> =>
  Effect.gen(function* () {
    const { id } = (yield* desk.registerPayment(caller, payment)).payment
    for (const fact of refunds) yield* desk.recordFact(caller, { paymentId: id, ...fact })
    return id
  }).pipe(
    Effect.catchTag(["Conflict", "Invalid", "NotFound", "ReferenceTaken"], (wrong) =>
      Effect.as(Effect.logWarning("a payment that its provider tells of cannot be registered", wrong), undefined),
    ),
  )
