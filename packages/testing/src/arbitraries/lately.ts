/** What a customer or an actor was given lately: around every count and amount, in time and just out of it. */
import fc from "fast-check"
import type { PastInput } from "../cases/CaseInput.ts"
import { elsewhere } from "../cases/choices.ts"
import type { PastLimit } from "../cases/Edges.ts"
import type { PaymentInput } from "../oracle/Command.ts"

const DAY = 86_400_000

/** Where a policy looks at nothing, a limit to be near all the same. */
const usual: Omit<PastLimit, "whose"> = { count: 2, days: 30 }

/** Histories as lists of what was given; the simplest is none at all. */
export const lately = (
  limits: readonly PastLimit[],
  whose: PastLimit["whose"],
  { captured, currency }: PaymentInput,
  askedAt: string,
): fc.Arbitrary<readonly PastInput[]> => {
  const own = limits.filter((one) => one.whose === whose)
  const meant = own.length === 0 ? [{ whose, ...usual }] : own
  // What is left of a limit once the whole of this payment goes back, and one unit beside it.
  const beside = meant.flatMap(({ days, limits: amounts }): readonly (readonly PastInput[])[] => {
    const limit = amounts?.[currency]
    if (limit === undefined) return []
    const at = new Date(Date.parse(askedAt) - days * DAY + 1).toISOString()
    return [-1, 0, 1]
      .map((off) => limit - captured + off)
      .filter((amount) => amount >= 0)
      .map((amount) => [{ at, amount, currency }])
  })
  const edges = [...elsewhere(whose, meant, currency, askedAt), ...beside]
  const any = fc.record({
    at: fc.constantFrom(0, 1, ...meant.map(({ days }) => days)).map((days) => daysBefore(askedAt, days)),
    amount: fc.constantFrom(1, 100, captured),
    currency: fc.constantFrom(currency, currency, "CHF"),
  })
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.constantFrom(...edges) },
    { weight: 1, arbitrary: fc.array(any, { maxLength: 4 }) },
  )
}

const daysBefore = (askedAt: string, days: number): string => new Date(Date.parse(askedAt) - days * DAY).toISOString()
