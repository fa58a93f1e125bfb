/** What the watch of a life stands in: its time, its trace, who is to wake when, and the truth about money. */
import type { Provider } from "../provider/Provider.ts"
import type { Expect } from "../world/Expect.ts"
import type { Timeline } from "../world/Timeline.ts"
import type { Trace } from "../world/Trace.ts"

export interface Around {
  readonly timeline: Timeline
  readonly trace: Trace
  readonly expect: Expect
  readonly providerOf: (name: string) => Provider
}
