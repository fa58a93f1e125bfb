/** What could be had instead of what was asked: every ask offered was judged by the same rules and would be granted. */
import type { Ask } from "../ledger/Ask.ts"
import { isExcluded } from "../quote/scope.ts"
import type { ReadyPolicy } from "./compile.ts"
import type { Decision, Offer, Step, Violation } from "./Decision.ts"
import type { Judged } from "./Judged.ts"
import { largest, type Largest } from "./largest.ts"
import { verdictOf } from "./verdict.ts"

type Alternatives = Pick<Decision, "maxRefundable" | "maxWithReview" | "offers">

/** The largest sizes of the same scope, and what to offer beside a Review or a refusal. */
export const alternatives = (
  ready: ReadyPolicy,
  at: Judged,
  outcome: Decision["_tag"],
  trace: readonly Step[],
): Alternatives => {
  const found = largest(ready, at, trace)
  return {
    maxRefundable: found.approved?.size ?? null,
    maxWithReview: found.reviewed?.size ?? null,
    offers: outcome === "Approve" ? [] : offersOf(ready, at, outcome, trace, found),
  }
}

const offersOf = (
  ready: ReadyPolicy,
  at: Judged,
  outcome: "Review" | "Refuse",
  trace: readonly Step[],
  { approved, reviewed }: Largest,
): readonly Offer[] => {
  const offers: Offer[] = []
  if (approved !== null) offers.push({ _tag: "SmallerAmount", ask: approved.ask })
  if (trace.some((step) => step.violations.some(isAboutLines))) {
    const ask = otherLines(ready, at)
    if (ask !== undefined) offers.push({ _tag: "OtherLines", ask })
  }
  if (outcome === "Review") return offers
  if (reviewed !== null && (approved === null || reviewed.claim > approved.claim)) {
    offers.push({ _tag: "WithApproval", ask: reviewed.ask })
  }
  const isOurs = trace.slice(trace.length - ready.rules.length).some((step) => step.violations.length > 0)
  const { payment, position } = at.facts
  if (isOurs && payment.status === "captured" && position.remaining > 0) offers.push({ _tag: "StoreCredit" })
  return offers
}

/** Whether naming other lines could mend it. */
const isAboutLines = (violation: Violation): boolean =>
  violation._tag === "LineKindNotAllowed" ||
  violation._tag === "LineExcluded" ||
  violation._tag === "UnknownLine" ||
  violation._tag === "TagPresent" ||
  violation._tag === "TagAbsent"

/** The rest of every line that no rule about lines speaks against, of those named or else of all. */
const otherLines = (ready: ReadyPolicy, at: Judged): Ask | undefined => {
  const { facts, terms } = at
  const { payment, position } = facts
  const { index } = position.layout
  const named = facts.ask.lines?.map((line) => line.id)
  const rules = ready.rules.filter(({ readsSize }) => !readsSize)
  const allowed = payment.lines.filter((line) => {
    const own = index.get(line.id)!
    if (position.lines[own] === 0 || (named !== undefined && !named.includes(line.id))) return false
    if (isExcluded(line, position.touched[own]!, terms)) return false
    const alone: Judged = { ...at, lines: [line] }
    return rules.every(({ broken }) => {
      const violation = broken(alone)
      return violation === undefined || !isAboutLines(violation)
    })
  })
  const { amount: _amount, full: _full, lines: asked, ...rest } = facts.ask
  const ask = { ...rest, lines: allowed.map(({ id }) => asked?.find((line) => line.id === id) ?? { id }) }
  return verdictOf(ready, { ...facts, ask }) === "Approve" ? ask : undefined
}
