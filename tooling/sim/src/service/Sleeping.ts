/** The fibres of a life that sleep: those that poll are woken where they may find something, all others at their instant. */
import { type Clock, Duration, Effect } from "effect"
import type { Poll } from "../world/Expect.ts"
import type { Timeline } from "../world/Timeline.ts"

/** Sleeps of exactly this length are polls: they end only where there may be something to find. */
export const POLL_MILLIS: Readonly<Record<Poll, number>> = { dispatch: 1000, sweep: 1500, inbox: 2000 }

export interface Sleeping {
  readonly sleep: Clock.Clock["sleep"]
  /** Ends the polls that have slept long enough; tells whether there were any. */
  readonly wake: (poll: Poll) => boolean
}

interface Sleeper {
  readonly at: number
  readonly resume: (effect: Effect.Effect<void>) => void
  isOver: boolean
}

export const sleeping = (timeline: Timeline, isAlive: () => boolean): Sleeping => {
  const polling: Record<Poll, Sleeper[]> = { dispatch: [], sweep: [], inbox: [] }
  const end = (sleeper: Sleeper): void => {
    if (sleeper.isOver || !isAlive()) return
    sleeper.isOver = true
    sleeper.resume(Effect.void)
  }
  return {
    sleep: (duration) =>
      Effect.callback((resume) => {
        const millis = Duration.toMillis(duration)
        const sleeper: Sleeper = { at: timeline.now() + millis, resume, isOver: false }
        const poll = pollOf(millis)
        if (poll === undefined) timeline.at(sleeper.at, () => end(sleeper))
        else polling[poll].push(sleeper)
        return Effect.sync(() => void (sleeper.isOver = true))
      }),
    wake: (poll) => {
      const isDue = ({ at, isOver }: Sleeper): boolean => !isOver && at <= timeline.now()
      const due = polling[poll].filter(isDue)
      polling[poll] = polling[poll].filter((one) => !one.isOver && !isDue(one))
      due.forEach(end)
      return due.length > 0
    },
  }
}

const pollOf = (millis: number): Poll | undefined => {
  switch (millis) {
    case POLL_MILLIS.dispatch:
      return "dispatch"
    case POLL_MILLIS.sweep:
      return "sweep"
    case POLL_MILLIS.inbox:
      return "inbox"
    default:
      return undefined
  }
}
