/** The laws of sessions over any store: however clocks are set and however many sweep, each ends once, and for good. */
import fc from "fast-check"
import type { Law } from "../laws/Law.ts"
import type { MakeDeskStore } from "./lives.ts"
import { liveSessions, sessionLives, type SessionsLived } from "./sessionLives.ts"

/**
 * What holds of sessions over a store, with two processes whose clocks differ and are set back.
 *
 * @example
 * ```ts
 * import { memoryDesk, sessionLaws } from "@refund-rules/testing"
 *
 * for (const { check } of sessionLaws(memoryDesk)) await check({ runs: 1 })
 * ```
 *
 * @since 0.1.0
 */
export const sessionLaws = (makeStore: MakeDeskStore): readonly Law[] =>
  claims.map(([sentence, wrong]) => ({
    sentence,
    check: async ({ runs = 100, seed = 1 } = {}) => {
      await fc.assert(
        fc.asyncProperty(sessionLives, async (life) => {
          const found = wrong(await liveSessions(makeStore, life))
          if (found !== undefined) throw new Error(`the law "${sentence}" is broken: ${found}`)
        }),
        { numRuns: runs, seed },
      )
    },
  }))

type Wrong = (lived: SessionsLived) => string | undefined

const staysOver: Wrong = ({ told }) => {
  const over = new Map<string, string>()
  for (const { session } of told) {
    const before = over.get(session.id)
    if (before !== undefined && before !== session.status)
      return `${session.id} is told as ${session.status} after it was told as ${before}`
    if (session.status !== "open") over.set(session.id, session.status)
  }
  return undefined
}

const endsInTime: Wrong = ({ told }) => {
  for (const { clock, latest, session } of told) {
    const { expiresAt, id, status } = session
    if (status === "open" && clock >= expiresAt) return `${id} is told as open at ${clock}, and ended at ${expiresAt}`
    if (status === "expired" && latest < expiresAt) return `${id} is told as expired before ${expiresAt}`
  }
  return undefined
}

const passesOn: Wrong = ({ passed, taken }) => {
  const changed = passed.find(({ after, before }) => after !== before)
  if (changed !== undefined) return `${changed.before} was taken, and ${changed.after} once a session was executed`
  const off = taken.find(({ balance, claims }) => balance !== claims || balance > 10_000)
  return off === undefined
    ? undefined
    : `${off.balance} of 10000 is taken, the claims that are told of take ${off.claims}`
}

const endsOnce: Wrong = ({ events }) => {
  const ends = new Map<string, number>()
  for (const { event } of events) {
    if (event._tag === "SessionOpened") ends.set(event.sessionId, 0)
    if (event._tag === "SessionExpired" || event._tag === "SessionExecuted" || event._tag === "SessionCanceled")
      ends.set(event.sessionId, (ends.get(event.sessionId) ?? 0) + 1)
  }
  const [id, count] = [...ends].find(([, times]) => times !== 1) ?? []
  return id === undefined ? undefined : `${id} ended ${count} times`
}

const claims: readonly (readonly [string, Wrong])[] = [
  ["a session that was told as over is never told otherwise, whatever the clocks do", staysOver],
  ["a session is over from its end on and not before, whether anybody has swept or not", endsInTime],
  ["what a session held its refund takes, and all that is taken is what is told of", passesOn],
  ["a session ends once, however many sweep", endsOnce],
]
