/** What an actor may be paid out in any 24 hours: looked for and judged under the guard, so that no race overspends it. */
import type { Looking, Past } from "../ports/LedgerStore.ts"
import type { Asking } from "./decideOn.ts"
import { conflict } from "./stops.ts"

type Asked = Pick<Asking, "at" | "atMostPerDay" | "requestedBy">

/** What the rules look for in other payments, and what the limit does. */
export const lookingFor = ({
  at,
  atMostPerDay,
  requestedBy,
  rulebook,
}: Asked & Pick<Asking, "rulebook">): Looking | undefined => {
  const looking = rulebook.looking(at, requestedBy)
  // Rules look back whole days, and so at least as far.
  if (atMostPerDay === undefined || looking?.actor !== undefined) return looking
  return { ...looking, actor: { id: requestedBy, since: dayBefore(at) } }
}

/** Stops whoever would be paid more than is left of their day; nothing is kept of it, as of any limit of a key. */
export const withinDay = ({ at, atMostPerDay }: Asked, past: Past, currency: string, paid: number): void => {
  if (atMostPerDay === undefined || paid === 0) return
  const since = dayBefore(at)
  const limit = Object.hasOwn(atMostPerDay, currency) ? atMostPerDay[currency]! : 0
  const lately = (past.actor ?? []).filter((one) => one.currency === currency && one.at > since)
  const already = lately.reduce((sum, { amount }) => sum + amount, 0)
  if (already + paid <= limit) return
  throw conflict(
    "key_limit_exceeded",
    `this key's actor is paid at most ${limit} ${currency} in 24 hours: ${already} are, this would pay ${paid}`,
  )
}

const dayBefore = (at: string): string => new Date(Date.parse(at) - 86_400_000).toISOString()
