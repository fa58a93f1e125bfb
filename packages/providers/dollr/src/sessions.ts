/**
 * Remembers which session a refund was to be executed with: the same one may be executed again without harm, another one
 * only once the first has ended. What a process forgets, time proves.
 */

/** How long a session of ours may be executed: longer than any answer takes, shorter than anybody would miss. */
const LIFE_MS = 30 * 60_000

/** By how much Dollr's clock may differ from ours. */
const SKEW_MS = 5 * 60_000

const MOST = 10_000

export interface Remembered {
  /** When a session ends that is opened now. */
  readonly endAfter: (now: number) => number
  readonly keep: (reference: string, session: number, until: number) => void
  /** The session of this reference, while there is time to execute it. */
  readonly usable: (reference: string, now: number) => number | undefined
  /**
   * Dollr knows nothing of this reference, last tried at an instant: whether another attempt could do no harm.
   */
  readonly deny: (reference: string, triedAt: number, now: number) => boolean
  /** Whether that was said of this reference, and nothing was tried since. */
  readonly isDenied: (reference: string) => boolean
}

export const rememberSessions = (): Remembered => {
  const sessions = new Map<string, { readonly session: number; readonly until: number }>()
  const denied = new Set<string>()
  const usable = (reference: string, now: number): number | undefined => {
    const known = sessions.get(reference)
    return known !== undefined && now + SKEW_MS < known.until ? known.session : undefined
  }
  return {
    endAfter: (now) => now + LIFE_MS,
    keep: (reference, session, until) => {
      const [oldest] = sessions.keys()
      if (sessions.size >= MOST && oldest !== undefined) sessions.delete(oldest)
      sessions.set(reference, { session, until })
      denied.delete(reference)
    },
    usable,
    deny: (reference, triedAt, now) => {
      if (usable(reference, now) !== undefined) return true
      const isOver = now >= Math.max(sessions.get(reference)?.until ?? 0, triedAt + LIFE_MS) + SKEW_MS
      if (isOver) denied.add(reference)
      return isOver
    },
    isDenied: (reference) => denied.has(reference),
  }
}
