import { Effect, Stream } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import { type Intent, play } from "./model/Run.ts"
import { world, type World } from "./model/World.ts"

const RUNS = Number(process.env["MODEL_RUNS"] ?? 2000)
const SEED = Number(process.env["MODEL_SEED"] ?? 20261121)
const COMMANDS = 60
/** This many payments are changed at once, so that their changes share commits. */
const AT_ONCE = 10

const number = fc.noBias(fc.nat({ max: 0x7fffffff }))
const intents: fc.Arbitrary<readonly Intent[]> = fc.array(fc.tuple(number, number), {
  minLength: 1,
  maxLength: COMMANDS,
  size: "max",
})

const brokenPayments = (of: World): Promise<readonly unknown[]> =>
  Effect.runPromise(Stream.runCollect(Stream.filter(of.records().verify, ({ broken }) => broken.length > 0)))

test(
  `${RUNS} payments with up to ${COMMANDS} commands each stand in the store as the core's own fold has them`,
  { timeout: 300_000 },
  async () => {
    const said = fc.sample(intents, { numRuns: RUNS, seed: SEED })
    const shared = world()
    for (let from = 0; from < RUNS; from += AT_ONCE) {
      const group = said.slice(from, from + AT_ONCE)
      await Promise.all(
        group.map(async (one, index) => {
          try {
            await play(shared, from + index, one)
          } catch (error) {
            throw new Error(`run ${from + index} of seed ${SEED}: ${await smallest(from + index, one, error)}`)
          }
        }),
      )
    }
    expect(await brokenPayments(shared)).toEqual([])
  },
)

/** The same run alone, shrunk; where it then does not fail, it took several at once, and is told as it was. */
const smallest = async (index: number, said: readonly Intent[], error: unknown): Promise<string> => {
  const alone = fc.asyncProperty(fc.shuffledSubarray([...said], { minLength: 1 }), async (some) => {
    await play(world(), index, some)
  })
  const { counterexample, failed, errorInstance } = await fc.check(alone, { numRuns: 50, seed: SEED })
  return failed ? `${String(errorInstance)}: ${JSON.stringify(counterexample)}` : String(error)
}
