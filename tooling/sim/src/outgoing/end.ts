/** The end of a life of outgoing messages: time to come to rest, then every promise that can only be judged when all is told. */
import type { Mode } from "../Mode.ts"
import type { Endpoint } from "./Endpoint.ts"
import { replayAll } from "./replays.ts"
import { BOUND_MILLIS } from "./schedule.ts"
import { type Town, wanted } from "./Town.ts"
import type { Course } from "./Watch.ts"

const HOUR = 3_600_000
const MONTH_MILLIS = 30 * 24 * HOUR

export const outgoingEnd = (town: Town, mode: Mode): void => {
  const { timeline } = town.world
  if (mode === "safety") {
    timeline.runUntil(timeline.now() + 5 * HOUR)
    for (const endpoint of wanted(town)) judgeMissing(town, endpoint)
    return
  }
  timeline.runUntil(timeline.now() + BOUND_MILLIS)
  for (const endpoint of wanted(town)) judgeRest(town, endpoint, (course) => course.wasDead)
  // What was given up only a merchant can raise; and then nothing at all is missing.
  for (const endpoint of wanted(town)) replayAll(town, endpoint)
  timeline.runUntil(timeline.now() + BOUND_MILLIS)
  for (const endpoint of wanted(town)) judgeRest(town, endpoint, () => false)
}

/** Nothing an address is owed is nowhere: it is taken, or waits, or is dead and told of as long as it is kept. */
const judgeMissing = (town: Town, endpoint: Endpoint): void => {
  const { shelf, watch, world } = town
  for (const [event, course] of watch.owed(endpoint)) {
    const { position, turn } = event.place
    const isPassed = position + turn <= shelf.told.position + shelf.told.turn
    if (course === undefined) {
      if (isPassed) world.trace.broken("no event is missing", `${event.id} was never queued for ${endpoint.url}`)
      continue
    }
    const isForgotten = course.wasDead && Date.parse(event.at) < world.timeline.now() - MONTH_MILLIS
    if (course.taken === 0 && !isForgotten && watch.messageOf(course) === undefined)
      world.trace.broken("no event is missing", `${event.id} for ${endpoint.url} is gone`)
  }
}

/** Addresses are well: everything was taken, except what is excused. */
const judgeRest = (town: Town, endpoint: Endpoint, isExcused: (course: Course) => boolean): void => {
  judgeMissing(town, endpoint)
  const { watch, world } = town
  for (const [event, course] of watch.owed(endpoint)) {
    if (course === undefined) {
      world.trace.broken("nothing stalls", `${event.id} is not queued for ${endpoint.url}`)
      continue
    }
    const found = watch.messageOf(course)
    if (found === undefined || isExcused(course)) continue
    if (course.taken === 0 || found.status !== "delivered")
      world.trace.broken("nothing stalls", `${event.id} for ${endpoint.url} is ${found.status}, taken ${course.taken}`)
    if (course.isOwed) world.trace.broken("a replay sends again", `${event.id} did not come to ${endpoint.url} again`)
  }
}
