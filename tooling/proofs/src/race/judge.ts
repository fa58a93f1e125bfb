/** What came of one race, held against what may come of it: pure, so that it can be shown to notice. */
import type { Round } from "./rounds.ts"

/** How one ask ended. */
export type Ending =
  | { readonly _tag: "Refunded"; readonly refundId: string; readonly amount: number; readonly waited: boolean }
  | { readonly _tag: "Refused"; readonly code: string }
  | { readonly _tag: "Strange"; readonly what: string }

/** One payment after its race. */
export interface Outcome {
  readonly endings: readonly Ending[]
  /** What the payment says is refunded and held. */
  readonly taken: number
}

/** What was counted, and every sentence that should not be there. */
export interface Verdict {
  readonly refunds: number
  readonly refused: number
  readonly waited: number
  /** More was promised or taken than was captured. */
  readonly isOver: boolean
  readonly wrong: readonly string[]
}

/** Judges one payment's race. */
export const judge = (round: Round, { endings, taken }: Outcome): Verdict => {
  const amounts = new Map<string, number>()
  for (const ending of endings) if (ending._tag === "Refunded") amounts.set(ending.refundId, ending.amount)
  const promised = [...amounts.values()].reduce((sum, amount) => sum + amount, 0)
  const refused = endings.filter((ending) => ending._tag === "Refused")
  const otherwise = refused.filter(({ code }) => code !== "amount_exceeds_refundable")
  const wrong = [
    ...(amounts.size === round.refunds ? [] : [`${amounts.size} refunds where ${round.refunds} have to be`]),
    ...(taken === promised ? [] : [`${promised} was promised and ${taken} is taken`]),
    ...(round.keys === "one" && refused.length > 0 ? [`${refused.length} asks with the one key were refused`] : []),
    ...otherwise.map(({ code }) => `refused with ${code}`),
    ...endings.flatMap((ending) => (ending._tag === "Strange" ? [ending.what] : [])),
  ]
  return {
    refunds: amounts.size,
    refused: refused.length,
    waited: endings.filter((ending) => ending._tag === "Refunded" && ending.waited).length,
    isOver: Math.max(promised, taken) > round.captured,
    wrong,
  }
}
