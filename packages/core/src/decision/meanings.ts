/** What each requirement means: exactly one function a tag, each saying nothing or giving the evidence against it. */
import type { Evaluators } from "../policy/Evaluators.ts"
import type { Requirement, RequirementOf } from "../policy/Requirement.ts"
import type { MissingFact, PolicyViolation } from "../policy/Violation.ts"
import { isDisputing, isOpen } from "../ledger/position.ts"
import type { Line } from "../payment/Line.ts"
import { inScope } from "../quote/size.ts"
import { stepInMinor } from "../money/Codec.ts"
import { proportion } from "../money/proportion.ts"
import type { RefundCase } from "../quote/RefundCase.ts"
import { atMostInHistory } from "./atMostInHistory.ts"
import { expressionFacts, UNPRICED, type Judged, type Meaning } from "./Judged.ts"
import { limitsIn } from "./limits.ts"
import { withinDays } from "./withinDays.ts"

/** The meaning of a requirement, made ready once for many cases. */
export const meaningOf = (requires: Requirement, evaluators: Evaluators): Meaning =>
  (meanings[requires._tag] as (one: Requirement, evaluators: Evaluators) => Meaning)(requires, evaluators)

const missing = (requirement: Requirement["_tag"], fact: MissingFact): PolicyViolation => ({
  _tag: "FactMissing",
  requirement,
  fact,
})

const onPaid = ({ _tag, limits }: RequirementOf<"AmountAtMost" | "AmountAtLeast">): Meaning => {
  const isAtMost = _tag === "AmountAtMost"
  const broken = isAtMost ? "AboveLimit" : "BelowLimit"
  const limitFor = limitsIn(limits)
  return ({ facts, paid }) => {
    if (paid === UNPRICED) return missing(_tag, "amount")
    const { currency } = facts.payment
    const limit = limitFor(currency)
    const holds = isAtMost ? paid <= (limit ?? 0) : limit !== null && paid >= limit
    return holds ? undefined : { _tag: broken, amount: paid, limit, currency }
  }
}

/** floor(captured * percent / 100), exact for every amount. */
export const shareOf = (captured: number, percent: number): number => proportion(captured, percent, 100, "down")

/** What all active claims take, disputes too, as long as anything remains. */
export const claimedOf = ({ payment, position }: RefundCase): number => payment.captured - position.remaining

/** Refunds that hold or have paid, and sessions that may still become one. */
const refundsOf = ({ ledger, position }: RefundCase): number => {
  let count = position.activeRefunds
  for (const session of ledger.sessions) if (isOpen(session)) count += 1
  return count
}

/** All that could go back in this scope: what is in scope and remains, in whole steps. */
export const everythingOf = ({ facts, terms }: Judged): number => {
  const available = inScope(facts, terms)
  return available - (available % stepInMinor(facts.payment.provider, facts.payment.currency))
}

/** Whether a text is one of these; asked of a copy, because to look through a frozen list takes the engine long. */
const among = (frozen: readonly string[]): ((text: string | undefined) => boolean) => {
  const list = [...frozen]
  return (text) => {
    for (const one of list) if (one === text) return true
    return false
  }
}

type Tagged = Pick<Line, "tags">

/** The ids of the lines that break something. */
const idsOfOthers = (lines: readonly Line[], holds: (line: Line) => boolean): readonly string[] =>
  lines.filter((line) => !holds(line)).map(({ id }) => id)

