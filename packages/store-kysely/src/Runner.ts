/** What a driver does for the store: it runs programs in transactions, and tells what came of them. */
import { EnclosingCommit, Invalid, PaymentNotFound, ReferenceTaken, type StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"
import type { Dialect } from "./Dialect.ts"
import { DatabaseFailed, unavailable } from "./failures.ts"
import type { Program } from "./Statement.ts"
import type { Health } from "./StoreHealth.ts"

/**
 * Runs programs.
 *
 * Law of the commit: a writing program's answer is given once its transaction is durable; where it throws, or the commit
 * fails, nothing of it is kept, or `StoreUnavailable` leaves open what was.
 * Law of turns: writing programs run as if one after the other, whoever else writes to the same database.
 *
 * @since 0.1.0
 */
export interface Runner {
  readonly dialect: Dialect
  /** Changes of one payment wait for each other and are written as one: for a database where each waits for its locks. */
  readonly gathers?: true
  /** Runs a program in a transaction of its own, or in one it shares with others it cannot see. */
  readonly write: <A>(program: Program<A>, about?: About) => Effect.Effect<A, Thrown>
  /** Runs a program that only reads: all its rows are of one moment. */
  readonly read: <A>(program: Program<A>, about?: About) => Effect.Effect<A, Thrown>
  /** Runs a program inside an open transaction of somebody else, and commits nothing. */
  readonly within: <A>(handle: unknown, program: Program<A>) => Effect.Effect<A, Thrown>
  /** How the last commit went. */
  readonly state: () => Health
  /** Milliseconds of a clock that never goes back, not behind what is stored either. */
  readonly now: () => number
  readonly sha256: (text: string) => string
  readonly newId: () => string
}

/**
 * What a program is about, as far as a database wants to know.
 *
 * @since 0.1.0
 */
export interface About {
  /** It sees rows of this merchant only; left out, of all. */
  readonly merchant?: string
  /** What it changes and begins by guarding: programs of one place never share a transaction, all others may. */
  readonly place?: string
  /** It looks at rows of other places. */
  readonly isLooking?: boolean
  /** What it deletes is to leave the database's files, as far as they can be told to forget. */
  readonly isErasing?: boolean
  /** Lists and reports, which may be told as they were a moment ago. */
  readonly isList?: boolean
}

/**
 * Whatever a program threw, or the database answered.
 *
 * @since 0.1.0
 */
export interface Thrown {
  readonly thrown: unknown
}

/** The port's errors fail, a database out of order is `StoreUnavailable`, and anything else is a defect as it is. */
export const answered =
  <E extends Invalid | PaymentNotFound | ReferenceTaken>() =>
  <A>(effect: Effect.Effect<A, Thrown>): Effect.Effect<A, E | StoreUnavailable> =>
    effect.pipe(
      Effect.catch(({ thrown }): Effect.Effect<never, E | StoreUnavailable> => {
        if (thrown instanceof DatabaseFailed) return Effect.fail(unavailable(thrown))
        if ([Invalid, PaymentNotFound, ReferenceTaken].some((known) => thrown instanceof known))
          return Effect.fail(thrown as E)
        return Effect.die(thrown)
      }),
    )

/** Reads and writes for ports whose calls fail in one way only: the store cannot do it now. */
export const programsOn = (runner: Runner) => {
  const does =
    (how: "read" | "write") =>
    <A>(program: Program<A>, about?: About): Effect.Effect<A, StoreUnavailable> =>
      answered<never>()(running(runner, how)(program, about))
  return { read: does("read"), write: does("write") } as const
}

/** Runs a program in the transaction of whoever encloses it, or in the runner's own. */
export const running = (runner: Runner, how: "read" | "write") => {
  const alone = runner[how]
  return <A>(program: Program<A>, about: About = {}): Effect.Effect<A, Thrown> =>
    Effect.withFiber((fiber) => {
      const handle = fiber.getRef(EnclosingCommit)
      return handle === undefined ? alone(program, about) : runner.within(handle, program)
    })
}
