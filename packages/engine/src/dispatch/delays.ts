/** When to try again: soon at first, then ever more rarely, spread by chance so that not all come at once. */

/** Seconds before each try of a send; after the last a person is told, and it goes on as rarely as the last. */
export const RETRY_SECONDS: readonly number[] = [0, 5, 30, 120, 600, 3600, 14_400, 43_200]

/** Whether nobody but an operator may help: every delay was waited for once. */
export const isLastTry = (delays: readonly number[], tries: number): boolean => tries === delays.length

const LONGEST_RETRY_AFTER = 3600
const LONGEST_POLL = 86_400

/** Seconds until a try; `chance` from 0 to below 1 spreads it over the whole delay. */
export const retrySeconds = (delays: readonly number[], tries: number, chance: number): number =>
  (delays[Math.min(tries, delays.length) - 1] ?? 0) * chance

/** A provider that says when is taken at its word, for up to an hour. */
export const askedSeconds = (retryAfterSeconds: number | undefined, otherwise: number): number =>
  retryAfterSeconds === undefined ? otherwise : Math.min(Math.max(retryAfterSeconds, 0), LONGEST_RETRY_AFTER)

/**
 * Seconds until a provider that is not done is asked again: sixty rounds of the dispatcher, a minute at most, then twice
 * as long each time, up to a day.
 *
 * @internal a table holds its edges
 */
export const pollSeconds = (tries: number, roundSeconds = 1): number =>
  Math.min(60 * Math.min(roundSeconds, 1) * 2 ** (tries - 1), LONGEST_POLL)

/** A call, about to be made. */
export interface Calling {
  readonly keyed: boolean
  /** When its intent was judged, when it is made, and until when the errand is nobody else's. */
  readonly at: string
  readonly madeAt: string
  readonly leasedUntil: string
  readonly gatewaySeconds: number
}

/**
 * For how many seconds a call may last that is made now; undefined where it must not be made any more, since writing its
 * intent down took so long that somebody else may be at it. Without keys it ends when it would have ended without any
 * delay, for that is what the next try waits for; with less than half of its time left it is not begun.
 *
 * @internal a table holds its edges
 */
export const secondsToCall = ({ at, gatewaySeconds, keyed, leasedUntil, madeAt }: Calling): number | undefined => {
  if (madeAt >= leasedUntil) return undefined
  if (keyed) return gatewaySeconds
  const left = gatewaySeconds - (Date.parse(madeAt) - Date.parse(at)) / 1000
  return left * 2 >= gatewaySeconds ? left : undefined
}

export const secondsAfter = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString()

export const pollAt = (at: string, tries: number, roundSeconds?: number): string =>
  secondsAfter(at, pollSeconds(tries, roundSeconds))
