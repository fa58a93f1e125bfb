/** What merchants, their addresses and machines do in a life of outgoing messages, one command at a time, by chance. */
import { WebhookBook } from "@refund-rules/engine"
import { Webhooks } from "@refund-rules/server/outgoing/Webhooks"
import { Context, Redacted } from "effect"
import { SKEW_MILLIS } from "../service/Process.ts"
import { weighted } from "../world/Chance.ts"
import { type Endpoint, endpointOf, type Mood } from "./Endpoint.ts"
import { shops } from "./History.ts"
import { replay } from "./replays.ts"
import { ask, askUntil, type Town, wanted } from "./Town.ts"

/** How often each is said, of 100 or so. */
export const outgoingWeights = {
  happen: 50,
  "add webhook": 6,
  "remove webhook": 1.5,
  "rotate secret": 5,
  "replay the dead": 4,
  "replay one": 3,
  "replay since": 1.5,
  "address is down": 6,
  "address is sick": 2,
  "address is slow": 2,
  "address is gone": 2.5,
  "step clock": 3,
  "kill process": 3,
  "stop process": 3,
  "idle for long": 4,
  "idle for days": 5,
  "idle for a month": 0.3,
} as const

const roll = weighted(outgoingWeights)

const [MINUTE, HOUR] = [60_000, 3_600_000]

/** What each command does. */
const said: Readonly<Record<keyof typeof outgoingWeights, (town: Town) => void>> = {
  happen: ({ history, world: { chance } }) => {
    for (let left = chance.between(1, 4); left > 0; left -= 1) history.happen()
  },
  "add webhook": (town) => addWebhook(town),
  "remove webhook": (town) => withOne(town, (one) => removeWebhook(town, one)),
  "rotate secret": (town) => withOne(town, (one) => rotate(town, one)),
  "replay the dead": (town) => withOne(town, (one) => replay(town, one, "the dead")),
  "replay one": (town) => withOne(town, (one) => replay(town, one, "one")),
  "replay since": (town) => withOne(town, (one) => replay(town, one, "since")),
  "address is down": (town) => turn(town, "down"),
  "address is sick": (town) => turn(town, "sick"),
  "address is slow": (town) => turn(town, "slow"),
  "address is gone": (town) => turn(town, "gone"),
  "step clock": (town) => {
    const { chance } = town.world
    const by = chance.isIn(60) ? chance.between(-SKEW_MILLIS, SKEW_MILLIS) : -chance.between(5000, HOUR)
    chance.oneOf(town.processes).skew(by)
  },
  "kill process": (town) => town.world.chance.oneOf(town.processes).kill(),
  "stop process": (town) => town.world.chance.oneOf(town.processes).stop(),
  "idle for long": (town) => idle(town, town.world.chance.between(MINUTE, 6 * HOUR)),
  "idle for days": (town) => idle(town, town.world.chance.between(6 * HOUR, 96 * HOUR)),
  "idle for a month": (town) => idle(town, town.world.chance.between(25 * 24 * HOUR, 35 * 24 * HOUR)),
}

/** Says one command. */
export const outgoingCommand = (town: Town): void => {
  const { chance, timeline, trace } = town.world
  const what = roll(chance)
  trace.step(timeline.now(), "command", what)
  trace.count("command", what)
  said[what](town)
}

const withOne = (town: Town, use: (one: Endpoint) => void): void => {
  const all = wanted(town)
  if (all.length > 0) use(town.world.chance.oneOf(all))
}

const idle = ({ world: { timeline } }: Town, millis: number): void => timeline.runUntil(timeline.now() + millis)

/** What addresses want to be told of. */
const choices = [undefined, undefined, ["refund.*"], ["refund.succeeded", "incident.*"], ["dispute.won"]] as const

/** As many addresses as a life has at once. */
const MOST = 5

export const addWebhook = (town: Town): void => {
  const { chance, timeline } = town.world
  const all = town.endpoints as Map<string, Endpoint>
  if ([...all.values()].filter(({ isWanted }) => isWanted).length >= MOST) return
  const events = chance.oneOf(choices)
  const endpoint = endpointOf(chance.oneOf(shops), `w${all.size + 1}`, events)
  const { id, scope, url } = endpoint
  all.set(url, endpoint)
  const given = events === undefined ? { url } : { url, events }
  let isGivenUp = false
  ask(
    town,
    (services) => Context.get(services, Webhooks).make(scope, id, given),
    (made) => {
      if (!isGivenUp && typeof made === "object") endpoint.secret = Redacted.value(made.secret)
    },
  )
  // Whoever was not told the secret has no use for it.
  timeline.after(2 * MINUTE, () => {
    isGivenUp = true
    if (endpoint.secret === undefined) removeWebhook(town, endpoint)
  })
}

const removeWebhook = (town: Town, endpoint: Endpoint): void => {
  const { id, scope } = endpoint
  endpoint.isWanted = false
  askUntil(
    town,
    (services) => Context.get(services, WebhookBook).remove(scope, id),
    () => undefined,
  )
}

/** The new secret is used some time within the day for which the one before is good, once what was on its way has come. */
const rotate = (town: Town, endpoint: Endpoint): void => {
  const { id, scope } = endpoint
  const { chance, timeline } = town.world
  if (endpoint.isRotating) return
  endpoint.isRotating = true
  askUntil(
    town,
    (services) => Context.get(services, Webhooks).rotate(scope, id),
    (secret) =>
      timeline.after(chance.between(10 * MINUTE, 20 * HOUR), () => {
        endpoint.isRotating = false
        if (typeof secret === "object") endpoint.secret = Redacted.value(secret)
      }),
  )
}

/** An address fares badly for a while: most for less than an hour, some for longer than anybody tries. */
const turn = (town: Town, mood: Exclude<Mood, "as chance has it">): void =>
  withOne(town, (endpoint) => {
    const { chance, timeline } = town.world
    const hours = chance.isIn(50) ? chance.next() : chance.isIn(30) ? chance.between(2, 30) : chance.between(80, 130)
    endpoint.mood = mood
    timeline.after(hours * HOUR, () => (endpoint.mood = "as chance has it"))
  })
