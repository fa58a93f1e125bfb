/** How far a backtest came: its stretches, those that are done, and their tally. Kept anywhere, it goes on from there. */
import { emptyTally, mergeTallies, type Tally } from "./Tally.ts"

/**
 * Payments by id, after one and up to another.
 *
 * @since 0.1.0
 */
export interface Stretch {
  readonly after?: string
  readonly until?: string
}

/**
 * A stretch that is still to be scanned, by its number.
 *
 * @since 0.1.0
 */
export type Numbered = Stretch & { readonly index: number }

/**
 * Plain data: what it was when it was kept, it is when it is read.
 *
 * @since 0.1.0
 */
export interface Course {
  /** The ids between one stretch and the next. */
  readonly cuts: readonly string[]
  /** The stretches that are done, by their number. */
  readonly done: readonly number[]
  readonly tally: Tally
}

/**
 * So many stretches at most: each is some seconds of work on a million payments.
 *
 * @since 0.1.0
 */
export const PARTS = 128

/**
 * A stretch of fewer payments is not worth being cut off.
 *
 * @since 0.1.0
 */
export const WORTH_CUTTING = 2000

/**
 * A backtest that has not begun, over payments cut into these stretches.
 *
 * @example
 * ```ts
 * import { courseOf } from "@refund-rules/engine"
 *
 * courseOf(["p5"]).done // => []
 * ```
 *
 * @since 0.1.0
 */
export const courseOf = (cuts: readonly string[]): Course => ({ cuts, done: [], tally: emptyTally })

/**
 * What is left to be scanned, in order.
 *
 * @example
 * ```ts
 * import { courseOf, stretchesLeft } from "@refund-rules/engine"
 *
 * stretchesLeft(courseOf(["p5"])) // => [{ index: 0, until: "p5" }, { index: 1, after: "p5" }]
 * ```
 *
 * @since 0.1.0
 */
export const stretchesLeft = ({ cuts, done }: Course): readonly Numbered[] =>
  [...cuts, undefined]
    .map((until, index): Numbered => {
      const after = cuts[index - 1]
      return { index, ...(after === undefined ? {} : { after }), ...(until === undefined ? {} : { until }) }
    })
    .filter(({ index }) => !done.includes(index))

/**
 * The same with one stretch more done. Law: whatever the order of stretches, all of them come to the same tally.
 *
 * @example
 * ```ts
 * import { advanced, courseOf, emptyTally, stretchesLeft } from "@refund-rules/engine"
 *
 * stretchesLeft(advanced(courseOf(["p5"]), 0, emptyTally)) // => [{ index: 1, after: "p5" }]
 * ```
 *
 * @since 0.1.0
 */
export const advanced = ({ cuts, done, tally }: Course, index: number, more: Tally): Course => ({
  cuts,
  done: [...done, index],
  tally: mergeTallies(tally, more),
})
