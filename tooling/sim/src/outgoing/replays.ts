/** Merchants who have messages sent again: what they are promised is owed to them from then on. */
import { WebhookBook } from "@refund-rules/engine"
import { Context, Effect } from "effect"
import type { Endpoint } from "./Endpoint.ts"
import { ask, askUntil, type Town } from "./Town.ts"
import type { Course } from "./Watch.ts"

type Which = "one" | "since" | "the dead"

const DAY = 86_400_000

export const replay = (town: Town, endpoint: Endpoint, which: Which): void => {
  const { chance, timeline } = town.world
  const since = new Date(timeline.now() - chance.between(1, 3 * DAY)).toISOString()
  const { id, scope } = endpoint
  switch (which) {
    case "the dead":
      return promised(town, endpoint, ask, {})
    case "since":
      return promised(town, endpoint, ask, { since })
    case "one":
      // Whoever looks finds one that was given up, and has it sent again.
      return ask(
        town,
        (services) => Context.get(services, WebhookBook).deliveries(scope, id, { status: "dead" }, 5),
        (found) => {
          const message = found?.[0]?.id
          if (message !== undefined) promised(town, endpoint, ask, { message })
        },
      )
  }
}

/** Everything that is dead, until there is an answer. */
export const replayAll = (town: Town, endpoint: Endpoint): void => promised(town, endpoint, askUntil, {})

interface Meant {
  readonly message?: string
  readonly since?: string
}

const promised = (town: Town, endpoint: Endpoint, by: typeof ask, of: Meant): void => {
  const { id, scope } = endpoint
  let before: readonly (readonly [Course, number])[] = []
  by(
    town,
    (services) =>
      Effect.suspend(() => {
        before = meant(town, endpoint, of).map((course) => [course, course.taken])
        return Context.get(services, WebhookBook).replay(scope, id, of)
      }),
    (raised) => {
      if (raised === undefined) return
      for (const [course, taken] of before) if (course.taken === taken) course.isOwed = true
    },
  )
}

/** What a replay that is asked for now is about. */
const meant = ({ watch }: Town, endpoint: Endpoint, { message, since }: Meant): readonly Course[] =>
  watch.coursesOf(endpoint).filter((course) => {
    const found = watch.messageOf(course)
    if (found === undefined || found.status === "waiting") return false
    if (message !== undefined) return found.id === message
    return since === undefined ? found.status === "dead" : found.at >= since
  })
