/** The fibres of a life that sleep: those that poll are woken where they may find something, all others at their instant. */
import { type Clock, Duration, Effect } from "effect"
import type { Poll } from "../world/Expect.ts"
import type { Timeline } from "../world/Timeline.ts"

/** Sleeps of exactly this length are polls: they end only where there may be something to find. */
export type PollMillis = Readonly<Partial<Record<Poll, number>>>

export const POLL_MILLIS = { dispatch: 1000, sweep: 1500, inbox: 2000 } as const satisfies PollMillis

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

export const sleeping = (timeline: Timeline, isAlive: () => boolean, pollMillis: PollMillis): Sleeping => {
  const polling: Record<Poll, Sleeper[]> = { dispatch: [], sweep: [], inbox: [], outgoing: [], tidy: [] }
  const polls = Object.entries(pollMillis) as [Poll, number][]
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
        const [poll] = polls.find(([, length]) => length === millis) ?? []
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
