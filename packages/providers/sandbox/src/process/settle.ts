/** Moves a refund on at the sandbox: money moves when it succeeds, once, and comes back when it fails after that. */
import type { Entry, Kept } from "./Book.ts"
import type { Surroundings } from "./Peer.ts"

/** The entry that makes or changes a refund, with the money that moves by it. */
export const entryOf = (refund: Kept, before: Kept | undefined, at: string): Entry => {
  const { amount, currency, id, key, payment, provider, status } = refund
  const moves = status === "succeeded" && before?.status !== "succeeded"
  return moves ? { refund, movement: { provider, payment, refund: id, amount, currency, key, at } } : { refund }
}

/** Gives a refund another state, and tells of it. */
export const settle = (around: Surroundings, before: Kept, status: string, notify: boolean): Kept => {
  const refund = { ...before, status }
  around.book.add(entryOf(refund, before, around.now()))
  if (notify) around.changed(refund, before)
  return refund
}
