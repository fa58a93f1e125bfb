/** Reading what a desk in memory keeps: the model of what a store's indexed queries answer. */
import { balance, evolve, openLedger, type Payment, type Refund } from "@refund-rules/core"
import type {
  Broken,
  Page,
  Paging,
  PaymentFilter,
  Records,
  RefundFilter,
  RefundRecord,
  Scope,
  SessionRecord,
} from "@refund-rules/engine"
import { Effect, Stream } from "effect"
import { type Kept, linked, place, placeNamed, type Shelves } from "./Shelves.ts"

export const memoryRecords = (kept: Shelves): (typeof Records)["Service"] => ({
  ...lists(kept),
  ...single(kept),
  ...ofPeople(kept),
  latest: Effect.sync(kept.latest),
  verify: Stream.suspend(() =>
    Stream.fromIterable(
      [...kept.payments.values()].map((one) => ({ paymentId: one.paymentId, broken: brokenOf(one) })),
    ),
  ),
})

type Service = (typeof Records)["Service"]

const single = (
  kept: Shelves,
): Pick<Service, "dispute" | "paymentNamed" | "refund" | "resolveIncident" | "session"> => ({
  paymentNamed: (scope, provider, references) =>
    Effect.sync(() =>
      Object.entries(references)
        .map(([name, value]) => kept.references.get(placeNamed(scope, { provider, name, value: String(value) })))
        .find((id) => id !== undefined),
    ),
  refund: (scope, id) => Effect.sync(() => refundsOf(kept.ownerOf(scope, id)).find(({ refund }) => refund.id === id)),
  session: (scope, id) =>
    Effect.sync(() => sessionsOf(kept.ownerOf(scope, id)).find(({ session }) => session.id === id)),
  dispute: (scope, disputeId) =>
    Effect.sync(() =>
      kept
        .ownerOf(scope, disputeId)
        .flatMap(({ ledger, paymentId }) => ledger.disputes.map((dispute) => ({ paymentId, dispute })))
        .find(({ dispute }) => dispute.id === disputeId),
    ),
  resolveIncident: (scope, id, { actor: resolvedBy, resolution }) =>
    Effect.sync(() => {
      const at = kept.incidents.findIndex(
        (one) => one.id === id && place(one.scope) === place(scope) && one.status === "open",
      )
      if (at >= 0) kept.incidents[at] = { ...kept.incidents[at]!, status: "resolved", resolvedBy, resolution }
      return at >= 0
    }),
})

const ofPeople = ({ personal }: Shelves): Pick<Service, "erasePersonal" | "personal"> => ({
  personal: (scope, names) =>
    Effect.sync(() => {
      const found = names.map((name) => personal.get(place(scope, name)))
      return new Map(found.flatMap((one) => (one === undefined ? [] : [[one.name, one.personal]])))
    }),
  erasePersonal: (scope, customerId) =>
    Effect.sync(() => {
      const mine = [...personal].filter(([, one]) => place(one.scope) === place(scope) && one.customerId === customerId)
      for (const [where] of mine) personal.delete(where)
      return mine.length
    }),
})

const lists = (
  kept: Shelves,
): Pick<Service, "events" | "incidents" | "payments" | "refunds" | "sessions" | "sessionsEnded"> => ({
  payments: (scope, filter, paging) =>
    Effect.sync(() => paged(kept.of(scope).filter(fitsPayment(filter)).map(paymentOf), paging, ({ id }) => id)),
  refunds: (scope, filter, paging) =>
    Effect.sync(() =>
      paged(refundsOf(kept.of(scope)).filter(fitsRefund(kept, scope, filter)), paging, ({ refund }) => refund.id),
    ),
  sessions: (scope, { paymentId, status }, paging) =>
    Effect.sync(() => {
      const fits = (one: SessionRecord): boolean => is(paymentId, one.paymentId) && is(status, one.session.status)
      return paged(sessionsOf(kept.of(scope)).filter(fits), paging, ({ session }) => session.id)
    }),
  sessionsEnded: (asOf, atMost) => Effect.sync(() => ended(kept, asOf).slice(0, atMost)),
  events: (scope, { after = 0, paymentId }, limit) =>
    Effect.sync(() =>
      kept.all
        .filter((one) => place(one.scope) === place(scope) && is(paymentId, one.paymentId) && one.position > after)
        .slice(0, limit),
    ),
  incidents: (scope, { kind, paymentId, status }, paging) =>
    Effect.sync(() => {
      const mine = kept.incidents.filter(
        (one) =>
          place(one.scope) === place(scope) &&
          is(paymentId, one.paymentId) &&
          is(status, one.status) &&
          is(kind, one.kind),
      )
      return paged(mine, paging, ({ id }) => id)
    }),
})

const is = <A>(wanted: A | undefined, found: A | undefined): boolean => wanted === undefined || wanted === found

const paymentOf = ({ ledger, paymentId }: Kept): Payment & { readonly id: string } => ({
  ...ledger.payment,
  id: paymentId,
})

