/** The payment a provider's name stands for: registered here, or fetched from the provider, registered, and then known. */
import type { Payment } from "@refund-rules/core"
import type {
  Caller,
  FetchedPayment,
  Gateways,
  LedgerStore,
  Records,
  RefundDesk,
  StoreUnavailable,
} from "@refund-rules/engine"
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
  readonly store: (typeof LedgerStore)["Service"]
}

/**
 * The id of the payment that a provider calls so. One that nobody registered is fetched where the gateway can, and what
 * was refunded of it there counts before anything more is; so is one that was not captured yet when it was last heard of.
 * Undefined where nobody knows it, or where what the provider tells of it is no payment that can be kept.
 *
 * @since 0.1.0
 */
export const paymentNamed = Effect.fnUntraced(function* (
  { desk, gateways, records, store }: PaymentPlaces,
  { scope }: Pick<Caller, "scope">,
  provider: string,
  references: Payment["references"],
): Effect.fn.Return<string | undefined, PaymentUntold | StoreUnavailable> {
  const id = yield* records.paymentNamed(scope, provider, references)
  const fetchPayment = gateways.of(scope, provider)?.fetchPayment
  if (fetchPayment === undefined) return id
  const known = id === undefined ? undefined : yield* paymentOf(store, scope, id)
  if (known !== undefined && known.status !== "pending" && known.status !== "authorized") return id
  // What is known may have a name the provider tells of it by, where the client has another.
  const fetched = yield* fetchPayment(known?.references ?? references)
  if (fetched === undefined || fetched === "unknown") {
    return known === undefined && fetched === "unknown" ? yield* new PaymentUntold({ provider }) : id
  }
  // It may be known by another of its names.
  const named = id ?? (yield* records.paymentNamed(scope, provider, fetched.payment.references))
  if (named !== id) return named
  const caller = { scope, actor: { id: provider } }
  // What is known stays as it was registered: only how far it has come is new.
  const payment = known === undefined ? fetched.payment : { ...known, id, status: fetched.payment.status }
  return (yield* registered(desk, caller, payment, fetched.refunds)) ?? id
})

const paymentOf = (
  store: PaymentPlaces["store"],
  scope: Caller["scope"],
  id: string,
): Effect.Effect<Payment, StoreUnavailable> =>
  store.read(scope, id).pipe(
    Effect.map(({ payment }) => payment),
    // It was named a moment ago, and no ledger is ever deleted.
    Effect.catchTag("PaymentNotFound", Effect.die),
  )

/** What came to nothing there is nothing to record; whatever else was refunded of it counts from the first moment. */
const registered = (
  desk: (typeof RefundDesk)["Service"],
  caller: Caller,
  payment: object,
  refunds: FetchedPayment["refunds"],
): Effect.Effect<string | undefined, StoreUnavailable> =>
  Effect.gen(function* () {
    const counting = refunds.filter(({ status }) => status !== "failed" && status !== "canceled")
    return (yield* desk.registerPayment(caller, payment, counting)).payment.id
  }).pipe(
    Effect.catchTag(["Conflict", "Invalid", "ReferenceTaken"], (wrong) =>
      Effect.as(Effect.logWarning("a payment that its provider tells of cannot be registered", wrong), undefined),
    ),
  )
