/** Reads instants as people write them on a command line: so many days or hours ago, or a date. */
import { parseInstant } from "@refund-rules/core"
import { Clock, Effect } from "effect"
import { misused } from "./Wrong.ts"

const SECONDS = { d: 86_400, h: 3600, m: 60 } as const

/** `90d`, `12h` or `30m` ago, a day as 2026-01-31, or an instant as 2026-01-31T00:00:00Z. */
export const instantOf = Effect.fnUntraced(function* (text: string) {
  const [, count, unit = "d"] = /^(\d{1,5})([dhm])$/.exec(text) ?? []
  const seconds = Number(count) * SECONDS[unit as keyof typeof SECONDS]
  if (count !== undefined) return new Date((yield* Clock.currentTimeMillis) - seconds * 1000).toISOString()
  const at = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  return at ?? (yield* misused(`\`${text}\` is no time`, "write it as 90d, or as 2026-01-31T00:00:00Z"))
})
