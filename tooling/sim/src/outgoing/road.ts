/** The road to merchants' addresses: requests and answers are late and lost on it, and processes die at either end of it. */
import { type Posted, postedAs } from "@refund-rules/server/outgoing/post"
import { Effect } from "effect"
import type { Life } from "../service/Life.ts"
import { weighted } from "../world/Chance.ts"
import type { Town } from "./Town.ts"
import { type Brought, type Endpoint, type Mood, verified } from "./Endpoint.ts"

/** How often a message on its way meets what, of 100 or so. */
export const roadFaults = {
  none: 56,
  refused: 5,
  "request lost": 4,
  "arrives after the deadline": 3,
  "connection broken after taking": 4,
  "answer late": 5,
  "answer after the deadline": 4,
  "5xx before taking": 5,
  "5xx after taking": 4,
  "3xx": 2,
  "4xx": 2,
  "429": 2,
  "503 until later": 2,
  "410": 0.4,
  "killed before sending": 1,
  "killed before hearing": 1,
} as const

type Fault = keyof typeof roadFaults

const roll = weighted(roadFaults)

/** Milliseconds until an answer is waited for no longer. */
export const DEADLINE_MILLIS = 15_000

const ofMood: Readonly<Record<Exclude<Mood, "as chance has it">, Fault>> = {
  down: "refused",
  gone: "410",
  sick: "5xx before taking",
  slow: "answer after the deadline",
}

const notTaken = (reason: string): Posted => ({ _tag: "NotTaken", reason })
const LATE = notTaken("no answer in time")

/** Sends in a life's name. */
export const postingIn =
  (town: Town, life: Life) =>
  (url: string, headers: Readonly<Record<string, string>>, body: string): Effect.Effect<Posted> =>
    Effect.callback((resume) => {
      if (!life.isAlive()) return
      const { chance, isFaulty, timeline, trace } = town.world
      const endpoint = town.endpoints.get(url)!
      const byChance = isFaulty() ? roll(chance) : "none"
      const fault = endpoint.mood === "as chance has it" ? byChance : ofMood[endpoint.mood]
      trace.count("post", fault)
      trace.step(timeline.now(), "post", headers["webhook-id"], () => fault)
      const hear = (millis: number, posted: Posted): void =>
        timeline.after(millis, () => {
          if (!life.isAlive()) return
          trace.step(timeline.now(), "heard", headers["webhook-id"], () => JSON.stringify(posted))
          resume(Effect.succeed(posted))
        })
      travel({ town, endpoint, brought: { headers, body }, hear, kill: life.kill }, fault)
    })

/** A request under way: whom it is for, and how its sender hears of it. */
interface Journey {
  readonly town: Town
  readonly endpoint: Endpoint
  readonly brought: Brought
  readonly hear: (millis: number, posted: Posted) => void
  readonly kill: () => void
}

const travel = (journey: Journey, fault: Fault): void => {
  const { hear, town } = journey
  const { chance, timeline } = town.world
  const [there, back] = [chance.between(5, 400), chance.between(5, 400)]
  if (fault === "killed before sending") return journey.kill()
  if (fault === "refused") return hear(there, notTaken("ECONNREFUSED"))
  if (fault === "request lost") return hear(DEADLINE_MILLIS, LATE)
  if (fault === "arrives after the deadline") {
    timeline.after(chance.between(DEADLINE_MILLIS, 20 * DEADLINE_MILLIS), () => arrive(journey))
    return hear(DEADLINE_MILLIS, LATE)
  }
  timeline.after(there, () => answer(journey, fault, back))
}

const answer = (journey: Journey, fault: Exclude<Fault, Early>, back: number): void => {
  const { endpoint, hear, kill, town } = journey
  const { chance } = town.world
  switch (fault) {
    case "none":
      return hear(back, arrive(journey))
    case "answer late":
      return hear(chance.between(1000, DEADLINE_MILLIS - 1000), arrive(journey))
    case "connection broken after taking":
      arrive(journey)
      return hear(back, notTaken("ECONNRESET"))
    case "answer after the deadline":
      arrive(journey)
      return hear(DEADLINE_MILLIS, LATE)
    case "5xx after taking":
      arrive(journey)
      return hear(back, postedAs(500, undefined))
    case "killed before hearing":
      arrive(journey)
      return kill()
    case "410":
      endpoint.saidGone = true
      return hear(back, postedAs(410, undefined))
    case "5xx before taking":
      return hear(back, postedAs(chance.oneOf([500, 502, 504]), undefined))
    case "3xx":
      return hear(back, postedAs(chance.oneOf([301, 302, 307]), undefined))
    case "4xx":
      return hear(back, postedAs(chance.oneOf([400, 401, 404, 422]), undefined))
    case "429":
      return hear(back, postedAs(429, chance.isIn(50) ? `${chance.between(1, 7200)}` : undefined))
    case "503 until later":
      return hear(back, postedAs(503, new Date(town.world.timeline.now() + chance.between(1, 48) * HOUR).toUTCString()))
  }
}

type Early = "arrives after the deadline" | "killed before sending" | "refused" | "request lost"

const HOUR = 3_600_000

/** It is at its address, which takes it where it can believe it. */
const arrive = ({ brought, endpoint, town }: Journey): Posted => {
  const { trace } = town.world
  const found = verified(endpoint, town.world, brought)
  trace.count("arrive", found)
  if (found === "genuine") {
    town.watch.taken(endpoint, brought)
    return postedAs(204, undefined)
  }
  if (found === "forged") trace.broken("every message is signed", `${brought.headers["webhook-id"]} to ${endpoint.url}`)
  return postedAs(401, undefined)
}
