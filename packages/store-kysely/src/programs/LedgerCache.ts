/**
 * Ledgers already folded, kept while they are used. Each is known by the hash of its last event, which covers its whole
 * history: what was never committed, or was changed by another process, is never served.
 */
import type { Ledger } from "@refund-rules/core"
import type { Scope } from "@refund-rules/engine"

/** A ledger and the hash of its last event. */
interface Kept {
  readonly head: string
  readonly ledger: Ledger
  readonly weight: number
}

/** The weight of one generation: one for each ledger, and one for each of its lines and claims. */
const HEAVIEST = 30_000

/**
 * Two generations: what is used moves into the young one; when that is full it becomes the old one, and what was old
 * and not used meanwhile is gone. Nothing is ever deleted one by one: a map remembers what was, and a payment that is
 * used again and again would become slower and slower to find.
 */
export class LedgerCache {
  #young = new Map<string, Kept>()
  #old: ReadonlyMap<string, Kept> = new Map()
  #weight = 0

  /** The ledger of the payment that was kept last: the stored one, where that has the same head. */
  find(place: string): Kept | undefined {
    const young = this.#young.get(place)
    if (young !== undefined) return young
    const old = this.#old.get(place)
    if (old !== undefined) this.#put(place, old)
    return old
  }

  keep(place: string, head: string, ledger: Ledger): void {
    const { disputes, payment, refunds, sessions } = ledger
    const weight = 1 + payment.lines.length + refunds.length + sessions.length + disputes.length
    this.#put(place, { head, ledger, weight })
  }

  #put(place: string, kept: Kept): void {
    this.#weight += kept.weight - (this.#young.get(place)?.weight ?? 0)
    if (this.#weight > HEAVIEST) {
      this.#old = this.#young
      this.#young = new Map()
      this.#weight = kept.weight
    }
    this.#young.set(place, kept)
  }
}

/** The name of a payment among all there are. */
export const placeOf = ({ merchant, mode }: Scope, paymentId: string): string => `${mode} ${merchant}\0${paymentId}`