/** Newest first; the cursor is the last one shown, so that what comes later changes no page. */
const paged = <A>(
  oldestFirst: readonly A[],
  { beside, cursor, limit, skip = 0 }: Paging,
  idOf: (one: A) => string,
): Page<A> => {
  const all = oldestFirst.toReversed()
  if (beside !== undefined) {
    const at = all.findIndex((one) => idOf(one) === beside.id)
    if (at === -1) return { items: [] }
    return {
      items: beside.side === "older" ? all.slice(at + 1, at + 1 + limit) : all.slice(Math.max(0, at - limit), at),
    }
  }
  const start = cursor === undefined ? skip : all.findIndex((one) => idOf(one) === cursor) + 1
  const items = all.slice(start, start + limit)
  const isLast = start + limit >= all.length || items.length === 0
  return { items, ...(isLast ? {} : { nextCursor: idOf(items.at(-1)!) }) }
}

const fitsPayment =
  ({ currency, customerId, from, provider, status, until }: PaymentFilter) =>
  ({ ledger: { payment }, openedAt }: Kept): boolean =>
    is(provider, payment.provider) &&
    is(customerId, payment.customer?.id) &&
    is<string>(currency, payment.currency) &&
    is(status, payment.status) &&
    isWithin(openedAt, from, until)

const isWithin = (at: string, from: string | undefined, until: string | undefined): boolean =>
  (from === undefined || at >= from) && (until === undefined || at < until)

interface Placed<A> {
  readonly at: number
  readonly record: A
}

/** In the order in which they began, over all payments. */
const inOrder = <A>(placed: readonly Placed<A>[]): readonly A[] =>
  placed.toSorted((a, b) => a.at - b.at).map(({ record }) => record)

const refundsOf = (payments: readonly Kept[]): readonly RefundRecord[] =>
  inOrder(payments.flatMap((one) => one.ledger.refunds.map((refund) => refundRecord(one, refund))))

const refundRecord = ({ decided: all, events, ledger, paymentId }: Kept, refund: Refund): Placed<RefundRecord> => {
  const { currency, provider } = ledger.payment
  const decided = all.find(({ refundId }) => refundId === refund.id)
  const began = events.find(({ event }) => "refundId" in event && event.refundId === refund.id)
  const record = { paymentId, provider, currency, refund, ...(decided === undefined ? {} : { decided }) }
  return { at: began?.position ?? 0, record }
}

const sessionsOf = (payments: readonly Kept[]): readonly SessionRecord[] =>
  inOrder(
    payments.flatMap(({ decided: all, events, ledger, paymentId }) =>
      ledger.sessions.map((session) => {
        const { currency, provider } = ledger.payment
        const began = events.find(({ event }) => "sessionId" in event && event.sessionId === session.id)
        const decided = all.find(({ refundId, sessionId }) => refundId === undefined && sessionId === session.id)
        const record = { paymentId, provider, currency, session, ...(decided === undefined ? {} : { decided }) }
        return { at: began?.position ?? 0, record }
      }),
    ),
  )

const fitsRefund =
  (kept: Shelves, scope: Scope, filter: RefundFilter) =>
  (one: RefundRecord): boolean => {
    const {
      amountFrom = 0,
      amountTo = Infinity,
      currency,
      customerId,
      from,
      paymentId,
      provider,
      providerRefundId,
      reason,
      status,
      statuses,
      until,
    } = filter
    const { asked, claim, createdAt, status: found } = one.refund
    return (
      is(paymentId, one.paymentId) &&
      is(provider, one.provider) &&
      is(providerRefundId, one.refund.providerRefundId) &&
      is(currency, one.currency) &&
      is(status, found) &&
      (statuses === undefined || statuses.includes(found)) &&
      is<string>(reason, asked?.ask.reason) &&
      is(customerId, kept.find(scope, one.paymentId).ledger.payment.customer?.id) &&
      claim.paid >= amountFrom &&
      claim.paid <= amountTo &&
      isWithin(createdAt, from, until)
    )
  }

const ended = ({ payments }: Shelves, asOf: string) =>
  [...payments.values()]
    .flatMap(({ ledger, paymentId, scope }) => ledger.sessions.map((session) => ({ scope, paymentId, session })))
    .filter(({ session }) => session.status === "open" && session.expiresAt <= asOf)
    .toSorted((a, b) => (a.session.expiresAt < b.session.expiresAt ? -1 : 1))
    .map(({ paymentId, scope, session }) => ({ scope, paymentId, sessionId: session.id }))

const brokenOf = ({ events, ledger, paymentId, scope }: Kept): readonly Broken[] => {
  const broken: Broken[] = []
  const grown = events.some(({ event }) => event._tag === "PaymentGrown")
  const folded = events.reduce((to, { event }) => evolve(to, event), openLedger(ledger.payment))
  if (!grown && JSON.stringify(balance(folded)) !== JSON.stringify(balance(ledger)))
    broken.push({ scope, paymentId, what: "balance", detail: "the balance is not the fold of the events" })
  const isLinked = events.every((event, at) => event.hash === linked(events[at - 1]?.hash, event))
  if (!isLinked) broken.push({ scope, paymentId, what: "chain", detail: "a link does not cover what stands before it" })
  return broken
}
