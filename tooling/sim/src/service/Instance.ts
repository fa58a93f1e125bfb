/** An instance of the service, living again and again over one store, as whoever runs servers has it. */
import { Inbox, Records, RefundDesk } from "@refund-rules/engine"
import { Cause, Clock, Context, Effect, Exit, Layer, Logger, Random, References, Scheduler, Scope } from "effect"
import type { Poll } from "../world/Expect.ts"
import type { World } from "../World.ts"
import type { Doors } from "./Doors.ts"
import { type Life, lifeOf, type Machine } from "./Life.ts"
import { type Built, serviceOf } from "./serviceOf.ts"

export interface Instance {
  /** Undefined while it starts, and while it is dead. */
  readonly doors: () => Doors | undefined
  readonly start: () => void
  readonly kill: () => void
  /** Ends as a process does that is told to: what is being sent may finish. */
  readonly stop: () => void
  /** Runs something in it; an instance that dies meanwhile never answers. */
  readonly run: <A, E>(effect: Effect.Effect<A, E>, onExit: (exit: Exit.Exit<A, E>) => void) => void
  /** Its machine's clock is wrong from now on, by so many milliseconds. */
  readonly skew: (by: number) => void
  readonly wake: (poll: Poll) => boolean
}

/** As wrong as a clock may stay, so that two are at most five seconds apart; one further off is set right at the next start. */
export const SKEW_MILLIS = 2500

/** A process that is told to stop is killed after so long. */
const GRACE_MILLIS = 10_000

export const instance = (index: number, built: Built): Instance => {
  const { world } = built
  const say = (what: string): void => world.trace.step(world.timeline.now(), what, life.name)
  let lives = 0
  const machine: Machine = { wrong: 0, onDeath: built.onDeath }
  let life = lifeOf(world, "", { wrong: 0, onDeath: () => undefined })
  let doors: Doors | undefined
  let scope = Scope.makeUnsafe()
  let run = runIn(world, life)
  life.kill()
  return {
    doors: () => (life.isAlive() ? doors : undefined),
    start: () => {
      if (Math.abs(machine.wrong) > SKEW_MILLIS) machine.wrong = 0
      life = lifeOf(world, `${index}.${++lives}`, machine)
      doors = undefined
      scope = Scope.makeUnsafe()
      run = runIn(world, life)
      say("start")
      run(Layer.buildWithScope(serviceOf(built, life), scope), (exit) => {
        // A store that cannot be read at the start ends the process; whoever runs it starts it again.
        if (Exit.isFailure(exit)) return life.kill()
        const opened = exit.value
        doors = {
          desk: Context.get(opened, RefundDesk),
          inbox: Context.get(opened, Inbox),
          records: Context.get(opened, Records),
        }
        say("ready")
      })
    },
    kill: () => {
      if (life.isAlive()) say("killed")
      life.kill()
    },
    stop: () => {
      say("stop")
      doors = undefined
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
const runIn = (world: World, life: Life): Instance["run"] => {
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
const noting = ({ trace }: World, life: Life) =>
  Logger.make(({ cause, message }) => {
    const all = [cause, ...(Array.isArray(message) ? message : [message])].filter(Cause.isCause)
    const died = all.flatMap(({ reasons }) => reasons).find((one) => one._tag === "Die")
    if (life.isAlive() && died !== undefined)
      trace.broken("nothing breaks", `${JSON.stringify(message)}: ${String(died.defect)}`)
  })
