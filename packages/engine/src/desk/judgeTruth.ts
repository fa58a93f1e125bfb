/** Judges what the world says: disputes, and a provider's word on a refund; recorded and alarmed about, never refused for policy. */
import { balance, type Event, evolve, handle, type Instant, type Ledger, type Refund } from "@refund-rules/core"
import type { ProviderFact } from "../ports/ProviderFact.ts"
import type { Alarm, Errand, Judge, Judgement } from "../ports/LedgerStore.ts"
import { pollAt } from "../dispatch/delays.ts"
import { lookOf, pollOf } from "./errands.ts"
import { eventsOf } from "./stops.ts"

export interface Disputed {
  readonly disputeId: string
  readonly amount: number
  readonly status: "open" | "won" | "lost"
  readonly at: Instant
  readonly by: string
}

/** A dispute that is first heard of at its end is opened and ended at once. */
export const judgeDispute =
  ({ amount, at, by, disputeId, status }: Disputed): Judge<Ledger> =>
  (ledger) => {
    const opened = eventsOf(handle(ledger, { _tag: "OpenDispute", disputeId, amount, at }), disputeId)
    const open = opened.reduce(evolve, ledger)
    const end = { won: "WinDispute", lost: "LoseDispute" } as const
    const ended = status === "open" ? [] : eventsOf(handle(open, { _tag: end[status], disputeId, at }), disputeId)
    const after = ended.reduce(evolve, open)
    const more = balance(after).excess - balance(ledger).excess
    const detail = `dispute \`${disputeId}\` takes \`${more}\` more than remained`
    const alarms: readonly Alarm[] = more > 0 ? [{ kind: "dispute_exceeds", detail }] : []
    return { events: [...opened, ...ended], answer: after, alarms, by }
  }

/** A provider's word, as it reached us. */
export interface Told extends ProviderFact {
  /** The refund it is said to be about; the provider's own id says it better. */
  readonly refundId?: string | undefined
  readonly isFresh: boolean
  readonly at: Instant
  /** When it is asked after if it waits; a minute later unless somebody asks sooner. */
  readonly askAt?: string
  /** The id of the refund where nobody here started it. */
  readonly adoptedId: string
  readonly by?: string
}

/** After a fact: the refund it was about, where there is one. */
export interface Heard {
  readonly ledger: Ledger
  readonly refundId: string | undefined
  /** It is about another amount, or by another name, than what is known. */
  readonly isMismatch: boolean
  /** Which refund it is about is not known yet, and may be known later. */
  readonly isEarly: boolean
}

export const judgeFact =
  (told: Told): Judge<Heard> =>
  (ledger) => {
    const refund = aboutOf(ledger, told)
    const by = told.by === undefined ? {} : { by: told.by }
    if (refund !== undefined) return { ...heardOf(ledger, refund, told), ...by }
    return { ...unasked(ledger, told), ...by }
  }

/** What a provider tells of a payment that it knew before we did: every word of it on top of those before, as one. */
export const judgeEarlier =
  (told: readonly Told[]): Judge<Ledger> =>
  (ledger, past) =>
    told.reduce<Judgement<Ledger>>(
      (judged, one) => {
        const { alarms = [], answer, errands = [], events } = judgeFact(one)(judged.answer, past)
        return {
          ...judged,
          events: [...judged.events, ...events],
          answer: answer.ledger,
          alarms: [...judged.alarms!, ...alarms],
          errands: [...judged.errands!, ...errands],
        }
      },
      { events: [], answer: ledger, alarms: [], errands: [], ...(told[0]?.by === undefined ? {} : { by: told[0].by }) },
    )

/** The refund of ours that a word is about, where there is one. */
export const aboutOf = (
  { refunds }: Ledger,
  { providerRefundId, refundId }: Pick<Told, "providerRefundId" | "refundId">,
): Refund | undefined =>
  refunds.find((refund) => refund.providerRefundId === providerRefundId) ?? refunds.find(({ id }) => id === refundId)

const heard = (
  ledger: Ledger,
  refundId: string | undefined,
  events: readonly Event[],
  alarms: readonly Alarm[] = [],
  errands: readonly Errand[] = [],
): Judgement<Heard> => ({
  events,
  answer: { ledger: events.reduce(evolve, ledger), refundId, isMismatch: false, isEarly: false },
  alarms,
  errands,
})

