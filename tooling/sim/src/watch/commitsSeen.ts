/** Every ledger as the last commit left it: what is judged must be judged on that, and what is written must be true. */
import { evolve, type Event, type Ledger, type Payment } from "@refund-rules/core"
import type { Judgement, Scope } from "@refund-rules/engine"
import type { ErrandsSeen } from "./errandsSeen.ts"
import { judgeEvents } from "./judgeEvents.ts"
import { placeOf } from "./placeOf.ts"
import type { Around } from "./Around.ts"

/** What was committed, and on what it was judged. */
export interface Committed {
  readonly scope: Scope
  readonly paymentId: string
  readonly ledger: Ledger
  readonly judged: Judgement<unknown>
  readonly step: string
}

export const commitsSeen = ({ expect, providerOf, timeline, trace }: Around, errands: ErrandsSeen) => {
  const ledgers = new Map<string, Ledger>()
  const placeOfCharge = new Map<string, string>()
  const placeOfRefund = new Map<string, string>()
  const note = (event: Event, place: string): void => {
    const id = "refundId" in event ? event.refundId : "sessionId" in event ? event.sessionId : ""
    trace.step(timeline.now(), event._tag, id)
    if (event._tag === "RefundRequested" || event._tag === "RefundAdopted" || event._tag === "SessionExecuted")
      placeOfRefund.set(event.refundId, place)
    if (event._tag === "SessionOpened")
      expect("sweep", Date.parse(event.expiresAt), {
        isWaiting: () => isOpen(ledgers.get(place), event.sessionId),
      })
  }
  return {
    ledgers,
    /** Somebody registered a payment. */
    registered: (scope: Scope, { id, references }: Payment & { readonly id: string }): void =>
      void placeOfCharge.set(nameOf(scope, references), placeOf(scope, id)),
    /** What stands of the payment of a provider's name: the version it is at, or -1 where nobody has it here. */
    versionOf: (scope: Scope, references: Payment["references"]): number => {
      const place = placeOfCharge.get(nameOf(scope, references))
      return place === undefined ? -1 : (ledgers.get(place)?.version ?? 0)
    },
    ledgerOfRefund: (refundId: string): Ledger | undefined => ledgers.get(placeOfRefund.get(refundId) ?? ""),
    committed: ({ judged, ledger, paymentId, scope }: Committed): void => {
      const place = placeOf(scope, paymentId)
      const known = ledgers.get(place)
      if (known !== undefined && known.version !== ledger.version)
        trace.broken("one guard", `${place} was judged at version ${ledger.version}, and stood at ${known.version}`)
      const { by, events } = judged
      const after = events.reduce(evolve, ledger)
      ledgers.set(place, after)
      errands.committed(place, judged)
      if (events.length === 0) return
      for (const event of events) note(event, place)
      judgeEvents(trace, providerOf(ledger.payment.provider), { before: ledger, after, events, by })
    },
  }
}

const nameOf = ({ merchant, mode }: Scope, references: Payment["references"]): string =>
  `${merchant} ${mode} ${references["charge"]}`

const isOpen = (ledger: Ledger | undefined, sessionId: string): boolean =>
  ledger?.sessions.find(({ id }) => id === sessionId)?.status === "open"