const meanings: {
  readonly [T in Requirement["_tag"]]: (requires: RequirementOf<T>, evaluators: Evaluators) => Meaning
} = {
  WithinDays: withinDays,
  AmountAtMost: onPaid,
  AmountAtLeast: onPaid,
  ShareAtMost:
    ({ percent }) =>
    ({ claim, facts }) => {
      if (claim === UNPRICED) return missing("ShareAtMost", "amount")
      const claimed = claimedOf(facts) + claim
      const limit = shareOf(facts.payment.captured, percent)
      return claimed <= limit ? undefined : { _tag: "AboveShare", claimed, percent, limit }
    },
  RefundsAtMost:
    ({ count: limit }) =>
    ({ facts }) => {
      const count = refundsOf(facts) + 1
      return count <= limit ? undefined : { _tag: "TooManyRefunds", count, limit }
    },
  ReasonRequired:
    () =>
    ({ facts }) =>
      facts.ask.reason === undefined ? { _tag: "ReasonMissing" } : undefined,
  ReasonIn: ({ reasons: allowed }) => {
    const isIn = among(allowed)
    return ({ facts }) => {
      const { reason } = facts.ask
      const holds = isIn(reason)
      return holds ? undefined : { _tag: "ReasonNotAllowed", reason: reason ?? null, allowed }
    }
  },
  NoteRequired:
    () =>
    ({ facts }) =>
      facts.ask.note === undefined || facts.ask.note.trim() === "" ? { _tag: "NoteMissing" } : undefined,
  LineKindIn: ({ kinds: allowed }) => {
    const isIn = among(allowed)
    const holds = ({ kind }: Line): boolean => isIn(kind)
    return ({ lines }) =>
      lines.every(holds) ? undefined : { _tag: "LineKindNotAllowed", lineIds: idsOfOthers(lines, holds), allowed }
  },
  NoTag: ({ on, tag }) => {
    const holds = ({ tags }: Tagged): boolean => tags.length === 0 || !tags.includes(tag)
    if (on === "payment")
      return ({ facts }) => (holds(facts.payment) ? undefined : { _tag: "TagPresent", tag, lineIds: [] })
    return ({ lines }) =>
      lines.every(holds) ? undefined : { _tag: "TagPresent", tag, lineIds: idsOfOthers(lines, holds) }
  },
  HasTag: ({ on, tag }) => {
    const holds = ({ tags }: Tagged): boolean => tags.includes(tag)
    if (on === "payment")
      return ({ facts }) => (holds(facts.payment) ? undefined : { _tag: "TagAbsent", tag, lineIds: [] })
    return ({ lines }) =>
      lines.every(holds) ? undefined : { _tag: "TagAbsent", tag, lineIds: idsOfOthers(lines, holds) }
  },
  FullOnly: () => (at) => {
    if (at.claim === UNPRICED) return missing("FullOnly", "amount")
    const remaining = everythingOf(at)
    return at.claim === remaining ? undefined : { _tag: "NotEverything", asked: at.claim, remaining }
  },
  NoDispute:
    () =>
    ({ facts }) => {
      if (facts.position.disputed === 0) return undefined
      const disputes = facts.ledger.disputes.filter(isDisputing).length
      return { _tag: "DisputeStands", disputes, disputed: facts.position.disputed }
    },
  CustomerAtMost: atMostInHistory,
  ActorLimit: atMostInHistory,
  Expression: ({ cel }, evaluators) => {
    const isTrue = evaluators.cel === undefined ? undefined : compiled(evaluators.cel.compile, cel)
    if (isTrue === undefined) return () => missing("Expression", "evaluator")
    return (at) => {
      const answer = answered(isTrue, at)
      return answer === true
        ? undefined
        : answer === false
          ? { _tag: "ExpressionFalse", cel }
          : missing("Expression", "value")
    }
  },
}

type Compile = NonNullable<Evaluators["cel"]>["compile"]

/** An evaluator is somebody else's code: what it throws is a fact it could not give. */
const compiled = (compile: Compile, cel: string): ReturnType<Compile> | undefined => {
  try {
    return compile(cel)
  } catch {
    return undefined
  }
}

const answered = (isTrue: ReturnType<Compile>, at: Judged): boolean | undefined => {
  try {
    return isTrue(expressionFacts(at))
  } catch {
    return undefined
  }
}
