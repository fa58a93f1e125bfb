/** Whether the server should be sent work: its phase, and checks that layers add while they live. No I/O of its own. */
import { Context, Effect, Latch, Layer } from "effect"
import type { Scope } from "effect"

/** Why the server should not be sent work now; `code` is what the problem document carries. */
export interface NotReady {
  readonly code: string
  readonly detail: string
}

/** Something the server needs, asked on every `/readyz`: it must be quick, and fails with the reason. */
export interface Check {
  readonly name: string
  readonly passes: Effect.Effect<void, NotReady>
}

/** The life of a process, in order; it never goes back. */
export type Phase = "starting" | "serving" | "stopping"

/** Phase and checks of this process. */
export class Readiness extends Context.Service<
  Readiness,
  {
    readonly phase: Effect.Effect<Phase>
    readonly enter: (phase: Phase) => Effect.Effect<void>
    /** Waits until the process stops. */
    readonly stopped: Effect.Effect<void>
    readonly add: (check: Check) => Effect.Effect<void, never, Scope.Scope>
    /** The names of the checks when all pass, else the first cause. */
    readonly ask: Effect.Effect<readonly string[], NotReady>
  }
>()("@refund-rules/server/lifecycle/Readiness") {
  static readonly layer = Layer.sync(Readiness, () => {
    let phase: Phase = "starting"
    const checks = new Set<Check>()
    const stopping = Latch.makeUnsafe()
    return Readiness.of({
      phase: Effect.sync(() => phase),
      enter: (next) =>
        Effect.sync(() => {
          phase = next
          if (next === "stopping") stopping.openUnsafe()
        }),
      stopped: stopping.await,
      add: (check) =>
        Effect.acquireRelease(
          Effect.sync(() => checks.add(check)),
          () => Effect.sync(() => checks.delete(check)),
        ),
      ask: Effect.suspend(() => {
        const now = [...checks]
        return Effect.andThen(
          inPhase(phase),
          Effect.forEach(now, (check) => Effect.as(check.passes, check.name), { concurrency: "unbounded" }),
        )
      }),
    })
  })
}

const inPhase = (phase: Phase): Effect.Effect<void, NotReady> => {
  switch (phase) {
    case "starting":
      return Effect.fail({ code: "starting", detail: "the server is starting" })
    case "stopping":
      return Effect.fail({ code: "shutting_down", detail: "the server is stopping and takes no new work" })
    case "serving":
      return Effect.void
  }
}
