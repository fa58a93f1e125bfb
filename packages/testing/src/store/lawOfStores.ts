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

/** What a law tries on one store: it answers what is wrong, or nothing. */
export type Trial<A> = (made: StoreUnderTest, value: A) => Promise<string | undefined>

/** A law over generated values: 20 of them unless told otherwise, since every one takes a store of its own. */
export const over =
  <A>(sentence: string, values: fc.Arbitrary<A>, trial: Trial<A>) =>
  (makeStore: MakeStore): Law => ({
    sentence,
    check: async ({ runs = 20, seed = 1 } = {}) => {
      let wrong = ""
      const property = fc.asyncProperty(values, async (value) => {
        const found = await tryOn(makeStore, (made) => trial(made, value))
        wrong = found ?? wrong
        return found === undefined
      })
      const { counterexample, failed } = await fc.check(property, { numRuns: runs, seed })
      if (failed)
        throw broken(sentence, `${wrong}; smallest found from seed ${seed}: ${JSON.stringify(counterexample)}`)
    },
  })

/** A law that one try shows. */
export const once =
  (sentence: string, trial: Trial<void>) =>
  (makeStore: MakeStore): Law => ({
    sentence,
    check: async () => {
      const wrong = await tryOn(makeStore, (made) => trial(made, undefined))
      if (wrong !== undefined) throw broken(sentence, wrong)
    },
  })

const broken = (sentence: string, wrong: string): Error => new Error(`the store breaks the law "${sentence}": ${wrong}`)

/** No try takes longer than this: a guard that is never let go is found, not waited for. */
const LONGEST_SECONDS = 5

const tryOn = async (
  makeStore: MakeStore,
  trial: (made: StoreUnderTest) => Promise<string | undefined>,
): Promise<string | undefined> => {
  const made = await makeStore()
  try {
    const tooLong = Effect.delay(Effect.succeed(`no answer in ${LONGEST_SECONDS} seconds`), LONGEST_SECONDS * 1000)
    const trying = Effect.promise(() => trial(made))
    return await Effect.runPromise(Effect.raceFirst(trying, tooLong))
  } catch (error) {
    return `it answered with ${error instanceof Error ? error.message || error.name : String(error)}`
  } finally {
    await made.close?.()
  }
}