/** A provider's word on a refund that is known. */
export const heardOf = (ledger: Ledger, refund: Refund, told: Told): Judgement<Heard> => {
  const mismatch = mismatchOf(ledger, refund, told)
  if (mismatch !== undefined) {
    const said = heard(ledger, refund.id, [], [{ kind: "answer_mismatch", refundId: refund.id, detail: mismatch }])
    return { ...said, answer: { ...said.answer, isMismatch: true } }
  }
  const moved = handle(ledger, commandOf(refund.id, told))
  if (!moved.ok) return contradicted(ledger, refund, told)
  return heard(ledger, refund.id, moved.value, lateAlarms(refund, told, moved.value), asking(ledger, refund, told))
}

/** Whoever begins to wait for the provider asks after it too: a webhook that says how it ended may never come. */
const asking = ({ version }: Ledger, { id, status }: Refund, told: Told): readonly Errand[] => {
  const waits = told.status === "pending" || told.status === "requires_action"
  const waited = status === "pending" || status === "requires_action"
  return waits && !waited ? [pollOf(id, version, 1, told.askAt ?? pollAt(told.at, 1))] : []
}

const mismatchOf = (ledger: Ledger, { claim, id, providerRefundId }: Refund, told: Told): string | undefined => {
  const { payment, refunds } = ledger
  const said = `the provider says \`${told.amount}\` ${told.currency} of refund \`${id}\``
  if (told.amount !== claim.paid || told.currency !== payment.currency)
    return `${said}, which is \`${claim.paid}\` ${payment.currency}`
  if (providerRefundId !== undefined && providerRefundId !== told.providerRefundId)
    return `the provider calls refund \`${id}\` \`${told.providerRefundId}\`, known as \`${providerRefundId}\``
  const other = refunds.find((one) => one.id !== id && one.providerRefundId === told.providerRefundId)
  return other === undefined
    ? undefined
    : `the provider calls refund \`${id}\` \`${told.providerRefundId}\`, which is refund \`${other.id}\``
}

const commandOf = (refundId: string, { at, code, isFresh, providerRefundId, status }: Told) => {
  const from = { refundId, providerRefundId, at }
  switch (status) {
    case "pending":
    case "requires_action":
      return { _tag: "Acknowledge", status, ...from } as const
    case "succeeded":
      return { _tag: "Settle", lookup: isFresh, ...from } as const
    case "failed":
      return { _tag: "Fail", ...from, ...failureCode(code) } as const
    case "canceled":
      return { _tag: "Cancel", byProvider: true, ...from } as const
  }
}

/** A provider's word for a failure, as far as it can be kept: whatever it is, it never keeps a failure from being noted. */
export const failureCode = (code: string | undefined): { readonly code?: string } =>
  code === undefined || code === "" ? {} : { code: code.slice(0, 255) }

/**
 * A word that does not go forward changes nothing. That a failed refund succeeded is worth a look-up, and only that
 * may tell; that one succeeded which was never sent is for a person.
 */
const contradicted = (ledger: Ledger, refund: Refund, told: Told): Judgement<Heard> => {
  if (told.status !== "succeeded") return heard(ledger, refund.id, [])
  if (refund.status === "failed" || refund.status === "canceled")
    return heard(ledger, refund.id, [], [], told.isFresh ? [] : [lookOf(refund.id, told.at)])
  const detail = `the provider says that refund \`${refund.id}\` succeeded, which is ${refund.status} here`
  return heard(ledger, refund.id, [], [{ kind: "answer_mismatch", refundId: refund.id, detail }])
}

/** A failure after the success was told, or a success after the failure was. */
const lateAlarms = ({ id, status }: Refund, told: Told, events: readonly Event[]): readonly Alarm[] => {
  if (events.length === 0) return []
  if (status === "succeeded")
    return [{ kind: "late_failure", refundId: id, detail: `refund \`${id}\` had succeeded, and failed` }]
  const isLate = (status === "failed" || status === "canceled") && told.status === "succeeded"
  const detail = `refund \`${id}\` was told as ${status}, and a fresh look-up says that it succeeded`
  return isLate ? [{ kind: "answer_mismatch", refundId: id, detail }] : []
}

