/** What is promised to merchants of when they are told, in words of its own: the server must keep to it. */

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]

/** The waits between the ten tries of a message: 75 h 35 min 5 s in all. */
export const RETRY_MILLIS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/**
 * The bound that is declared: once addresses are well, everything that is not dead is told after the longest wait before a
 * try, a tenth longer by chance, with time for the lane behind it.
 */
export const BOUND_MILLIS = 27 * HOUR
