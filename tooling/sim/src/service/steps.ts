/** The steps of a refund's life as a store sees them: the rows of the table of faults. */
import type { Event } from "@refund-rules/core"
import type { Judgement } from "@refund-rules/engine"

/** Every write there is, named by what it judged. */
export const writeSteps = [
  "register",
  "request",
  "answer again",
  "refuse",
  "approve",
  "reject",
  "cancel",
  "rename",
  "lease",
  "intent",
  "intent again",
  "outcome",
  "outcome in doubt",
  "outcome, again later",
  "put errand off",
  "end errand",
  "open session",
  "execute session",
  "cancel session",
  "expire session",
  "dispute",
  "resolve",
  "close incident",
  "keep notice",
  "apply notice",
  "notice too early",
  "take notice",
  "put notice off",
  "nothing to do",
] as const

export type WriteStep = (typeof writeSteps)[number]

export const readSteps = ["read a payment", "list"] as const

export type ReadStep = (typeof readSteps)[number]

/** `judged` is undefined where nothing was judged, or where the judge would not. */
export const stepOf = (isNotice: boolean, isJudged: boolean, judged: Judgement<unknown> | undefined): WriteStep => {
  if (judged === undefined) return isJudged ? (isNotice ? "notice too early" : "nothing to do") : "answer again"
  if (isNotice) return "apply notice"
  const [first] = judged.events
  if (first === undefined) return judged.postponed === undefined ? withoutEvents(judged) : "put errand off"
  // A resend marks the doubt and submits in one commit.
  if (first._tag === "RefundUnknown") return judged.events.length > 1 ? "intent again" : "outcome in doubt"
  if (isOutcome(first) && judged.by === OPERATOR) return "resolve"
  // A provider that takes a refund back says how it ended; a person who does withdraws it.
  return first._tag === "RefundCanceled" && !people.has(judged.by ?? "") ? "outcome" : steps[first._tag]
}

/** Who speaks for people at the provider's dashboard. */
export const OPERATOR = "operator"

/** Who asks for refunds, and who approves them: one of them does both. */
export const clerks = ["ann", "ben"] as const
export const leads = ["ann", "zoe"] as const
const people: ReadonlySet<string> = new Set([...clerks, ...leads])

const steps = {
  RefundRequested: "request",
  RefundSubmitted: "intent",
  RefundUnknown: "outcome in doubt",
  RefundSucceeded: "outcome",
  RefundFailed: "outcome",
  RefundPending: "outcome",
  RefundActionRequired: "outcome",
  RefundAdopted: "outcome",
  RefundCanceled: "cancel",
  RefundApproved: "approve",
  RefundRejected: "reject",
  RefundMetadataSet: "rename",
  SessionOpened: "open session",
  SessionExecuted: "execute session",
  SessionCanceled: "cancel session",
  SessionExpired: "expire session",
  DisputeOpened: "dispute",
  DisputeWon: "dispute",
  DisputeLost: "dispute",
  PaymentGrown: "register",
} as const satisfies Record<Event["_tag"], WriteStep>

const isOutcome = ({ _tag }: Event): boolean => steps[_tag] === "outcome"

const withoutEvents = ({ decided, ended, errands = [] }: Judgement<unknown>): WriteStep => {
  if (decided !== undefined) return "refuse"
  if (errands.length > 0) return "outcome, again later"
  return ended === undefined ? "nothing to do" : "end errand"
}
