/** One life of a whole service from one seed: commands and faults, then rest, then every promise held against the truth. */
import { parsePolicy } from "@refund-rules/core"
import { memoryDesk } from "@refund-rules/testing"
import { Effect } from "effect"
import { asking as askingOf } from "./clients/Asking.ts"
import { command, resolve, type Town } from "./clients/commands.ts"
import { policyJson, shop as shopOf } from "./clients/Shop.ts"
import { endOf } from "./end.ts"
import type { Mode } from "./Mode.ts"
import type { Plant } from "./plants/Plant.ts"
import { kinds } from "./provider/kinds.ts"
import { type Movement, type Provider, providerOf } from "./provider/Provider.ts"
import { webhooks } from "./provider/webhooks.ts"
import { type Instance, instance } from "./service/Instance.ts"
import { polls } from "./service/polls.ts"
import type { Kept } from "./service/ports.ts"
import { watchOf } from "./watch/Watch.ts"
import { chanceOf } from "./world/Chance.ts"
import { timeline as timelineOf } from "./world/Timeline.ts"
import { trace as traceOf, type Trace } from "./world/Trace.ts"
import type { World } from "./World.ts"

export interface LifeOptions {
  readonly seed: number
  readonly commands: number
  /** In `safety` things go wrong to the end; in `liveness` they stop, and everything must come to its end. */
  readonly mode: Mode
  readonly plant?: Plant | undefined
  readonly isTold?: boolean
  readonly openKept?: (clock: () => number) => Opened
}

export interface Opened extends Kept {
  readonly close?: () => void
}

export interface Lived {
  readonly trace: Trace
  /** Milliseconds of virtual time. */
  readonly lasted: number
}

const BEGIN = Date.parse("2026-01-01T00:00:00.000Z")

export const live = (options: LifeOptions): Lived => {
  const chance = chanceOf(options.seed)
  const timeline = timelineOf(BEGIN)
  const trace = traceOf(options.isTold === true)
  const storeClock = { wrong: 0 }
  const kept: Opened = (options.openKept ?? memoryDesk)(() => timeline.now() + storeClock.wrong)
  let isFaulty = true
  const instances: Instance[] = []
  const providers: Provider[] = []
  const providerNamed = (name: string): Provider => providers.find(({ kind }) => kind.name === name)!
  const expect = polls(timeline, chance, () => instances)
  const watch = watchOf({ timeline, trace, expect, providerOf: providerNamed })
  const world: World = { timeline, chance, trace, watch, storeClock, isFaulty: () => isFaulty }
  const shop = shopOf()
  const asking = askingOf(world, instances, shop)
  const town: Town = { world, shop, asking, instances, providers }
  const mail = webhooks(world, (scope, notice, onEnd) => deliver(town, scope, notice, onEnd))
  const tell = (movement: Movement): void => {
    const payment = shop.payments.find(({ reference }) => reference === movement.reference)!
    mail.tell(payment.kind, payment.scope, movement)
  }
  for (const kind of someOf(chance.below, kinds)) {
    const provider: Provider = providerOf(kind, {
      timeline,
      chance,
      onMovement: (movement) => watch.moved(movement, provider),
      onNews: tell,
    })
    providers.push(provider)
  }
  publish(kept)
  populate(town, instances, kept, options.plant)
  for (let count = 0; count < options.commands; count += 1) {
    timeline.runUntil(timeline.now() + chance.below(chance.isIn(10) ? 30_000 : 700))
    command(town)
  }
  timeline.runUntil(timeline.now() + 60_000)
  if (options.mode === "liveness") {
    isFaulty = false
    for (const { heal } of providers) heal()
  }
  endOf({ town, kept, mode: options.mode, isMailed: () => mail.waiting() === 0, resolve })
  kept.close?.()
  return { trace, lasted: timeline.now() - BEGIN }
}

/** Two or three of them. */
const someOf = <A>(below: (end: number) => number, all: readonly A[]): readonly A[] => {
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

/** A webhook at some instance's door: thanked for only when it is kept. */
const deliver = (
  { asking, world: { timeline } }: Town,
  scope: Parameters<Parameters<typeof webhooks>[1]>[0],
  notice: Parameters<Parameters<typeof webhooks>[1]>[1],
  onEnd: (isTaken: boolean) => void,
): void => {
  let isOver = false
  const end = (isTaken: boolean): void => {
    if (isOver) return
    isOver = true
    onEnd(isTaken)
  }
  const isSaid = asking.ask(
    ({ inbox }) => inbox.take(scope, notice),
    () => end(true),
    () => end(false),
  )
  timeline.after(isSaid ? 30_000 : 0, () => end(false))
}
