/** The claims of a customer and of an actor as they stood when something was asked: what ended later was still there. */
import type { Currency, Instant, Refund } from "@refund-rules/core"
import type { Decided, Past, Scope, Span } from "@refund-rules/engine"
import type { Shelf } from "../programs/Shelf.ts"
import type { Steps } from "../Statement.ts"
import { type Lasting, type Reading, Timeline } from "./Timeline.ts"

type Looking = NonNullable<Span["looking"]>

/** Claims kept of all timelines together; the one that was looked at longest ago goes first. */
const KEPT = 100_000

/** What is looked back at for one question, which is kept for as long as it is asked. */
export class Pasts {
  readonly #shelf: Shelf
  readonly #looking: Looking
  readonly #timelines = new Map<string, { readonly timeline: Timeline; readonly size: number }>()
  #size = 0

  constructor(shelf: Shelf, looking: Looking) {
    this.#shelf = shelf
    this.#looking = looking
  }

  *before(scope: Scope, customer: string | null, { askedAt, refundId, requestedBy, sessionId }: Decided): Steps<Past> {
    const { actorDays, customerDays } = this.#looking
    const own = refundId ?? sessionId
    const past: { -readonly [Name in keyof Past]: Past[Name] } = {}
    if (customerDays !== undefined && customer !== null)
      past.customer = yield* this.#standing({ ...scope, by: "Customer", whose: customer }, customerDays, askedAt, own)
    if (actorDays !== undefined && requestedBy !== undefined)
      past.actor = yield* this.#standing({ ...scope, by: "Actor", whose: requestedBy }, actorDays, askedAt, own)
    return past
  }

  *#standing(whose: Whose, days: number, askedAt: string, own: string | undefined): Steps<Past["customer"] & {}> {
    const name = JSON.stringify([whose.merchant, whose.mode, whose.by, whose.whose])
    const timeline = this.#timelines.get(name)?.timeline ?? new Timeline(readingOf(this.#shelf, whose))
    const claims = yield* timeline.standing({ since: daysBefore(askedAt, days), until: askedAt }, own)
    this.#letGo(name)
    // One without claims takes room as well.
    const size = timeline.size + 1
    this.#timelines.set(name, { timeline, size })
    this.#size += size
    for (const [oldest] of this.#timelines) {
      if (this.#size <= KEPT || oldest === name) break
      this.#letGo(oldest)
    }
    return claims
  }

  #letGo(name: string): void {
    this.#size -= this.#timelines.get(name)?.size ?? 0
    this.#timelines.delete(name)
  }
}

interface Whose extends Scope {
  readonly by: "Customer" | "Actor"
  readonly whose: string
}

interface Row {
  readonly id: string
  readonly at: Instant
  readonly amount: number
  readonly currency: Currency
  readonly status: string
}

type RefundRow = Row & { readonly ended: string | null }
type SessionRow = Row & { readonly expires_at: string }

/** Refunds and sessions of one window, told in the order of time. */
const readingOf = ({ statements }: Shelf, { by, merchant, mode, whose }: Whose): Reading => {
  const { [`claimsOf${by}` as const]: refunds, [`sessionsOf${by}` as const]: sessions } = statements.casebook
  return function* (window) {
    const given = { merchant, mode, whose, ...window }
    const ofRefunds = ((yield* refunds(given)) as readonly RefundRow[]).map((row) => lasting(row, endOf(row)))
    const open = ((yield* sessions(given)) as readonly SessionRow[]).filter(isKept)
    if (open.length === 0) return ofRefunds
    const ofSessions = open.map((row) => lasting(row, row.expires_at))
    return [...ofRefunds, ...ofSessions].toSorted((a, b) =>
      a.told.at < b.told.at ? -1 : a.told.at > b.told.at ? 1 : 0,
    )
  }
}

const lasting = ({ amount, at, currency, id }: Row, endedAt: string | null): Lasting => ({
  id,
  told: { at, amount, currency },
  endedAt,
})

const endOf = ({ ended }: RefundRow): string | null => (ended === null ? null : (JSON.parse(ended) as Refund).updatedAt)

/** When a canceled session was let go is not kept with it: it counts as gone, as it does for whoever asks now. */
const isKept = ({ status }: SessionRow): boolean => status !== "canceled" && status !== "executed"

const daysBefore = (at: string, days: number): string => new Date(Date.parse(at) - days * 86_400_000).toISOString()
