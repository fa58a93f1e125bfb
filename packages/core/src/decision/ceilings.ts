/** Where the answer to a larger ask may turn: the largest claims at which some rule may still say what it says. */
import type { Requirement, RequirementOf } from "../policy/Requirement.ts"
import { stepInMinor } from "../money/Codec.ts"
import { retainedOf } from "../quote/price.ts"
import type { RefundCase } from "../quote/RefundCase.ts"
import { leftInHistory } from "./atMostInHistory.ts"
import type { ReadyPolicy } from "./compile.ts"
import type { Judged } from "./Judged.ts"
import { limitOf } from "./limits.ts"
import { claimedOf, shareOf } from "./meanings.ts"
import { paidAbove } from "./scopeOf.ts"

/**
 * Every claim up to `top` behind which a rule's answer may change, the largest first.
 * Between two of them no rule but an `Expression` changes its mind from approving to not.
 */
export const ceilings = (ready: ReadyPolicy, at: Judged, top: number): readonly number[] => {
  const { capabilities, payment } = at.facts
  const found = [top]
  const add = ({ claim, paid }: Ceiling): void => {
    const most = paid === undefined ? claim : claimPaying(paid, at, top)
    if (most !== undefined && most < top) found.push(most)
  }
  add({ paid: capabilities.maxAmount })
  for (const { rule } of ready.bySize) {
    add((ceilingOf[rule.requires._tag] as (one: Requirement, facts: RefundCase) => Ceiling)(rule.requires, at.facts))
    add({ paid: paidAbove(rule.when?.amountAbove, payment.currency) ?? undefined })
  }
  return found.sort((a, b) => b - a)
}

interface Ceiling {
  readonly claim?: number
  readonly paid?: number | undefined
}

const onPaid = (
  { limits }: { readonly limits: Readonly<Record<string, number>> },
  { payment }: RefundCase,
): Ceiling => ({
  paid: limitOf(limits, payment.currency) ?? 0,
})

const inHistory = (requires: RequirementOf<"CustomerAtMost" | "ActorLimit">, facts: RefundCase): Ceiling => ({
  paid: leftInHistory(requires, facts),
})

const nowhere = (): Ceiling => ({})

const ceilingOf: { readonly [T in Requirement["_tag"]]: (requires: RequirementOf<T>, facts: RefundCase) => Ceiling } = {
  AmountAtMost: onPaid,
  ShareAtMost: ({ percent }, facts) => ({ claim: shareOf(facts.payment.captured, percent) - claimedOf(facts) }),
  CustomerAtMost: inHistory,
  ActorLimit: inHistory,
  // Holds from some size up, or for everything alone: the top is a candidate anyway.
  AmountAtLeast: nowhere,
  FullOnly: nowhere,
  Expression: nowhere,
  WithinDays: nowhere,
  RefundsAtMost: nowhere,
  ReasonRequired: nowhere,
  ReasonIn: nowhere,
  NoteRequired: nowhere,
  LineKindIn: nowhere,
  NoTag: nowhere,
  HasTag: nowhere,
  NoDispute: nowhere,
}

/** The largest claim that pays at most this; more is never retained of a smaller claim than its own. */
const claimPaying = (paid: number, { facts, terms }: Judged, top: number): number => {
  if (terms.restocking === undefined) return paid
  const step = stepInMinor(facts.payment.provider, facts.payment.currency)
  let fits = 0
  let passes = top + 1
  while (passes - fits > 1) {
    const middle = Math.floor((fits + passes) / 2)
    const claim = middle * step
    if (claim - retainedOf(facts, terms, claim) <= paid) fits = middle
    else passes = middle
  }
  return fits * step
}
