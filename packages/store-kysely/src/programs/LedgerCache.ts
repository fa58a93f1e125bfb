/**
 * Ledgers already folded, kept while they are used. Each is known by the hash of its last event, which covers its whole
 * history: what was never committed, or was changed by another process, is never served.
 */
import type { Ledger } from "@refund-rules/core"
import type { Scope } from "@refund-rules/engine"

interface Kept {
  readonly head: string
  readonly ledger: Ledger
  readonly weight: number
}

/** The weight of all ledgers kept: one each, and one for each line and claim. */
const HEAVIEST = 60_000

/** A cache of ledgers, bounded; the least recently used goes first. */
export class LedgerCache {
  readonly #kept = new Map<string, Kept>()
  #weight = 0

  /** Whether some ledger of the payment is kept, be it still the stored one or not. */
  has(place: string): boolean {
    return this.#kept.has(place)
  }

  find(place: string, head: string): Ledger | undefined {
    const found = this.#kept.get(place)
    if (found === undefined || found.head !== head) return undefined
    this.#kept.delete(place)
    this.#kept.set(place, found)
    return found.ledger
  }

  keep(place: string, head: string, ledger: Ledger): void {
    const known = this.#kept.get(place)
    if (known !== undefined) this.#drop(place, known)
    const { disputes, payment, refunds, sessions } = ledger
    const weight = 1 + payment.lines.length + refunds.length + sessions.length + disputes.length
    this.#kept.set(place, { head, ledger, weight })
    this.#weight += weight
    if (this.#weight > HEAVIEST) this.#lighten()
  }

  #lighten(): void {
    for (const [oldest, one] of this.#kept) {
      if (this.#weight <= HEAVIEST) return
      this.#drop(oldest, one)
    }
  }

  #drop(place: string, kept: Kept): void {
    this.#kept.delete(place)
    this.#weight -= kept.weight
  }
}

/** The name of a payment among all there are. */
export const placeOf = ({ merchant, mode }: Scope, paymentId: string): string => `${mode} ${merchant}\0${paymentId}`
