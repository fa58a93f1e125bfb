/** The intent: committed before the first byte leaves, and by one worker only, whoever else holds the errand too. */
import { type Event, evolve, handle, type Instant, type Ledger, type Refund } from "@refund-rules/core"
import { type Doing, retryOf } from "../desk/errands.ts"
import type { Errand, Judge } from "../ports/LedgerStore.ts"

export interface Intending {
  /** The refund as this worker saw it: if it is not that any more, somebody else is at it. */
  readonly seen: Refund
  readonly errand: Errand
  readonly doing: Doing
  readonly tries: number
  readonly at: Instant
  /** Until when nobody else needs to come after it. */
  readonly until: string
  readonly keyed: boolean
}

/** What may be sent now, and the errand that stands for it; undefined where somebody else was faster. */
export interface Ready {
  readonly ledger: Ledger
  readonly refund: Refund
  readonly errand: Errand
}

export const judgeIntent =
  (intending: Intending): Judge<Ready | undefined> =>
  (ledger, { isErrandOpen = true }) => {
    const { at, doing, errand, seen, tries, until } = intending
    const found = ledger.refunds.find(({ id }) => id === seen.id)
    if (found === undefined || !isAsLeft(found, seen) || !isErrandOpen) return { events: [], answer: undefined }
    const events = submitting(ledger, found, doing, at)
    const after = events.reduce(evolve, ledger)
    const refund = after.refunds.find(({ id }) => id === seen.id)!
    // That nothing was sent before stops being true with this try: from here on the errand says so.
    const doubt = doing === "again" ? retryOf("doubt", seen.id, tries, until) : undefined
    if (doubt !== undefined)
      return { events, answer: { ledger: after, refund, errand: doubt }, ended: [errand.id], errands: [doubt] }
    // Without keys two sends are two refunds: nobody else may find the errand while this one may be on its way.
    const postponed = intending.keyed ? [] : [{ ...errand, due: until }]
    return { events, answer: { ledger: after, refund, errand }, postponed }
  }

/** Whether nothing has happened to a refund since it was seen. */
export const isAsLeft = (refund: Refund, seen: Refund): boolean =>
  refund.status === seen.status && refund.updatedAt === seen.updatedAt

/** Our steps up to `submitting`; a resend always leaves an event, so that only one of two workers gets past it. */
const submitting = (ledger: Ledger, { id: refundId, status }: Refund, doing: Doing, at: Instant): readonly Event[] => {
  if (status === "submitting" && doing === "again") return []
  const marked = status === "submitting" ? handle(ledger, { _tag: "MarkUnknown", refundId, at }) : undefined
  const first = marked?.ok === true ? marked.value : []
  const submitted = handle(first.reduce(evolve, ledger), { _tag: "Submit", refundId, at })
  return submitted.ok ? [...first, ...submitted.value] : []
}
