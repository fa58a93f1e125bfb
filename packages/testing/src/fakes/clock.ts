/** A clock and ids that are the same in every run: time moves only when it is told to. */

/**
 * A clock that stands still until it is moved; back, too.
 *
 * @since 0.1.0
 */
export interface TestClock {
  readonly milliseconds: () => number
  /** The instant as commands carry it. */
  readonly instant: () => string
  readonly move: (seconds: number) => void
}

/**
 * A clock that stands at an instant.
 *
 * @example
 * ```ts
 * import { testClock } from "@refund-rules/testing"
 *
 * const clock = testClock("2026-01-01T00:00:00.000Z")
 * clock.move(60)
 * clock.instant() // => "2026-01-01T00:01:00.000Z"
 * ```
 *
 * @since 0.1.0
 */
export const testClock = (at = "2026-01-01T00:00:00.000Z"): TestClock => {
  let milliseconds = Date.parse(at)
  return {
    milliseconds: () => milliseconds,
    instant: () => new Date(milliseconds).toISOString(),
    move: (seconds) => void (milliseconds += seconds * 1000),
  }
}

/**
 * Ids in their order: the prefix and 1, 2, 3.
 *
 * @example
 * ```ts
 * import { testIds } from "@refund-rules/testing"
 *
 * const next = testIds("re_")
 * const both = [next(), next()]
 * both // => ["re_1", "re_2"]
 * ```
 *
 * @since 0.1.0
 */
export const testIds = (prefix: string): (() => string) => {
  let count = 0
  return () => `${prefix}${++count}`
}
