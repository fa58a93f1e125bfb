/** The notices that wait for the inbox, so that somebody wakes for them; and those it says it applied, each once. */
import type { Notice, Scope } from "@refund-rules/engine"
import type { Around } from "./Around.ts"

/** After so long a person is told of one that nobody can place. */
const ALARM_MILLIS = 15 * 60_000

interface Waiting {
  at: number
  readonly since: number
  /** At which version of its payment it was tried last; undefined before it was. */
  tried: number | undefined
  isAlarmed: boolean
}

type Named = Pick<Notice, "id" | "provider">

/** At which version the payment is that a notice names; -1 where it is not known. */
type VersionOf = (scope: Scope, references: Readonly<Record<string, number | string>>) => number

export const noticesSeen = (
  { expect, timeline, trace }: Pick<Around, "expect" | "timeline" | "trace">,
  of: VersionOf,
) => {
  const waiting = new Map<string, Waiting>()
  const appliedOnce = new Set<string>()
  const nameOf = ({ merchant, mode }: Scope, { id, provider }: Named): string => `${merchant} ${mode} ${provider} ${id}`
  return {
    /** It is put off, or kept for the first time. A try of what did not change comes to the same, and is passed over. */
    waits: (scope: Scope, notice: Notice, millis: number): void => {
      const name = nameOf(scope, notice)
      const now = timeline.now()
      const at = now + Math.max(0, millis)
      const version = (): number => of(scope, notice.tells?.references ?? {})
      const one = waiting.get(name) ?? { at, since: now, tried: undefined, isAlarmed: false }
      one.at = at
      one.isAlarmed = now >= one.since + ALARM_MILLIS
      if (version() === -1 && one.since < now) one.tried = -1
      waiting.set(name, one)
      expect("inbox", at, {
        isWaiting: () => waiting.get(name)?.at === at,
        isWorthIt: () => one.tried !== version() || (!one.isAlarmed && timeline.now() >= one.since + ALARM_MILLIS),
      })
    },
    /** It was too early for it, at this version of its payment. */
    tooEarly: (scope: Scope, notice: Named, version: number): void => {
      const one = waiting.get(nameOf(scope, notice))
      if (one !== undefined) one.tried = version
    },
    taken: (scope: Scope, notice: Named): void => void waiting.delete(nameOf(scope, notice)),
    applied: ({ merchant, mode }: Scope, door: string, key: string): void => {
      const name = `${merchant} ${mode} ${door} ${key}`
      if (appliedOnce.has(name)) trace.broken("a notice is applied once", `${name} was applied twice`)
      appliedOnce.add(name)
    },
  }
}
