/**
 * Ends a poll where it may find something new, instead of every second: a poll that finds nothing changes nothing, so time
 * passes over it. Which instance wakes first is chance; what nobody takes is tried again, ever more rarely.
 */
import type { Chance } from "../world/Chance.ts"
import type { Awaited, Expect, Poll } from "../world/Expect.ts"
import type { Timeline } from "../world/Timeline.ts"
import type { Process } from "./Process.ts"

const FIRST_MILLIS = 1000
const LONGEST_MILLIS = 600_000

export const polls = (
  timeline: Timeline,
  chance: Chance,
  instances: () => readonly Pick<Process<never>, "wake">[],
): Expect => {
  const wakeSome = (poll: Poll): void => {
    const all = instances()
    const first = chance.below(all.length)
    for (let turn = 0; turn < all.length; turn += 1)
      if (all[(first + turn) % all.length]!.wake(poll) && chance.isIn(85)) return
  }
  const look = (poll: Poll, awaited: Awaited, again: number): void => {
    if (!awaited.isWaiting()) return
    if (awaited.isWorthIt?.() !== false) wakeSome(poll)
    timeline.after(again, () => look(poll, awaited, Math.min(again * 2, LONGEST_MILLIS)))
  }
  return (poll, at, awaited) => timeline.at(at, () => look(poll, awaited, FIRST_MILLIS))
}
