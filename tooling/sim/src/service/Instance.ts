/** An instance of the service: desk, dispatcher and inbox as a server has them, living again and again over one store. */
import {
  CrashPoint,
  type CrashAt,
  Dispatcher,
  Gateways,
  Ids,
  Inbox,
  LedgerStore,
  NoticeBook,
  PolicyBook,
  Records,
  RefundDesk,
  type RefundDeskShape,
  Signals,
  SteadyClock,
} from "@refund-rules/engine"
import { Cause, Clock, Context, Effect, Exit, Layer, Logger, Random, References, Scheduler, Scope } from "effect"
import { gatewayTo } from "../provider/gateway.ts"
import type { Provider } from "../provider/Provider.ts"
import type { Plant } from "../plants/Plant.ts"
import type { Poll } from "../world/Expect.ts"
import type { World } from "../World.ts"
import { type Life, lifeOf, POLL_MILLIS } from "./Life.ts"
import { type Kept, portsOf } from "./ports.ts"

type InboxService = (typeof Inbox)["Service"]

/** What an instance answers with, as long as it lives. */
export interface Doors {
  readonly desk: RefundDeskShape
  readonly inbox: InboxService
}

export interface Instance {
  readonly life: () => Life
  /** Undefined while it starts, and while it is dead. */
  readonly doors: () => Doors | undefined
  readonly start: () => void
  readonly kill: () => void
  /** Ends as a process does that is told to: what is being sent may finish. */
  readonly stop: () => void
  /** Runs something in it; an instance that dies meanwhile never answers. */
  readonly run: <A, E>(effect: Effect.Effect<A, E>, onExit: (exit: Exit.Exit<A, E>) => void) => void
  readonly wake: (poll: Poll) => boolean
}

export interface Built {
  readonly world: World
  readonly kept: Kept
  readonly providers: readonly Provider[]
  readonly newId: (prefix: string) => string
  readonly plant: Plant | undefined
  readonly onDeath: () => void
}

export const instance = (index: number, built: Built): Instance => {
  const { world } = built
  const { timeline, trace } = world
  let lives = 0
  let life = lifeOf(world, "")
  let doors: Doors | undefined
  let scope = Scope.makeUnsafe()
  life.kill()
  const contextOf = (of: Life): Context.Context<never> =>
    Context.make(Clock.Clock, of.clock).pipe(
      Context.add(Scheduler.Scheduler, of.scheduler),
      Context.add(Random.Random, of.random),
      Context.add(References.CurrentLoggers, new Set([noting(world, of)])),
      Context.add(References.TracerEnabled, false),
    )
  const run = <A, E>(effect: Effect.Effect<A, E>, onExit: (exit: Exit.Exit<A, E>) => void): void => {
    const mine = life
    Effect.runForkWith(contextOf(mine))(effect).addObserver((exit) => {
      if (mine.isAlive()) onExit(exit)
    })
  }
  const start = (): void => {
    life = lifeOf(world, `${index}.${++lives}`, built.onDeath)
    doors = undefined
    scope = Scope.makeUnsafe()
    trace.step(timeline.now(), "start", life.name)
    run(Layer.buildWithScope(serviceOf(built, life), scope), (exit) => {
      // A store that cannot be read at the start ends the process; whoever runs it starts it again.
      if (Exit.isFailure(exit)) return life.kill()
      doors = { desk: Context.get(exit.value, RefundDesk), inbox: Context.get(exit.value, Inbox) }
      trace.step(timeline.now(), "ready", life.name)
    })
  }
  return {
    life: () => life,
    doors: () => (life.isAlive() ? doors : undefined),
    start,
    kill: () => {
      if (life.isAlive()) trace.step(timeline.now(), "killed", life.name)
      life.kill()
    },
    stop: () => {
      trace.step(timeline.now(), "stop", life.name)
      doors = undefined
      const mine = life
      run(Scope.close(scope, Exit.void), () => mine.kill())
      timeline.after(10_000, mine.kill)
    },
    run,
    wake: (poll) => life.isAlive() && life.wake(poll),
  }
}

const serviceOf = (built: Built, life: Life) => {
  const { newId, plant, providers, world } = built
  const ports = portsOf(world, life, plant?.kept?.(built.kept, world, life) ?? built.kept)
  const store = world.watch.above(plant?.store?.(ports.store, world, life) ?? ports.store)
  const gateways = new Map(
    providers.map((provider) => {
      const gateway = gatewayTo(world, provider, life)
      return [provider.kind.name, plant?.gateway?.(gateway, provider, world) ?? gateway]
    }),
  )
  const kept = Layer.succeedContext(
    Context.make(LedgerStore, store).pipe(
      Context.add(Records, ports.records),
      Context.add(NoticeBook, plant?.notices?.(ports.notices) ?? ports.notices),
      Context.add(PolicyBook, ports.policies),
    ),
  )
  const dispatcher = Dispatcher.running({ pollSeconds: POLL_MILLIS.dispatch / 1000 })
  const inbox = Inbox.running({ pollSeconds: POLL_MILLIS.inbox / 1000 })
  const clock = plant?.clock?.(life) ?? SteadyClock.layer
  const besides = plant?.besides?.(store, world) ?? Layer.empty
  return Layer.mergeAll(
    RefundDesk.layer(),
    Inbox.layer,
    dispatcher,
    inbox.pipe(Layer.provide(Inbox.layer)),
    besides,
  ).pipe(
    Layer.provide(clock),
    Layer.provide([
      kept,
      Signals.layer,
      Layer.succeed(Gateways, { of: (_scope, provider) => gateways.get(provider) }),
      Layer.succeed(Ids, newId),
      Layer.succeed(CrashPoint, (at: CrashAt) => killAt(world, life, at)),
    ]),
  )
}

/** Now and then a process dies at a named point of the dispatcher's. */
const killAt = ({ chance, isFaulty, timeline, trace }: World, life: Life, at: CrashAt): void => {
  if (!isFaulty() || !chance.isIn(2)) return
  trace.count("dispatcher", `killed ${at}`)
  trace.step(timeline.now(), "killed", life.name, () => at)
  life.kill()
}

/** A defect that is only logged is a defect all the same. */
const noting = ({ trace }: World, life: Life) =>
  Logger.make(({ cause, message }) => {
    const text = JSON.stringify(message)
    const all = [cause, ...(Array.isArray(message) ? message : [message])].filter(Cause.isCause)
    const died = all.flatMap(({ reasons }) => reasons).find((one) => one._tag === "Die")
    if (life.isAlive() && died !== undefined) trace.broken("nothing breaks", `${text}: ${String(died.defect)}`)
  })
