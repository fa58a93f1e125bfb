/** What every part of a life has in common: its time, its chance, its trace, whether things go wrong now, and who watches. */
import type { Chance } from "./world/Chance.ts"
import type { Timeline } from "./world/Timeline.ts"
import type { Trace } from "./world/Trace.ts"
import type { Watch } from "./watch/Watch.ts"

/** Of a life of any kind. */
export interface Surroundings {
  readonly timeline: Timeline
  readonly chance: Chance
  readonly trace: Trace
  readonly isFaulty: () => boolean
}

export interface World extends Surroundings {
  readonly watch: Watch
  /** By how many milliseconds the store's own clock is wrong; only a planted mistake makes it so. */
  readonly storeClock: { wrong: number }
}
