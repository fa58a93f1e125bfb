/** The claims of one customer or actor in the order they were made: read once, however many decisions look back at them. */
import type { PastClaim } from "@refund-rules/core"
import type { Steps } from "../Statement.ts"

/** A claim, and the instant from which on it took nothing any more; null where it still does. */
export interface Lasting {
  readonly id: string
  readonly told: PastClaim
  readonly endedAt: string | null
}

/** Both ends are within it. */
export interface Window {
  readonly since: string
  readonly until: string
}

/** Reads the claims of a window, the earliest first. */
export type Reading = (window: Window) => Steps<readonly Lasting[]>

/** So many claims may be kept before those outside the window in question are let go. */
const KEPT = 50_000

export class Timeline {
  readonly #read: Reading
  readonly #kept: number
  #known: Window | undefined
  #claims: Lasting[] = []

  constructor(read: Reading, kept = KEPT) {
    this.#read = read
    this.#kept = kept
  }

  get size(): number {
    return this.#claims.length
  }

  /** The claims of a window that still took something at its end, but for the one that is asked about. */
  *standing(window: Window, own: string | undefined): Steps<readonly PastClaim[]> {
    yield* this.#cover(window)
    const { since, until } = window
    const found: PastClaim[] = []
    for (let index = this.#firstFrom(since); index < this.#claims.length; index++) {
      const { endedAt, id, told } = this.#claims[index]!
      if (told.at > until) break
      if (id !== own && (endedAt === null || endedAt > until)) found.push(told)
    }
    return found
  }

  /** Reads what is not known of a window yet, and lets go of what left it where too much is kept. */
  *#cover(window: Window): Steps<void> {
    const { since, until } = window
    const known = (this.#known ??= { since: until, until: moved(until, -1) })
    const earlier = since < known.since ? yield* this.#read({ since, until: moved(known.since, -1) }) : []
    const later = until > known.until ? yield* this.#read({ since: moved(known.until, 1), until }) : []
    // Another walk came to know more while this one waited for rows: none is to be there twice.
    if (known !== this.#known) return yield* this.#cover(window)
    if (earlier.length > 0) this.#claims = [...earlier, ...this.#claims]
    for (const claim of later) this.#claims.push(claim)
    if (this.#claims.length > this.#kept) return this.#keepOnly(window)
    if (since < known.since || until > known.until)
      this.#known = {
        since: since < known.since ? since : known.since,
        until: until > known.until ? until : known.until,
      }
  }

  #keepOnly(window: Window): void {
    const { since, until } = window
    this.#claims = this.#claims.slice(this.#firstFrom(since), this.#firstFrom(moved(until, 1)))
    this.#known = window
  }

  #firstFrom(since: string): number {
    let [low, high] = [0, this.#claims.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#claims[middle]!.told.at < since) low = middle + 1
      else high = middle
    }
    return low
  }
}

const moved = (at: string, milliseconds: number): string => new Date(Date.parse(at) + milliseconds).toISOString()
