/** One life of outgoing messages from one seed: what happens, faults, then rest, then every promise held against the truth. */
import { Webhooks } from "@refund-rules/server/outgoing/Webhooks"
import { outgoing } from "@refund-rules/server/outgoing/outgoing"
import { SteadyClock } from "@refund-rules/engine"
import { Effect, Layer, Option, Redacted } from "effect"
import type { Lived } from "../live.ts"
import type { Mode } from "../Mode.ts"
import { polls } from "../service/polls.ts"
import type { Life } from "../service/Life.ts"
import { type Process, processOf } from "../service/Process.ts"
import { chanceOf } from "../world/Chance.ts"
import { timeline as timelineOf } from "../world/Timeline.ts"
import { trace as traceOf } from "../world/Trace.ts"
import type { Surroundings } from "../World.ts"
import { type Book, bookOn, shelfOf } from "./book.ts"
import { addWebhook, outgoingCommand } from "./commands.ts"
import { outgoingEnd } from "./end.ts"
import type { Endpoint } from "./Endpoint.ts"
import { historyOf } from "./History.ts"
import type { OutgoingPlant } from "./plants.ts"
import { portsOf } from "./ports.ts"
import { DEADLINE_MILLIS, postingIn } from "./road.ts"
import { RETRY_MILLIS } from "./schedule.ts"
import type { Services, Town } from "./Town.ts"
import { watchOf } from "./Watch.ts"

export interface OutgoingOptions {
  readonly seed: number
  readonly commands: number
  readonly mode: Mode
  readonly plant?: OutgoingPlant | undefined
  readonly isTold?: boolean
}

const BEGIN = Date.parse("2026-01-01T00:00:00.000Z")
const HOUR = 3_600_000

export const outgoingLife = (options: OutgoingOptions): Lived => {
  const { town, wellFromNowOn } = bornOf(options)
  const { chance, timeline, trace } = town.world
  try {
    for (let first = chance.between(1, 3); first > 0; first -= 1) addWebhook(town)
    for (let count = 0; count < options.commands; count += 1) {
      timeline.runUntil(timeline.now() + chance.below(chance.isIn(10) ? 30_000 : 2000))
      outgoingCommand(town)
    }
    timeline.runUntil(timeline.now() + 200_000)
    if (options.mode === "liveness") wellFromNowOn()
    outgoingEnd(town, options.mode)
  } catch (defect) {
    trace.broken("nothing breaks", defect instanceof Error ? `${defect.stack}` : String(defect))
  }
  return { trace, lasted: timeline.now() - BEGIN }
}

/** Everything there is at the beginning: a book, a history, merchants without addresses, and processes that start. */
const bornOf = ({ isTold, plant, seed }: OutgoingOptions) => {
  const [chance, timeline, trace] = [chanceOf(seed), timelineOf(BEGIN), traceOf(isTold === true)]
  let isFaulty = true
  const world: Surroundings = { timeline, chance, trace, isFaulty: () => isFaulty }
  const shelf = shelfOf(timeline.now)
  const endpoints = new Map<string, Endpoint>()
  const endpointOf: Parameters<typeof watchOf>[0]["endpointOf"] = (scope, id) =>
    [...endpoints.values()].find((one) => one.id === id && one.scope.merchant === scope.merchant)!
  const processes: Process<Services>[] = []
  const expect = polls(timeline, chance, () => processes)
  const watch = watchOf({ world, shelf, expect, endpointOf, history: () => history })
  const history = historyOf(world, watch.happened)
  const town: Town = { world, shelf, history, watch, endpoints, processes }
  populate(town, processes, plant)
  const tidy = (): void => {
    for (const one of processes) one.wake("tidy")
    timeline.after(chance.between(6, 48) * HOUR, tidy)
  }
  tidy()
  const wellFromNowOn = (): void => {
    isFaulty = false
    for (const endpoint of endpoints.values()) endpoint.mood = "as chance has it"
    for (const one of processes) one.skew(0)
  }
  return { town, wellFromNowOn }
}

/** The processes, and whoever starts them again when they are dead. */
const populate = (town: Town, processes: Process<Services>[], plant: OutgoingPlant | undefined): void => {
  const { history, shelf, world } = town
  const { chance, isFaulty, timeline } = world
  const book = bookOn(shelf, history.newest)
  const count = chance.between(1, 3)
  for (let index = 0; index < count; index += 1) {
    const onDeath = (): void => timeline.after(isFaulty() ? chance.between(100, 30_000) : 500, () => one.start())
    const serviceOf = (life: Life) => serviceIn(town, book, life, plant)
    const one: Process<Services> = processOf(index, { world, onDeath, serviceOf, polls: POLLS })
    processes.push(one)
    one.start()
  }
}

/** How long the server's own loops sleep between two looks. */
const POLLS = { outgoing: 1000, tidy: 15_000 } as const

const settings = {
  databaseUrl: "",
  mode: "live" as const,
  secretsKey: Option.some(Redacted.make("5a".repeat(32))),
  leaseMilliseconds: 30_000,
  pollMilliseconds: POLLS.outgoing,
  webhookRetryMilliseconds: [...RETRY_MILLIS],
  webhookTimeoutMilliseconds: DEADLINE_MILLIS,
}

/** Messages leave as a server has them leave: its own loops, over the ports of one life. */
const serviceIn = (town: Town, book: Book, life: Life, plant: OutgoingPlant | undefined) => {
  const post = postingIn(town, life)
  const outside = { refusalOf: () => Effect.undefined, post: plant?.post?.(post) ?? post }
  const ports = Layer.succeedContext(portsOf(town, book, life, plant))
  return outgoing(settings).pipe(
    Layer.provideMerge(Layer.mergeAll(Webhooks.layerOver(settings, outside), SteadyClock.layer)),
    Layer.provideMerge(ports),
  )
}
