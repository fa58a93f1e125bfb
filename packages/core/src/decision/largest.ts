/** The largest asks of the same scope that would be approved, or reviewed: candidates first, then the very rules confirm. */
import { stepInMinor } from "../money/Codec.ts"
import type { Ask, LineAsk } from "../ledger/Ask.ts"
import { retainedOf, total } from "../quote/price.ts"
import type { InvariantViolation } from "../quote/Violation.ts"
import { beyondProvider } from "./capability.ts"
import { ceilings } from "./ceilings.ts"
import type { ReadyPolicy } from "./compile.ts"
import type { AskSize, Step, Verdict } from "./Decision.ts"
import type { Judged } from "./Judged.ts"
import { askOfSizes, largestSizes, scalesOf } from "./lineSizes.ts"
import { everythingOf } from "./meanings.ts"
import { strictest } from "./verdict.ts"

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
  const { ask, payment } = at.facts
  const step = stepInMinor(payment.provider, payment.currency)
  const { sizedTo, top } = ask.lines === undefined ? byAmount(at) : byLines(at, ask.lines)
  let reviewed: Sized | null = null
  for (const ceiling of withOwn(ready, at, ceilings(ready, at, top - (top % step)))) {
    const sized = sizedTo(ceiling - (ceiling % step))
    const verdict = verdictAt(ready, at, sized)
    if (verdict === "Refuse") continue
    reviewed ??= sized
    if (whatever === "Review") break
    if (verdict === "Approve") return { approved: sized, reviewed }
  }
  return { approved: null, reviewed }
}

/** An expression may turn anywhere: at least what was asked is tried as well. */
const withOwn = (ready: ReadyPolicy, { claim }: Judged, found: readonly number[]): readonly number[] =>
  ready.readsAsk ? [...found, claim].sort((a, b) => b - a) : found

/** How an ask takes other sizes, and the most it could claim. */
interface Scope {
  readonly top: number
  readonly sizedTo: (claim: number) => Sized
}

const byAmount = (at: Judged): Scope => {
  const { full: _full, ...ask } = at.facts.ask
  const sizedTo = (claim: number): Sized =>
    // What was asked is judged as it was asked.
    claim === at.claim
      ? { size: claim, ask: at.facts.ask, claim }
      : { size: claim, ask: { ...ask, amount: claim as NonNullable<Ask["amount"]> }, claim }
  return { top: everythingOf(at), sizedTo }
}

const byLines = ({ facts }: Judged, lines: readonly LineAsk[]): Scope => {
  const scales = scalesOf(facts, lines)
  const reach = scales.reduce((sum, scale) => sum + scale.remaining, 0)
  const sizedTo = (claim: number): Sized => {
    const sizes = largestSizes(facts, scales, claim)
    return { size: sizes.length === 1 ? sizes[0]! : sizes, ask: askOfSizes(facts.ask, scales, sizes), claim }
  }
  return { top: Math.min(reach, facts.position.remaining), sizedTo }
}

/** What every size of this ask is answered at best, by all that does not look at size. */
const verdictAtAnySize = (ready: ReadyPolicy, trace: readonly Step[]): "Review" | "Refuse" | undefined => {
  const count = trace.length - ready.rules.length
  let answer: "Review" | undefined
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
    // Nothing, where an invariant is broken.
    claim = total(facts, terms).claim
  }
  const paid = claim - retainedOf(facts, terms, claim)
  if (paid <= 0 || beyondProvider(facts, paid).length > 0) return "Refuse"
  return strictest(ready.bySize, { facts, terms, claim, paid, today: at.today, lines: at.lines })
}
