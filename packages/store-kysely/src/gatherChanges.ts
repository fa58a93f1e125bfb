/**
 * Changes of one payment, gathered: while one group of them is under way the next ones wait, and then they are judged one
 * after the other and written as one. A payment that everybody asks for is as fast as many that are asked for once.
 */
import type { Once, Scope } from "@refund-rules/engine"
import { Effect, Exit } from "effect"
import { CommitUnknown, DatabaseFailed } from "./failures.ts"
import { type Change, changePayment, type Ended } from "./programs/changePayment.ts"
import { placeOf } from "./programs/LedgerCache.ts"
import type { Shelf } from "./programs/Shelf.ts"
import type { Runner, Thrown } from "./Runner.ts"

const GROUP_AT_MOST = 256
const ATTEMPTS_AT_MOST = 5

interface Waiting {
  readonly change: Change
  readonly settle: (ended: Ended) => void
  /** How often it was tried, and whether an earlier try may have been committed. */
  tries: number
  mayBeDone: boolean
}

interface Place {
  readonly scope: Scope
  readonly paymentId: string
  waiting: Waiting[]
}

/** Changes a payment, in a group with whoever wants to change it at the same time. */
export type GatherChange = (scope: Scope, paymentId: string, change: Change) => Effect.Effect<Once<unknown>, Thrown>

export const gatherChanges = (runner: Runner, shelf: Shelf): GatherChange => {
  const places = new Map<string, Place>()
  return (scope, paymentId, change) =>
    Effect.callback<Once<unknown>, Thrown>((resume) => {
      const settle = (ended: Ended): void =>
        resume(ended.ok ? Effect.succeed(ended.value) : Effect.fail({ thrown: ended.thrown }))
      const waiting: Waiting = { change, settle, tries: 0, mayBeDone: false }
      const name = placeOf(scope, paymentId)
      const known = places.get(name)
      const place = known ?? { scope, paymentId, waiting: [] }
      place.waiting.push(waiting)
      if (known === undefined) {
        places.set(name, place)
        void work(runner, shelf, place).finally(() => places.delete(name))
      }
      return Effect.sync(() => {
        place.waiting = place.waiting.filter((one) => one !== waiting)
      })
    })
}

/** Runs group after group until nobody waits. */
const work = async (runner: Runner, shelf: Shelf, place: Place): Promise<void> => {
  while (place.waiting.length > 0) {
    const isLooking = place.waiting.some(({ change }) => change.looking !== undefined)
    const about = { merchant: place.scope.merchant, place: placeOf(place.scope, place.paymentId), isLooking }
    // Whoever comes until the transaction begins is taken along; those who look share one with those who look only.
    let group: readonly Waiting[] | undefined
    const program = () => {
      group ??= take(place, isLooking)
      return changePayment(
        shelf,
        place.scope,
        place.paymentId,
        group.map(({ change }) => change),
      )
    }
    const exit = await Effect.runPromiseExit(runner.write(program, about))
    settleAll(place, group ?? take(place, isLooking), exit)
  }
}

const take = (place: Place, isLooking: boolean): readonly Waiting[] => {
  // A change that failed in company is tried again by itself.
  const isAlone = (one: Waiting): boolean => one.tries > 0
  const [first] = place.waiting
  const fit =
    first !== undefined && isAlone(first)
      ? [first]
      : place.waiting
          .filter((one) => !isAlone(one) && (isLooking || one.change.looking === undefined))
          .slice(0, GROUP_AT_MOST)
  const taken = new Set(fit)
  place.waiting = place.waiting.filter((one) => !taken.has(one))
  return fit
}

const settleAll = (place: Place, group: readonly Waiting[], exit: Exit.Exit<readonly Ended[], Thrown>): void => {
  if (Exit.isSuccess(exit)) return group.forEach((one, index) => one.settle(asFirst(one, exit.value[index]!)))
  const thrown = thrownIn(exit)
  const isUnknown = thrown instanceof CommitUnknown
  const isTheirs = !(thrown instanceof DatabaseFailed)
  const again = group.filter((one) => {
    one.mayBeDone ||= isUnknown
    one.tries += 1
    // What came of a change under a key can be read; another one's caller has to look for itself.
    return one.tries < ATTEMPTS_AT_MOST && (isUnknown ? one.change.once !== undefined : isTheirs && group.length > 1)
  })
  place.waiting = [...again, ...place.waiting]
  for (const one of group) if (!again.includes(one)) one.settle({ ok: false, thrown })
}

/** An answer found under a key that this very change may have put there was given to nobody yet. */
const asFirst = ({ mayBeDone }: Waiting, ended: Ended): Ended =>
  mayBeDone && ended.ok && ended.value._tag === "Replayed"
    ? { ok: true, value: { _tag: "Done", answer: ended.value.answer } }
    : ended

const thrownIn = (exit: Exit.Failure<unknown, Thrown>): unknown => {
  const failed = Exit.findErrorOption(exit)
  return failed._tag === "Some" ? failed.value.thrown : exit.cause
}
