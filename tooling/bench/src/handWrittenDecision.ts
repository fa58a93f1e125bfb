/** The twelve rules by hand, twice: the fastest honest answer, and the answer with all reasons, shares and the trace. */
import {
  apportion,
  type Decision,
  type PolicyRef,
  type RefundCase,
  type Verdict,
  type Violation,
} from "@refund-rules/core"
import { limits } from "./decisionSamples.ts"

const DAY = 86_400_000

/** What is asked, or -1 where it is more than remains; only amounts of all or of one line, as the samples ask. */
export const askedOf = ({ ask, payment, position }: RefundCase): number => {
  const { lines } = ask
  if (payment.status !== "captured") return -1
  if (lines === undefined) {
    const amount = ask.amount ?? position.remaining
    return amount > 0 && amount <= position.remaining ? amount : -1
  }
  const [line] = lines
  const amount = line?.amount ?? 0
  for (let index = 0; index < payment.lines.length; index++) {
    if (payment.lines[index]!.id !== line?.id) continue
    return amount > 0 && amount <= position.lines[index]! ? amount : -1
  }
  return -1
}

/** Whether a line is asked for and has something left. */
const isJudged = ({ ask, payment, position }: RefundCase, index: number): boolean =>
  (ask.lines === undefined || ask.lines[0]!.id === payment.lines[index]!.id) && position.lines[index]! > 0

/** Approve, Review or Refuse, stopping at the first rule that refuses. */
export const minimal = (facts: RefundCase): Verdict => {
  const { ask, askedAt, customerHistory, payment, position } = facts
  const amount = askedOf(facts)
  if (amount < 0 || amount < limits.least || ask.reason === undefined || position.disputed > 0) return "Refuse"
  const now = Date.parse(askedAt)
  if (payment.capturedAt === undefined || now >= Date.parse(payment.capturedAt) + limits.days * DAY) return "Refuse"
  for (let index = 0; index < payment.lines.length; index++) {
    const line = payment.lines[index]!
    if ((limits.kinds as readonly string[]).includes(line.kind) && !line.tags.includes(limits.tag)) continue
    if (isJudged(facts, index)) return "Refuse"
  }
  if (payment.deliveredAt === undefined || now >= Date.parse(payment.deliveredAt) + limits.deliveredDays * DAY)
    return "Review"
  if (amount > limits.most || !limits.reasons.includes(ask.reason)) return "Review"
  const claimed = payment.captured + position.excess - position.remaining + amount
  if (claimed > Math.floor((payment.captured * limits.percent) / 100) || position.activeRefunds + 1 > limits.refunds)
    return "Review"
  if (customerHistory === undefined) return "Review"
  let count = 1
  let total = amount
  for (const past of customerHistory) {
    if (past.currency !== payment.currency || Date.parse(past.at) <= now - limits.customer.days * DAY) continue
    count += 1
    total += past.amount
  }
  return count > limits.customer.count || total > limits.customer.amount ? "Review" : "Approve"
}

const rules = "captured delivered most least share refunds reason reasons kinds final dispute customer".split(" ")
const refusing: readonly boolean[] = [true, false, false, true, false, false, true, false, true, true, true, false]
const none: readonly Violation[] = []
const held = rules.map((rule) => ({ rule, violations: none }))
const invariants = ["captured", "disputed", "remaining", "currency", "amount", "lines", "provider"].map((name) => ({
  rule: `invariant/${name}`,
  violations: none,
}))

export type Rich = Pick<Decision, "_tag" | "quote" | "trace" | "policy"> & { readonly violations: readonly Violation[] }

/** Everything a decision says but its offers. */
export const rich = (facts: RefundCase, policy: PolicyRef): Rich => {
  const amount = askedOf(facts)
  const trace = invariants.slice()
  const violations: Violation[] = []
  let outcome: Verdict = "Approve"
  if (amount < 0) {
    const broken = exceeds(facts)
    violations.push(broken)
    trace[4] = { rule: trace[4]!.rule, violations: [broken] }
    outcome = "Refuse"
  }
  const found = reasonsOf(facts, amount)
  for (let index = 0; index < found.length; index++) {
    const violation = found[index]
    if (violation === undefined) {
      trace.push(held[index]!)
      continue
    }
    trace.push({ rule: rules[index]!, violations: [violation] })
    violations.push(violation)
    if (refusing[index]) outcome = "Refuse"
    else if (outcome === "Approve") outcome = "Review"
  }
  const lines = amount < 0 ? [] : sharesOf(facts, amount)
  const quote = { total: Math.max(amount, 0), retained: 0, currency: facts.payment.currency, lines }
  return { _tag: outcome, quote, violations, trace, policy }
}

const exceeds = ({ ask, payment, position }: RefundCase): Violation => {
  const [line] = ask.lines ?? []
  if (line === undefined) return { _tag: "ExceedsRemaining", asked: ask.amount ?? 0, remaining: position.remaining }
  const at = payment.lines.findIndex(({ id }) => id === line.id)
  return { _tag: "ExceedsRemaining", asked: line.amount ?? 0, remaining: position.lines[at]!, lineId: line.id }
}

