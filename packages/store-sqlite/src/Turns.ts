/**
 * When a group is committed: at the next turn of the event loop, by when everybody who asks now has come; but a lone
 * caller waits for nobody, as long as the event loop turns often enough for others to be noticed.
 */

/** How long a caller that asks again when it is answered may keep the event loop from turning. */
const UNTURNED_AT_MOST_MILLISECONDS = 5

/** Tells one caller, who asks again when it is answered, from many. */
export class Turns {
  /** How many changes the last commit was for. */
  #together = 1
  /** When the first was committed at once since the event loop turned. */
  #unturnedSince: number | undefined
  /** Whether whoever comes now comes of what was just answered. */
  #isAnswering = false

  /** Runs it when it is time to commit. What comes in the same breath as the first is there too. */
  soon(flush: () => void): void {
    if (!this.#isLone()) return void setImmediate(flush)
    if (this.#unturnedSince === undefined) {
      this.#unturnedSince = performance.now()
      setImmediate(() => (this.#unturnedSince = undefined))
    }
    queueMicrotask(flush)
  }

  /** To be told before each commit. */
  committing(together: number): void {
    this.#together = together
    if (together > 1 || this.#isAnswering) return
    this.#isAnswering = true
    // After all microtasks: whatever an answer leads to without waiting for the world has happened by then.
    process.nextTick(() => (this.#isAnswering = false))
  }

  /** The first of a turn, after a commit for one; or whoever was just answered, asking again. */
  #isLone(): boolean {
    if (this.#together > 1) return false
    if (this.#unturnedSince === undefined) return true
    return this.#isAnswering && performance.now() - this.#unturnedSince < UNTURNED_AT_MOST_MILLISECONDS
  }
}
