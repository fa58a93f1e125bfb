/** A clock that never goes back: not when the wall clock is set back, and not behind what is already stored. */

/** Milliseconds; `floor` is the latest instant stored. */
export const steadyClock = (
  floor: number,
  wall: () => number = Date.now,
  elapsed: () => number = wall === Date.now ? () => performance.now() : () => 0,
): (() => number) => {
  let last = Math.max(floor, wall())
  let lastElapsed = elapsed()
  return () => {
    const now = elapsed()
    last = Math.max(Math.floor(wall()), last + Math.floor(now - lastElapsed))
    lastElapsed = now
    return last
  }
}
