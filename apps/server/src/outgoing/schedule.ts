/** When a delivery that was not taken is tried again. Pure. */

/** A receiver may put itself off, but not for ever. */
const LONGEST_SECONDS = 24 * 3600

/**
 * Seconds until the next try after so many were made, give or take a tenth, so that those that failed together do not come
 * back together; undefined where there is none. Not before the receiver wishes to be asked.
 */
export const nextTry = (
  retrySeconds: readonly number[],
  tried: number,
  chance: number,
  wished = 0,
): number | undefined => {
  const delay = retrySeconds[tried - 1]
  if (delay === undefined) return undefined
  return Math.max(delay * (0.9 + 0.2 * chance), Math.min(wished, LONGEST_SECONDS))
}

/** What `Retry-After` wishes, in seconds: it is written as seconds or as a date. */
export const wishedSeconds = (header: string | undefined, now: number): number => {
  if (header === undefined) return 0
  if (/^\d{1,9}$/.test(header.trim())) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? 0 : Math.max(0, (at - now) / 1000)
}
