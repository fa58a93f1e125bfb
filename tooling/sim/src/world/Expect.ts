/** What may be found by looking: which poll would find it, from which instant on, and as long as it waits. */

/** The last two are of lives of outgoing messages. */
export type Poll = "dispatch" | "inbox" | "sweep" | "outgoing" | "tidy"

/** What waits to be found. */
export interface Awaited {
  readonly isWaiting: () => boolean
  /** Whether looking now could change anything; always, where it is left out. */
  readonly isWorthIt?: () => boolean
}

export type Expect = (poll: Poll, at: number, awaited: Awaited) => void
