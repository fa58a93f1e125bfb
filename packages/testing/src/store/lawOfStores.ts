/** One law of stores: a fresh store for every try, and the sentence of the law in front of what broke it. */
import { Effect } from "effect"
import fc from "fast-check"
import type { Law } from "../laws/Law.ts"
import type { StoreUnderTest } from "./StoreUnderTest.ts"

/**
 * Makes a fresh, empty store.
 *
 * @since 0.1.0
 */
export type MakeStore = () => StoreUnderTest | Promise<StoreUnderTest>

/** What a law tries on one fresh thing: it answers what is wrong, or nothing. */
export type Trial<A, T = StoreUnderTest> = (made: T, value: A) => Promise<string | undefined>

interface Closed {
  readonly close?: () => void | Promise<void>
}

/** No try takes so long on any machine, unless it lives many lives: a guard that is never let go is found, not waited for. */
const PATIENCE_SECONDS = 60

/** Laws of whatever is made anew for every try. */
export const lawsOf = <T extends Closed>(usualSeconds = PATIENCE_SECONDS) => ({
  /** A law over generated values: 20 of them unless told otherwise, since every one takes a store of its own. */
  over:
    <A>(sentence: string, values: fc.Arbitrary<A>, trial: Trial<A, T>) =>
    (make: () => T | Promise<T>): Law => ({
      sentence,
      check: async ({ patienceSeconds = usualSeconds, runs = 20, seed = 1 } = {}) => {
        let wrong = ""
        const property = fc.asyncProperty(values, async (value) => {
          const found = await tryOn(make, (made) => trial(made, value), patienceSeconds)
          wrong = found ?? wrong
          return found === undefined
        })
        const { counterexample, failed } = await fc.check(property, { numRuns: runs, seed })
        if (failed)
          throw broken(sentence, `${wrong}; smallest found from seed ${seed}: ${JSON.stringify(counterexample)}`)
      },
    }),
  /** A law that one try shows. */
  once:
    (sentence: string, trial: Trial<void, T>) =>
    (make: () => T | Promise<T>): Law => ({
      sentence,
      check: async ({ patienceSeconds = usualSeconds } = {}) => {
        const wrong = await tryOn(make, (made) => trial(made, undefined), patienceSeconds)
        if (wrong !== undefined) throw broken(sentence, wrong)
      },
    }),
})

const laws = lawsOf<StoreUnderTest>()
export const once = laws.once
export const over = laws.over

const broken = (sentence: string, wrong: string): Error => new Error(`the store breaks the law "${sentence}": ${wrong}`)

const tryOn = async <T extends Closed>(
  make: () => T | Promise<T>,
  trial: (made: T) => Promise<string | undefined>,
  seconds: number,
): Promise<string | undefined> => {
  const made = await make()
  try {
    const tooLong = Effect.delay(Effect.succeed(`no answer in ${seconds} seconds`), seconds * 1000)
    const trying = Effect.promise(() => trial(made))
    return await Effect.runPromise(Effect.raceFirst(trying, tooLong))
  } catch (error) {
    return `it answered with ${error instanceof Error ? error.message || error.name : String(error)}`
  } finally {
    await made.close?.()
  }
}
