/** A process of a service, living again and again over one store, as whoever runs servers has it. */
import { Cause, Clock, Context, Effect, Exit, Layer, Logger, Random, References, Scheduler, Scope } from "effect"
import type { Poll } from "../world/Expect.ts"
import type { Surroundings } from "../World.ts"
import { type Life, lifeOf, type Machine } from "./Life.ts"
import type { PollMillis } from "./Sleeping.ts"

export interface Process<Services> {
  /** What it runs; undefined while it starts, and while it is dead. */
  readonly opened: () => Context.Context<Services> | undefined
  readonly start: () => void
  readonly kill: () => void
  /** Ends as a process does that is told to: what is being sent may finish. */
  readonly stop: () => void
  /** Runs something in it; a process that dies meanwhile never answers. */
  readonly run: <A, E>(effect: Effect.Effect<A, E>, onExit: (exit: Exit.Exit<A, E>) => void) => void
  /** Its machine's clock is wrong from now on, by so many milliseconds. */
  readonly skew: (by: number) => void
  readonly wake: (poll: Poll) => boolean
}

/** What a process runs, and where. */
export interface Kind<Services> {
  readonly world: Surroundings
  readonly polls: PollMillis
  readonly serviceOf: (life: Life) => Layer.Layer<Services, unknown>
  readonly onDeath: () => void
}

/** As wrong as a clock may stay, so that two are at most five seconds apart; one further off is set right at the next start. */
export const SKEW_MILLIS = 2500

/** A process that is told to stop is killed after so long. */
const GRACE_MILLIS = 10_000

export const processOf = <Services>(index: number, kind: Kind<Services>): Process<Services> => {
  const { onDeath, polls, serviceOf, world } = kind
  const say = (what: string): void => world.trace.step(world.timeline.now(), what, life.name)
  let lives = 0
  const machine: Machine = { wrong: 0, onDeath, polls }
  let life = lifeOf(world, "", { wrong: 0, onDeath: () => undefined, polls })
  let opened: Context.Context<Services> | undefined
  let scope = Scope.makeUnsafe()
  let run = runIn(world, life)
  life.kill()
  return {
    opened: () => (life.isAlive() ? opened : undefined),
    start: () => {
      if (Math.abs(machine.wrong) > SKEW_MILLIS) machine.wrong = 0
      life = lifeOf(world, `${index}.${++lives}`, machine)
      opened = undefined
      scope = Scope.makeUnsafe()
      run = runIn(world, life)
      say("start")
      run(Layer.buildWithScope(serviceOf(life), scope), (exit) => {
        // A store that cannot be read at the start ends the process; whoever runs it starts it again.
        if (Exit.isFailure(exit)) return life.kill()
        opened = exit.value
        say("ready")
      })
    },
    kill: () => {
      if (life.isAlive()) say("killed")
      life.kill()
    },
    stop: () => {
      say("stop")
      opened = undefined
      const { kill } = life
      run(Scope.close(scope, Exit.void), kill)
      world.timeline.after(GRACE_MILLIS, kill)
    },
    skew: (by) => void (machine.wrong = by),
    run: (effect, onExit) => run(effect, onExit),
    wake: (poll) => life.isAlive() && life.wake(poll),
  }
}

/** Runs effects in a life: by its clock, its scheduler and its chance, with nothing of the machine's. */
const runIn = (world: Surroundings, life: Life): Process<never>["run"] => {
  const context = Context.make(Clock.Clock, life.clock).pipe(
    Context.add(Scheduler.Scheduler, life.scheduler),
    Context.add(Random.Random, life.random),
    Context.add(References.CurrentLoggers, new Set([noting(world, life)])),
    Context.add(References.TracerEnabled, false),
  )
  const fork = Effect.runForkWith(context)
  return (effect, onExit) =>
    fork(effect).addObserver((exit) => {
      if (life.isAlive()) onExit(exit)
    })
}

/** A defect that is only logged is a defect all the same. */
const noting = ({ trace }: Surroundings, life: Life) =>
  Logger.make(({ cause, message }) => {
    const all = [cause, ...(Array.isArray(message) ? message : [message])].filter(Cause.isCause)
    const died = all.flatMap(({ reasons }) => reasons).find((one) => one._tag === "Die")
    if (life.isAlive() && died !== undefined)
      trace.broken("nothing breaks", `${JSON.stringify(message)}: ${String(died.defect)}`)
  })
