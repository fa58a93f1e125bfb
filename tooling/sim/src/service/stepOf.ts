/** Which step of a refund's life a write was, by what it judged: the rows of the table of faults. */
import type { Judgement } from "@refund-rules/engine"

export const stepOf = (door: string | undefined, judged: Judgement<unknown> | undefined): string => {
  if (judged === undefined) return "answer again"
  if (door?.startsWith("webhook")) return "apply notice"
  const [first] = judged.events
  if (first === undefined) return judged.postponed === undefined ? withoutEvents(judged) : "put errand off"
  switch (first._tag) {
    case "RefundRequested":
      return "request"
    case "RefundSubmitted":
      return "intent"
    case "RefundUnknown":
      // A resend marks the doubt and submits in one commit.
      return judged.events.length > 1 ? "intent again" : "outcome in doubt"
    case "RefundSucceeded":
    case "RefundFailed":
    case "RefundPending":
    case "RefundActionRequired":
    case "RefundAdopted":
      return judged.ended === undefined ? "resolve" : "outcome"
    case "RefundCanceled":
    case "RefundApproved":
    case "RefundRejected":
    case "RefundMetadataSet":
      return "approve, reject, cancel"
    case "SessionOpened":
    case "SessionExecuted":
    case "SessionCanceled":
    case "SessionExpired":
      return "session"
    case "DisputeOpened":
    case "DisputeWon":
    case "DisputeLost":
      return "dispute"
    case "PaymentGrown":
      return "register"
  }
}

const withoutEvents = ({ decided, ended, errands = [] }: Judgement<unknown>): string => {
  if (decided !== undefined) return "refuse"
  if (errands.length > 0) return "outcome, again later"
  return ended === undefined ? "nothing to do" : "end errand"
}