const window = (
  of: "captured" | "delivered",
  start: string,
  askedAt: RefundCase["askedAt"],
  days: number,
): Violation | undefined => {
  const end = Date.parse(start) + days * DAY
  if (Date.parse(askedAt) < end) return undefined
  return { _tag: "WindowClosed", of, days, endedAt: new Date(end).toISOString() as RefundCase["askedAt"], askedAt }
}

const noAmount = (requirement: "AmountAtMost" | "AmountAtLeast" | "ShareAtMost" | "CustomerAtMost"): Violation => ({
  _tag: "FactMissing",
  requirement,
  fact: "amount",
})

const reasonsOf = (facts: RefundCase, amount: number): readonly (Violation | undefined)[] => {
  const { ask, askedAt, payment, position } = facts
  const { currency } = payment
  const claimed = payment.captured + position.excess - position.remaining + amount
  const shareLimit = Math.floor((payment.captured * limits.percent) / 100)
  const count = position.activeRefunds + 1
  const reason = ask.reason
  const wrongKind: string[] = []
  const tagged: string[] = []
  for (let index = 0; index < payment.lines.length; index++) {
    const line = payment.lines[index]!
    const isWrong = !(limits.kinds as readonly string[]).includes(line.kind)
    const isTagged = line.tags.includes(limits.tag)
    if (!(isWrong || isTagged) || !isJudged(facts, index)) continue
    if (isWrong) wrongKind.push(line.id)
    if (isTagged) tagged.push(line.id)
  }
  return [
    window("captured", payment.capturedAt!, askedAt, limits.days),
    window("delivered", payment.deliveredAt!, askedAt, limits.deliveredDays),
    amount < 0
      ? noAmount("AmountAtMost")
      : amount > limits.most
        ? { _tag: "AboveLimit", amount, limit: limits.most, currency }
        : undefined,
    amount < 0
      ? noAmount("AmountAtLeast")
      : amount < limits.least
        ? { _tag: "BelowLimit", amount, limit: limits.least, currency }
        : undefined,
    amount < 0
      ? noAmount("ShareAtMost")
      : claimed > shareLimit
        ? { _tag: "AboveShare", claimed, percent: limits.percent, limit: shareLimit }
        : undefined,
    count > limits.refunds ? { _tag: "TooManyRefunds", count, limit: limits.refunds } : undefined,
    reason === undefined ? { _tag: "ReasonMissing" } : undefined,
    reason === undefined || !limits.reasons.includes(reason)
      ? { _tag: "ReasonNotAllowed", reason: reason ?? null, allowed: limits.reasons }
      : undefined,
    wrongKind.length > 0 ? { _tag: "LineKindNotAllowed", lineIds: wrongKind, allowed: limits.kinds } : undefined,
    tagged.length > 0 ? { _tag: "TagPresent", tag: limits.tag, lineIds: tagged } : undefined,
    position.disputed > 0
      ? { _tag: "DisputeStands", disputes: facts.ledger.disputes.length, disputed: position.disputed }
      : undefined,
    customer(facts, amount),
  ]
}

const customer = ({ askedAt, customerHistory, payment }: RefundCase, amount: number): Violation | undefined => {
  if (amount < 0) return noAmount("CustomerAtMost")
  const since = Date.parse(askedAt) - limits.customer.days * DAY
  let count = 1
  let total = amount
  for (const past of customerHistory!) {
    if (past.currency !== payment.currency || Date.parse(past.at) <= since) continue
    count += 1
    total += past.amount
  }
  const { amount: maxAmount, count: maxCount, days } = limits.customer
  if (count <= maxCount && total <= maxAmount) return undefined
  return { _tag: "CustomerAboveLimit", days, count, maxCount, amount: total, maxAmount, currency: payment.currency }
}

type ClaimedLine = Rich["quote"]["lines"][number]

const sharesOf = ({ ask, payment, position }: RefundCase, amount: number): readonly ClaimedLine[] => {
  const components: number[][] = []
  const gross: number[] = []
  let at = 0
  for (let index = 0; index < payment.lines.length; index++) {
    const line = payment.lines[index]!
    const own = position.components.slice(at, at + line.taxes.length + 1)
    at += own.length
    const isAsked = ask.lines === undefined || ask.lines[0]!.id === line.id
    components.push(own)
    gross.push(isAsked ? position.lines[index]! : 0)
  }
  const shares = apportion(gross, amount)
  const claimed: ClaimedLine[] = []
  for (let index = 0; index < shares.length; index++) {
    const share = shares[index]!
    if (share === 0) continue
    const { id, taxes } = payment.lines[index]!
    const parts = apportion(components[index]!, share)
    claimed.push({
      id,
      net: parts[taxes.length]!,
      taxes: taxes.map((tax, part) => ({ id: tax.id, amount: parts[part]! })),
      amount: share,
      retained: 0,
      units: 0,
    })
  }
  return claimed
}
