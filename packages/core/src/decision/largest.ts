/** The largest asks of the same scope that would be approved, or reviewed: candidates first, then the very rules confirm. */
import { stepInMinor } from "../money/Codec.ts"
import type { Ask } from "../ledger/Ask.ts"
import { retainedOf, total } from "../quote/price.ts"
import type { RefundCase } from "../quote/RefundCase.ts"
import type { InvariantViolation } from "../quote/Violation.ts"
import { beyondProvider } from "./capability.ts"
import { ceilings } from "./ceilings.ts"
import type { ReadyPolicy } from "./compile.ts"
import type { AskSize, Step, Verdict } from "./Decision.ts"
import type { Judged } from "./Judged.ts"
import { askOfSizes, largestSizes, scalesOf } from "./lineSizes.ts"
import { everythingOf } from "./meanings.ts"

/** A size that can be asked for, as a size and as the ask itself. */
export interface Sized {
  readonly size: AskSize
  readonly ask: Ask
  readonly claim: number
}

export interface Largest {
  readonly approved: Sized | null
  readonly reviewed: Sized | null
}

const none: Largest = { approved: null, reviewed: null }

/** Judges sizes from the largest down; at most one for each rule that looks at size, and the top. */
export const largest = (ready: ReadyPolicy, at: Judged, trace: readonly Step[]): Largest => {
  const whatever = verdictAtAnySize(ready, trace)
  if (whatever === "Refuse") return none
  const { facts } = at
  const { ask, payment, position } = facts
  const step = stepInMinor(payment.provider, payment.currency)
  const scales = ask.lines === undefined ? [] : scalesOf(facts)
  const reach = scales.reduce((sum, scale) => sum + scale.remaining, 0)
  const top = ask.lines === undefined ? everythingOf(at) : Math.min(reach, position.remaining)
  const sizedTo = (ceiling: number): Sized | undefined => {
    const claim = ceiling - (ceiling % step)
    if (claim === 0) return undefined
    return ask.lines === undefined ? header(at, claim) : byLines(facts, scales, claim)
  }
  let reviewed: Sized | null = null
  for (const ceiling of withOwn(ready, at, ceilings(ready, at, top - (top % step)))) {
    const sized = sizedTo(ceiling)
    const verdict = sized === undefined ? "Refuse" : verdictAt(ready, at, sized)
    if (sized === undefined || verdict === "Refuse") continue
    reviewed ??= sized
    if (whatever === "Review") break
    if (verdict === "Approve") return { approved: sized, reviewed }
  }
  return { approved: null, reviewed }
}

/** An expression may turn anywhere: at least what was asked is tried as well. */
const withOwn = (ready: ReadyPolicy, { claim }: Judged, found: readonly number[]): readonly number[] =>
  ready.readsAsk && claim > 0 && !found.includes(claim) ? [...found, claim].sort((a, b) => b - a) : found

const header = ({ claim: own, facts }: Judged, claim: number): Sized => {
  if (claim === own) return { size: claim, ask: facts.ask, claim }
  const { full: _full, ...ask } = facts.ask
  return { size: claim, ask: { ...ask, amount: claim as NonNullable<Ask["amount"]> }, claim }
}

const byLines = (facts: RefundCase, scales: ReturnType<typeof scalesOf>, ceiling: number): Sized => {
  const sizes = largestSizes(facts, scales, ceiling)
  return { size: sizes.length === 1 ? sizes[0]! : sizes, ask: askOfSizes(facts.ask, scales, sizes), claim: ceiling }
}

/** What every size of this ask is answered at best, by all that does not look at size. */
const verdictAtAnySize = (ready: ReadyPolicy, trace: readonly Step[]): Verdict => {
  const count = trace.length - ready.rules.length
  let answer: Verdict = "Approve"
  for (let index = 0; index < trace.length; index++) {
    const { violations } = trace[index]!
    if (violations.length === 0) continue
    if (index < count) {
      if (violations.some((one) => !isOfSize[one._tag as InvariantViolation["_tag"]])) return "Refuse"
      continue
    }
    const rule = ready.rules[index - count]!
    if (rule.readsSize) continue
    if (rule.refuses) return "Refuse"
    answer = "Review"
  }
  return answer
}

/** Whether asking for another amount of the same could mend it. */
const isOfSize: Readonly<Record<InvariantViolation["_tag"], boolean>> = {
  NotCaptured: false,
  Disputed: true,
  NothingRemains: false,
  CurrencyMismatch: false,
  NothingAsked: true,
  OffStep: true,
  ExceedsRemaining: true,
  FullDiffers: true,
  NothingToPay: true,
  UnknownLine: false,
  LineNamedTwice: false,
  LineExcluded: false,
  ExceedsNet: true,
  ExceedsUnits: true,
  PartialUnsupported: true,
  SeveralUnsupported: false,
  TooOldForProvider: false,
  TooManyForProvider: false,
  AboveProviderLimit: true,
}

const verdictAt = (ready: ReadyPolicy, at: Judged, { ask, claim: ceiling }: Sized): Verdict => {
  const { terms } = at
  const facts = ready.readsAsk || ask.lines !== undefined ? { ...at.facts, ask } : at.facts
  let claim = ceiling
  if (ask.lines !== undefined) {
    const totals = total(facts, terms)
    if (totals.violations.length > 0) return "Refuse"
    claim = totals.claim
  }
  const paid = claim - retainedOf(facts, terms, claim)
  if (paid <= 0 || beyondProvider(facts, paid).length > 0) return "Refuse"
  const judged: Judged = { facts, terms, claim, paid, today: at.today, lines: at.lines }
  let answer: Verdict = "Approve"
  for (const { broken, refuses } of ready.bySize) {
    if (broken(judged) === undefined) continue
    if (refuses) return "Refuse"
    answer = "Review"
  }
  return answer
}
