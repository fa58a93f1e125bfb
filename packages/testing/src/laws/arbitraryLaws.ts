/** The laws of arbitraries, the same for each: repeatable, always valid, and shrinking to less. */
import fc from "fast-check"
import { weight } from "../cases/weight.ts"
import { lawsOver, type Law } from "./Law.ts"

/**
 * Laws of an arbitrary: the same seed gives the same values, each is valid, and each shrinks to valid, smaller ones.
 *
 * @example
 * ```ts
 * import { parsePayment } from "@refund-rules/core"
 * import { arbitraryLaws, payments } from "@refund-rules/testing"
 *
 * const laws = arbitraryLaws(payments, (payment) => parsePayment(payment).ok)
 * for (const law of laws) law.check({ runs: 20 })
 * ```
 *
 * @since 0.1.0
 */
export const arbitraryLaws = <A>(arbitrary: fc.Arbitrary<A>, isValid: (value: A) => boolean): readonly Law[] => [
  ...lawsOver(fc.nat(), [
    {
      sentence: "the same seed gives the same values",
      wrong: (seed) => {
        const [one, other] = [1, 2].map(() => JSON.stringify(fc.sample(arbitrary, { numRuns: 3, seed })))
        return one === other ? undefined : `${one} is not ${other}`
      },
    },
  ]),
  ...lawsOver(arbitrary, [
    { sentence: "every value is valid", wrong: (value) => (isValid(value) ? undefined : "it is not") },
    {
      sentence: "every step of shrinking is valid and smaller",
      wrong: (value) => {
        if (!arbitrary.canShrinkWithoutContext(value)) return "it does not shrink"
        for (const { value: step } of arbitrary.shrink(value, undefined).take(20)) {
          if (!isValid(step)) return `${JSON.stringify(step)} is not valid`
          if (weight(step) >= weight(value)) return `${JSON.stringify(step)} is not smaller`
        }
        return undefined
      },
    },
  ]),
]
