/** The claims of a customer and of an actor as they stood when something was asked: what ended later was still there. */
import type { PastClaim, Refund } from "@refund-rules/core"
import type { Decided, Past, Scope, Span } from "@refund-rules/engine"
import type { Shelf } from "../programs/Shelf.ts"
import type { Steps } from "../Statement.ts"

type Looking = NonNullable<Span["looking"]>

export function* pastBefore(
  shelf: Shelf,
  { merchant, mode }: Scope,
  customer: string | null,
  { askedAt, refundId, requestedBy, sessionId }: Decided,
  { actorDays, customerDays }: Looking,
): Steps<Past> {
  const { claimsOfActor, claimsOfCustomer, sessionsOfActor, sessionsOfCustomer } = shelf.statements.casebook
  const own = refundId ?? sessionId
  const asked = { askedAt, own }
  const of = (whose: string, days: number) => ({
    merchant,
    mode,
    whose,
    since: daysBefore(askedAt, days),
    until: askedAt,
  })
  const past: { -readonly [Name in keyof Past]: Past[Name] } = {}
  if (customerDays !== undefined && customer !== null) {
    const whose = of(customer, customerDays)
    past.customer = standing(yield* claimsOfCustomer(whose), yield* sessionsOfCustomer(whose), asked)
  }
  if (actorDays !== undefined && requestedBy !== undefined) {
    const whose = of(requestedBy, actorDays)
    past.actor = standing(yield* claimsOfActor(whose), yield* sessionsOfActor(whose), asked)
  }
  return past
}

interface Row extends PastClaim {
  readonly id: string
  readonly status: string
}

type RefundRow = Row & { readonly ended: string | null }
type SessionRow = Row & { readonly expires_at: string }

const standing = (
  refunds: readonly object[],
  sessions: readonly object[],
  { askedAt, own }: { readonly askedAt: string; readonly own: string | undefined },
): readonly PastClaim[] => [
  ...(refunds as readonly RefundRow[]).filter((row) => row.id !== own && wasActive(row, askedAt)).map(told),
  ...(sessions as readonly SessionRow[]).filter((row) => row.id !== own && wasOpen(row, askedAt)).map(told),
]

const told = ({ amount, at, currency }: Row): PastClaim => ({ at, amount, currency })

const wasActive = ({ ended }: RefundRow, askedAt: string): boolean =>
  ended === null || (JSON.parse(ended) as Refund).updatedAt > askedAt

/** When a canceled session was let go is not kept with it: it counts as gone, as it does for whoever asks now. */
const wasOpen = ({ expires_at: expiresAt, status }: SessionRow, askedAt: string): boolean =>
  status !== "canceled" && status !== "executed" && expiresAt > askedAt

const daysBefore = (at: string, days: number): string => new Date(Date.parse(at) - days * 86_400_000).toISOString()
