/** Writes what a judgement keeps beside its events: errands, refused asks, alarms, and what is personal; tells how late it has become. */
import type { Judgement, Scope } from "@refund-rules/engine"
import { keepDifference } from "../shadowBook.ts"
import type { Steps } from "../Statement.ts"
import { openIncident } from "./incidents.ts"
import { keepApart } from "./personal.ts"
import type { Shelf } from "./Shelf.ts"

export function* keepBeside(
  shelf: Shelf,
  { merchant, mode }: Scope,
  paymentId: string,
  judgement: Judgement<unknown>,
): Steps<string | undefined> {
  const { beside, errand } = shelf.statements
  const { alarms = [], apart, decided, ended = [], errands = [], events, postponed = [], shadow } = judgement
  const place = { merchant, mode, payment: paymentId }
  for (const { due = null, id, refundId } of errands)
    yield* errand.insert({ ...place, id, refund: refundId, due, ready: readyAt(due) })
  for (const { due = null, id } of postponed) yield* errand.postpone({ ...place, id, due, ready: readyAt(due) })
  for (const id of ended) yield* errand.end({ ...place, id })
  const at = latestOf(judgement)
  if (decided !== undefined && decided.refundId === undefined && decided.sessionId === undefined)
    yield* beside.refuse({
      merchant,
      mode,
      payment_id: paymentId,
      at: decided.askedAt,
      decided: JSON.stringify(decided),
    })
  if (apart !== undefined) yield* keepApart(shelf, { merchant, mode }, apart)
  if (decided !== undefined && shadow !== undefined)
    yield* keepDifference(shelf, { merchant, mode }, paymentId, decided, shadow)
  for (const { detail, kind, refundId = null } of alarms) {
    const opening = { payment_id: paymentId, refund_id: refundId, kind, detail }
    yield* openIncident(shelf, { merchant, mode }, { ...opening, at: at ?? new Date(shelf.now()).toISOString() })
  }
  return events.length > 0 || decided !== undefined ? at : undefined
}

/** At once comes before everything that waits for an instant. */
const readyAt = (due: string | null): number => (due === null ? 0 : Date.parse(due))

const latestOf = ({ decided, events }: Judgement<unknown>): string | undefined => {
  let latest = decided?.askedAt
  for (const { at } of events) if (latest === undefined || at > latest) latest = at
  return latest
}