/**
 * Nobody here is known to have started it. While one of ours is on its way with the same amount, it may be that one, and
 * while it is not done it may come to nothing: then nothing is done, and it has to be brought again later. Only who looks
 * knows that it stands so now: then it is held, and asked after.
 */
const unasked = (ledger: Ledger, told: Told): Judgement<Heard> => {
  const { adoptedId, amount, at, currency, isFresh, providerRefundId, status } = told
  const isWaiting = status === "pending" || status === "requires_action"
  if ((isWaiting && !isFresh) || ledger.refunds.some((one) => isOnItsWay(one) && one.claim.paid === amount)) {
    const nothing = heard(ledger, undefined, [])
    return { ...nothing, answer: { ...nothing.answer, isEarly: true } }
  }
  if (status === "failed" || status === "canceled") return cameToNothing(ledger, told)
  const says = `the provider ${isWaiting ? "pays" : "paid"} back \`${amount}\` ${currency} as \`${providerRefundId}\``
  const unbelieved = (why: string) => heard(ledger, undefined, [], [{ kind: "answer_mismatch", detail: says + why }])
  if (currency !== ledger.payment.currency) return unbelieved(", in another currency")
  const adopted = handle(ledger, { _tag: "AdoptRefund", refundId: adoptedId, amount, providerRefundId, at })
  if (!adopted.ok) return unbelieved(", which is no amount that can be counted")
  const events = [...adopted.value, ...waitingOf(status, { refundId: adoptedId, providerRefundId, at })]
  const more = balance(events.reduce(evolve, ledger)).excess - balance(ledger).excess
  const beyond = more > 0 ? `, \`${more}\` more than remained` : ""
  const detail = `${says}: nobody here asked for it${beyond}${maybeOurs(ledger, amount)}`
  const alarm: Alarm = { kind: "refunded_outside", refundId: adoptedId, detail }
  return heard(
    ledger,
    adoptedId,
    events,
    [alarm],
    isWaiting ? [pollOf(adoptedId, ledger.version, 1, pollAt(at, 1))] : [],
  )
}

/**
 * It came to nothing before anybody here heard of it. It is kept as that, since an older word of it may still be on its way:
 * by that alone it would be paid back for ever.
 */
const cameToNothing = (ledger: Ledger, told: Told): Judgement<Heard> => {
  const { adoptedId, amount, at, currency, providerRefundId } = told
  const adopted = handle(ledger, { _tag: "AdoptRefund", refundId: adoptedId, amount, providerRefundId, at })
  if (!adopted.ok || currency !== ledger.payment.currency) return heard(ledger, undefined, [])
  const begun = [...adopted.value, ...waitingOf("pending", { refundId: adoptedId, providerRefundId, at })]
  const ended = handle(begun.reduce(evolve, ledger), commandOf(adoptedId, told))
  return ended.ok ? heard(ledger, adoptedId, [...begun, ...ended.value]) : heard(ledger, undefined, [])
}

/** A refund that ended without the provider's name for it may be the one that is adopted: only a person can tell. */
const maybeOurs = ({ refunds }: Ledger, amount: number): string => {
  const ours = refunds.find(
    ({ claim, providerRefundId, status }) =>
      providerRefundId === undefined && claim.paid === amount && (status === "failed" || status === "canceled"),
  )
  return ours === undefined ? "" : `; it may be refund \`${ours.id}\`, which is ${ours.status} here`
}

/** What is adopted counts as paid; where the provider still has to, it waits from its very beginning. */
const waitingOf = (
  status: ProviderFact["status"],
  from: { readonly refundId: string; readonly providerRefundId: string; readonly at: Instant },
): readonly Event[] => {
  switch (status) {
    case "pending":
      return [{ _tag: "RefundPending", ...from }]
    case "requires_action":
      return [{ _tag: "RefundActionRequired", ...from }]
    case "succeeded":
    case "failed":
    case "canceled":
      return []
  }
}

const isOnItsWay = ({ providerRefundId, status }: Refund): boolean =>
  providerRefundId === undefined && (status === "submitting" || status === "unknown")
