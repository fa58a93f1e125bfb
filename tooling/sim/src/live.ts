/** One life of a whole service from one seed: commands and faults, then rest, then every promise held against the truth. */
import { parsePolicy } from "@refund-rules/core"
import type { Notice, Scope } from "@refund-rules/engine"
import { memoryDesk } from "@refund-rules/testing"
import { Effect } from "effect"
import { asking } from "./clients/Asking.ts"
import { command } from "./clients/commands.ts"
import { policyJson, type Shop, shop as shopOf } from "./clients/Shop.ts"
import type { Town } from "./clients/Town.ts"
import { endOf } from "./end.ts"
import type { Mode } from "./Mode.ts"
import type { Plant } from "./plants/Plant.ts"
import { kinds } from "./provider/kinds.ts"
import type { Movement } from "./provider/Movement.ts"
import { type Provider, providerOf } from "./provider/Provider.ts"
import { webhooks } from "./provider/webhooks.ts"
import { type Instance, instance } from "./service/Instance.ts"
import { polls } from "./service/polls.ts"
import type { Kept } from "./service/ports.ts"
import { watchOf } from "./watch/Watch.ts"
import { type Chance, chanceOf } from "./world/Chance.ts"
import { timeline as timelineOf } from "./world/Timeline.ts"
import { trace as traceOf, type Trace } from "./world/Trace.ts"
import type { World } from "./World.ts"

export interface LifeOptions {
  readonly seed: number
  readonly commands: number
  readonly mode: Mode
  readonly plant?: Plant | undefined
  readonly isTold?: boolean
}

export interface Lived {
  readonly trace: Trace
  /** Milliseconds of virtual time. */
  readonly lasted: number
}

const BEGIN = Date.parse("2026-01-01T00:00:00.000Z")

export const live = (options: LifeOptions): Lived => {
  const born = bornOf(options)
  const { timeline, trace } = born.town.world
  try {
    lead(born, options)
  } catch (defect) {
    trace.broken("nothing breaks", defect instanceof Error ? `${defect.stack}` : String(defect))
  }
  return { trace, lasted: timeline.now() - BEGIN }
}

/** From the first command to the last word on it. */
const lead = ({ isMailed, kept, town, wellFromNowOn }: ReturnType<typeof bornOf>, options: LifeOptions): void => {
  const { chance, timeline } = town.world
  for (let count = 0; count < options.commands; count += 1) {
    timeline.runUntil(timeline.now() + chance.below(chance.isIn(10) ? 30_000 : 700))
    command(town)
  }
  timeline.runUntil(timeline.now() + 60_000)
  if (options.mode === "liveness") wellFromNowOn()
  endOf({ town, kept, mode: options.mode, isMailed })
}

/** Everything there is at the beginning: a store, providers, shops, and instances that start. */
const bornOf = ({ isTold, plant, seed }: LifeOptions) => {
  const chance = chanceOf(seed)
  const timeline = timelineOf(BEGIN)
  const trace = traceOf(isTold === true)
  const storeClock = { wrong: 0 }
  const kept = memoryDesk(() => timeline.now() + storeClock.wrong)
  let isFaulty = true
  const instances: Instance[] = []
  const providers: Provider[] = []
  const named = (name: string): Provider => providers.find(({ kind }) => kind.name === name)!
  const watch = watchOf({ timeline, trace, expect: polls(timeline, chance, () => instances), providerOf: named })
  const world: World = { timeline, chance, trace, watch, storeClock, isFaulty: () => isFaulty }
  const shop = shopOf()
  const town: Town = { world, shop, asking: asking(world, instances, shop), instances, providers }
  const mail = webhooks(world, (scope, notice, onEnd) => deliver(town, scope, notice, onEnd))
  const tell = (movement: Movement): void => {
    const { kind, scope } = paymentOf(shop, movement)
    mail.tell(kind, scope, movement)
  }
  for (const kind of someOf(chance, kinds)) {
    const onMovement = (movement: Movement): void => watch.moved(movement, provider)
    const provider: Provider = providerOf(kind, { timeline, chance, onMovement, onNews: tell })
    providers.push(provider)
  }
  publish(kept)
  populate(town, instances, kept, plant)
  const wellFromNowOn = (): void => {
    isFaulty = false
    for (const { heal } of providers) heal()
  }
  return { kept, town, wellFromNowOn, isMailed: () => mail.waiting() === 0 }
}

const paymentOf = ({ payments }: Shop, { reference }: Movement) => payments.find((one) => one.reference === reference)!

/** Two or three of them. */
const someOf = <A>({ below }: Chance, all: readonly A[]): readonly A[] => {
  const left = [...all]
  return Array.from({ length: 2 + below(2) }, () => left.splice(below(left.length), 1)[0]!)
}

const publish = ({ policies }: Kept): void => {
  const policy = parsePolicy(policyJson)
  if (!policy.ok) throw new Error(JSON.stringify(policy.faults))
  Effect.runSync(policies.publish({ merchant: "amber", mode: "live" }, policy.value, new Date(BEGIN).toISOString()))
}

/** The instances, and whoever starts them again when they are dead. */
const populate = ({ providers, world }: Town, instances: Instance[], kept: Kept, plant: Plant | undefined): void => {
  const { chance, isFaulty, timeline } = world
  let ids = 0
  const newId = (prefix: string): string => `${prefix}_${++ids}`
  const count = chance.between(1, 3)
  for (let index = 0; index < count; index += 1) {
    const onDeath = (): void => timeline.after(isFaulty() ? chance.between(100, 30_000) : 500, () => one.start())
    const one: Instance = instance(index, { world, kept, providers, newId, plant, onDeath })
    instances.push(one)
    one.start()
  }
}

/** Whoever brings a webhook waits so long for thanks. */
const PATIENCE_MILLIS = 30_000

/** A webhook at some instance's door: thanked for only when it is kept. */
const deliver = (
  { asking: { ask }, world: { timeline } }: Town,
  scope: Scope,
  notice: Notice,
  onEnd: (isTaken: boolean) => void,
): void => {
  let isOver = false
  const end = (isTaken: boolean): void => {
    if (isOver) return
    isOver = true
    onEnd(isTaken)
  }
  const isSaid = ask(
    ({ inbox }) => inbox.take(scope, notice),
    () => end(true),
    () => end(false),
  )
  timeline.after(isSaid ? PATIENCE_MILLIS : 0, () => end(false))
}
