/** What wires do alike when a refund is asked for: nothing, a lie or a movement, whatever its behaviour says. */
import type { Kept } from "./Book.ts"
import type { PeerCall, PeerReply, Surroundings } from "./Peer.ts"
import { entryOf, settle } from "./settle.ts"
import type { Behaviour } from "./words.ts"

/** How one wire says what a behaviour wants it to say. */
export interface Says {
  readonly unauthorized: () => PeerReply
  readonly limited: () => PeerReply
  readonly alreadyRefunded: () => PeerReply
  readonly broken: () => PeerReply
  /** The refund itself; `first` is the answer to the call that made it: there the sandbox lies, where it was told to. */
  readonly told: (refund: Kept, first: boolean) => PeerReply
}

/** Whether nobody asked the same before: under the same key, or without one for the same payment. */
const isFirst = ({ call }: PeerCall, { book }: Surroundings): boolean =>
  book.calls.filter(
    (each) =>
      each.method === call.method &&
      each.path === call.path &&
      each.key === call.key &&
      (call.key !== null || each.payment === call.payment),
  ).length <= 1

/** What is answered before anything moves; undefined where something may. */
export const withoutMoving = (
  behaviours: readonly Behaviour[],
  call: PeerCall,
  around: Surroundings,
  says: Says,
): PeerReply | undefined => {
  if (behaviours.includes("hang")) return "hang"
  if (behaviours.includes("unauthorized")) return says.unauthorized()
  if (behaviours.includes("rate_limited") && isFirst(call, around)) return says.limited()
  return behaviours.includes("refuse_already_refunded") ? says.alreadyRefunded() : undefined
}

/** Keeps a new refund and its movement, and only then answers, or does as it was told. */
export const made = (around: Surroundings, refund: Kept, says: Says): PeerReply => {
  const { behaviours, createdAt } = refund
  around.book.add(entryOf(refund, undefined, createdAt))
  around.changed(refund, undefined)
  if (behaviours.includes("fail_later")) around.later(() => settle(around, refund, "failed", true))
  if (behaviours.includes("hang_after_move")) return "hang"
  if (behaviours.includes("error_after_move")) return says.broken()
  if (behaviours.includes("not_json")) return { status: 200, body: "<html>it worked</html>" }
  return says.told(refund, true)
}
