/** The instants of a case as numbers: read off their text once, where the case is made, for every rule about time. */
import { millisecondsOf, type Instant } from "../shape/instant.ts"
import type { PastClaim, RefundCase } from "./RefundCase.ts"

type Dated = Pick<RefundCase, "askedAt" | "payment" | "customerHistory" | "actorHistory">

/**
 * Milliseconds since 1970 of every instant a rule may count from, and what they were read from; `NaN`, which comes
 * neither before nor after anything, where there is no such instant.
 *
 * @since 0.1.0
 */
export interface Moments {
  readonly askedAt: Instant
  readonly payment: RefundCase["payment"]
  readonly customerHistory: readonly PastClaim[] | undefined
  readonly actorHistory: readonly PastClaim[] | undefined
  readonly asked: number
  readonly captured: number
  readonly delivered: number
  readonly ordered: number
  readonly customer: readonly number[]
  readonly actor: readonly number[]
}

/** The moments of a case: those it carries, but where it is a copy with other instants. */
export const momentsOf = (facts: RefundCase): Moments => {
  const { moments } = facts
  const areIts =
    moments.askedAt === facts.askedAt &&
    moments.payment === facts.payment &&
    moments.customerHistory === facts.customerHistory &&
    moments.actorHistory === facts.actorHistory
  return areIts ? moments : readMoments(facts)
}

/** Reads them all. */
export const readMoments = ({ actorHistory, askedAt, customerHistory, payment }: Dated): Moments => ({
  askedAt,
  payment,
  customerHistory,
  actorHistory,
  asked: millisecondsOf(askedAt),
  captured: momentOf(payment.capturedAt),
  delivered: momentOf(payment.deliveredAt),
  ordered: momentOf(payment.orderedAt),
  customer: (customerHistory ?? []).map(({ at }) => millisecondsOf(at)),
  actor: (actorHistory ?? []).map(({ at }) => millisecondsOf(at)),
})

const momentOf = (at: Instant | undefined): number => (at === undefined ? NaN : millisecondsOf(at))
