/** The newest links of all chains, looked at in one bounded read: what stands at the end of the history, and what came before it. */
import type { Event } from "@refund-rules/core"
import type { Broken, Scope } from "@refund-rules/engine"
import { linkOf, rootOf } from "../programs/chain.ts"
import type { Shelf } from "../programs/Shelf.ts"
import type { Steps } from "../Statement.ts"
import { brokenLife } from "./brokenLife.ts"

/** How many events, and how many of incidents, a look takes in. */
const EVENTS = 1000
const LIVES = 200

export function* newestLinks(shelf: Shelf): Steps<readonly Broken[]> {
  const { statements } = shelf
  const newest = (yield* statements.webhook.newestPosition({}))?.newest ?? 0
  const counted = (yield* statements.verify.eventsCounted()) ?? newest
  const broken: Broken[] = []
  if (counted !== newest)
    broken.push(
      one({ merchant: "", mode: "live" }, "", "chain", `${counted} events were counted, the last is ${newest}`),
    )
  const after = Math.max(0, newest - EVENTS)
  const seen = new Set<string>()
  let expected = newest
  for (const row of yield* statements.verify.newest({ after, limit: EVENTS })) {
    const scope: Scope = { merchant: row.merchant, mode: row.mode }
    const note = (detail: string): void => void broken.push(one(scope, row.payment_id, "chain", detail))
    if (row.position !== expected) note(`events are missing after position ${row.position}`)
    expected = row.position - 1
    const place = JSON.stringify([row.merchant, row.mode, row.payment_id])
    for (const detail of brokenLink(shelf, row, !seen.has(place))) note(detail)
    seen.add(place)
  }
  if (expected !== after)
    broken.push(one({ merchant: "", mode: "live" }, "", "chain", `events are missing after position ${after}`))
  const turn = Math.max(0, ((yield* statements.webhook.newestTurn({}))?.newest ?? 0) - LIVES)
  for (const life of yield* statements.feed.lives({ after: turn, limit: LIVES }))
    for (const detail of yield* brokenLife(shelf, life))
      broken.push(one({ merchant: life.merchant, mode: life.mode }, life.payment_id ?? "", "incidents", detail))
  return broken
}

interface Row {
  readonly merchant: string
  readonly mode: Scope["mode"]
  readonly payment_id: string
  readonly sequence: number
  readonly tag: string
  readonly at: string
  readonly by: string | null
  readonly body: string
  readonly hash: string
  readonly hash_before: string | null
  /** Of its payment: null where it has none. */
  readonly head: string | null
  readonly version: number | null
  readonly created_at: string | null
  readonly registered: string | null
}

const brokenLink = ({ sha256 }: Shelf, row: Row, isLast: boolean): readonly string[] => {
  const { body, by, created_at, hash, hash_before, head, registered, sequence, version } = row
  if (head === null || created_at === null || registered === null) return [`event ${sequence} belongs to no payment`]
  const broken: string[] = []
  const before = sequence === 1 ? rootOf(sha256, row, row.payment_id, created_at, registered) : hash_before
  if (before === null) broken.push(`event ${sequence - 1} is missing`)
  else if (linkOf(sha256, before, sequence, by, body) !== hash || !saysItself(row))
    broken.push(`event ${sequence} is not what its hash was made of`)
  if (isLast && (version !== sequence || head !== hash)) broken.push("its last event is not the one its head names")
  return broken
}

const saysItself = ({ at, body, tag }: Row): boolean => {
  try {
    const event = JSON.parse(body) as Event
    return event._tag === tag && event.at === at
  } catch {
    return false
  }
}

const one = (scope: Scope, paymentId: string, what: Broken["what"], detail: string): Broken => ({
  scope,
  paymentId,
  what,
  detail,
})
