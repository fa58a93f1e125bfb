/** The sums of a backtest: where they are no exact number any more that is said, and nothing is rounded. */
import { advanced, type Course, type Tally, totalOf } from "@refund-rules/engine"
import { Wrong } from "../manners/Wrong.ts"

export const beyond = new Wrong({
  exit: 1,
  code: "sums_too_large",
  message: "the sums are beyond what a number keeps",
  next: "ask for less, with a later `--since` or a `--shard`",
})

/** The course with one more stretch; throws a `RangeError`, as every sum does, where all of it together is no number. */
export const summed = (course: Course, index: number, more: Tally): Course => {
  const next = advanced(course, index, more)
  exact(next.tally)
  return next
}

/** The tally again. Sums only grow: where those of everything are exact, all are. */
export const exact = (tally: Tally): Tally => {
  const { after, before } = totalOf(tally)
  if ([...Object.values(before), ...Object.values(after)].every(Number.isSafeInteger)) return tally
  throw new RangeError("the sum of a group is no safe integer")
}

/** So many, whatever their sums are. */
export const decisionsOf = ({ cells }: Tally): number =>
  Object.values(cells).reduce((all, { decisions }) => all + decisions, 0)
