/** Makes whole what is told: what was kept apart of people is fetched in one query, for as many as are told at once. */
import { Effect } from "effect"
import type { StoreUnavailable } from "../ports/LedgerStore.ts"
import type { Records } from "../ports/Records.ts"
import type { PaymentView, RefundView } from "../RefundDeskShape.ts"
import type { Scope } from "../ports/Scope.ts"
import { type Found, namesApart, wholeNote, wholePayment, wholeRefund } from "./keptApart.ts"

interface Reading {
  readonly records: Pick<(typeof Records)["Service"], "personal">
}

export const toldRefunds = (
  reading: Reading,
  scope: Scope,
  refunds: readonly RefundView[],
): Effect.Effect<readonly RefundView[], StoreUnavailable> =>
  made(reading, scope, namesApart({ notes: refunds.map(({ note }) => note) }), refunds, (found) =>
    refunds.map((refund) => wholeRefund(refund, found)),
  )

export const toldRefund = (
  reading: Reading,
  scope: Scope,
  refund: RefundView,
): Effect.Effect<RefundView, StoreUnavailable> =>
  made(reading, scope, namesApart({ notes: [refund.note] }), refund, (found) => wholeRefund(refund, found))

export const toldPayments = <P extends Pick<PaymentView, "customer" | "id">>(
  reading: Reading,
  scope: Scope,
  payments: readonly P[],
): Effect.Effect<readonly P[], StoreUnavailable> =>
  made(reading, scope, namesApart({ payments }), payments, (found) =>
    payments.map((payment) => wholePayment(payment, found)),
  )

export const toldPayment = <P extends Pick<PaymentView, "customer" | "id">>(
  reading: Reading,
  scope: Scope,
  payment: P,
): Effect.Effect<P, StoreUnavailable> =>
  made(reading, scope, namesApart({ payments: [payment] }), payment, (found) => wholePayment(payment, found))

/** A note as its provider is to read it. */
export const toldNote = (
  reading: Reading,
  scope: Scope,
  note: string | undefined,
): Effect.Effect<string | undefined, StoreUnavailable> =>
  made(reading, scope, namesApart({ notes: [note] }), note, (found) => wholeNote(note, found))

/** Nobody is asked where nothing is kept apart. */
const made = <A>(
  { records }: Reading,
  scope: Scope,
  names: readonly string[],
  asItIs: A,
  whole: (found: Found) => A,
): Effect.Effect<A, StoreUnavailable> =>
  names.length === 0 ? Effect.succeed(asItIs) : Effect.map(records.personal(scope, names), whole)
