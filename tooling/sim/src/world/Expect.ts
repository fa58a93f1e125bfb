/** What may be found by looking: which poll would find it, from which instant on, and as long as it waits. */

export type Poll = "dispatch" | "inbox"

export type Expect = (poll: Poll, at: number, isWaiting: () => boolean) => void
