/** Judges a request: held and on its way, held for approval, or refused with everything that speaks against it. */
import { evolve, handle, type Ledger, type Metadata } from "@refund-rules/core"
import type { Apart, Judge, Judgement } from "../ports/LedgerStore.ts"
import type { RefundAnswer, RefundView } from "../RefundDeskShape.ts"
import { type Asking, decideOn } from "./decideOn.ts"
import { sendOf } from "./errands.ts"
import { withinDay } from "./perDay.ts"
import { refusalOf } from "./refusal.ts"
import { eventsOf, within } from "./stops.ts"
import { refundIn } from "./views.ts"

export interface Requesting extends Asking {
  readonly paymentId: string
  readonly refundId: string
  readonly metadata?: Metadata | undefined
  /** The note, which is no fact. */
  readonly apart?: Pick<Apart, "name" | "personal"> | undefined
  readonly repeats?: ((ledger: Ledger) => string | undefined) | undefined
}

type Requested = RefundAnswer | { readonly _tag: "Current"; readonly value: RefundView }

export const judgeRequest =
  (asking: Requesting): Judge<Requested> =>
  (ledger, past) => {
    const { ask, at, metadata, paymentId, refundId, requestedBy: by } = asking
    const known = asking.repeats?.(ledger)
    if (known !== undefined) {
      const value = refundIn(ledger, paymentId, known)
      return { events: [], answer: { _tag: "Current", value }, subject: known, by }
    }
    const { decided: judged, decision, facts, policy, shadow } = decideOn(ledger, past, asking)
    const beside = shadow === undefined ? {} : { shadow }
    within(asking.atMost, decision.quote.total)
    withinDay(asking, past, facts.payment.currency, decision.quote.total)
    const terms = policy?.terms ?? {}
    if (decision._tag === "Refuse")
      return { events: [], answer: refusalOf(decision, facts, terms), decided: judged, by, ...beside }
    const decided = { ...judged, refundId }
    const review = decision._tag === "Review"
    const request = { _tag: "Request", refundId, ask, requestedBy: by, review, at } as const
    const given = { ...(policy === undefined ? {} : { terms }), ...(metadata === undefined ? {} : { metadata }) }
    const events = eventsOf(handle(ledger, { ...request, ...given }), refundId)
    const refund = refundIn(events.reduce(evolve, ledger), paymentId, refundId, decided)
    return {
      events,
      answer: { _tag: review ? "Review" : "Accepted", refund, decision },
      errands: review ? [] : [sendOf(refundId)],
      decided,
      subject: refundId,
      by,
      ...beside,
      ...apartOf(ledger, asking),
    }
  }

/** The note goes with the customer's data. */
export const apartOf = (
  { payment: { customer } }: Pick<Ledger, "payment">,
  { apart }: Pick<Requesting, "apart">,
): Pick<Judgement<never>, "apart"> => (apart === undefined ? {} : { apart: { ...apart, customerId: customer?.id } })
