/** Reads instants as people write them on a command line: so many days or hours ago, or a date. */
import { Clock, Effect } from "effect"
import { misused } from "./Wrong.ts"

const SECONDS = { d: 86_400, h: 3600, m: 60 } as const

/** `90d`, `12h` or `30m` ago, a day as 2026-01-31, or an instant as 2026-01-31T00:00:00Z. */
export const instantOf = Effect.fnUntraced(function* (text: string) {
  const [, count, unit = "d"] = /^(\d{1,6})([dhm])$/.exec(text) ?? []
  const now = yield* Clock.currentTimeMillis
  const isWritten = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text)
  const at =
    count === undefined
      ? isWritten
        ? Date.parse(text)
        : Number.NaN
      : now - Number(count) * SECONDS[unit as keyof typeof SECONDS] * 1000
  if (Number.isNaN(at) || at < 0)
    return yield* misused(`\`${text}\` is no time`, "write it as 90d, or as 2026-01-31T00:00:00Z")
  return new Date(at).toISOString()
})
