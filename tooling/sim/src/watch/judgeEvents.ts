/** Holds what was just written down about a payment against the money that truly moved. */
import { balance, type Event, type Ledger } from "@refund-rules/core"
import { isMoving } from "../provider/Movement.ts"
import type { Provider } from "../provider/Provider.ts"
import { OPERATOR } from "../service/steps.ts"
import type { Trace } from "../world/Trace.ts"

interface Written {
  readonly before: Ledger
  readonly after: Ledger
  readonly events: readonly Event[]
  readonly by: string | undefined
}

export const judgeEvents = (trace: Trace, provider: Provider, { after, before, by, events }: Written): void => {
  for (const event of events) judgeEvent(trace, provider, after, event, by)
  for (const event of events) judgeSecond(trace, before, event, by)
  const isOurs = events.every(({ _tag }) => !FROM_OUTSIDE.has(_tag))
  if (isOurs && balance(after).excess > balance(before).excess)
    trace.broken("never more than captured", `${events.map(({ _tag }) => _tag).join()} takes more than remained`)
}

/** What the world may take beyond the balance. */
const FROM_OUTSIDE: ReadonlySet<Event["_tag"]> = new Set([
  "RefundAdopted",
  "DisputeOpened",
  "PaymentGrown",
  "RefundSucceeded",
])

const judgeEvent = (trace: Trace, provider: Provider, ledger: Ledger, event: Event, by: string | undefined): void => {
  // What was made at the provider lives there, by its own name.
  const isAdopted = "refundId" in event && ledger.refunds.some(({ adopted, id }) => adopted && id === event.refundId)
  if (isAdopted && event._tag !== "RefundAdopted") return
  if (event._tag === "RefundFailed") judgeFailed(trace, provider, event.refundId, by)
  if (event._tag === "RefundCanceled" || event._tag === "RefundRejected") judgeLetGo(trace, provider, event.refundId)
  if (event._tag === "RefundSucceeded" && !provider.of(event.refundId).some(({ hasSucceeded }) => hasSucceeded))
    trace.broken("no success without money", `${event.refundId} succeeded, and nothing moved`)
  if (event._tag !== "RefundAdopted") return
  const found = event.providerRefundId === undefined ? undefined : provider.named(event.providerRefundId)
  if (found?.refundId !== undefined && !hasEndedNameless(ledger, found.refundId))
    trace.broken("ours is never taken for theirs", `${found.refundId} was adopted as \`${found.id}\``)
}

/** Somebody said that it failed without the provider's name for it: what comes under that name later is a person's to tell. */
const hasEndedNameless = ({ refunds }: Ledger, refundId: string): boolean =>
  refunds.some(
    ({ id, providerRefundId, status }) => id === refundId && status === "failed" && providerRefundId === undefined,
  )

const judgeFailed = (trace: Trace, provider: Provider, refundId: string, by: string | undefined): void => {
  const mine = provider.of(refundId)
  if (mine.some(isMoving)) trace.broken("no failure with money moved", `${refundId} failed, and its money moved`)
  // What an operator says is true.
  const isKnown = by === OPERATOR || provider.hasRefused(refundId) || mine.length > 0
  if (!isKnown) trace.broken("only a certain no is a failure", `${refundId} failed, which nobody said`)
}

/** What is held for an approval is held by a policy that wants another person than the one who asked. */
const judgeSecond = (trace: Trace, { refunds }: Ledger, event: Event, by: string | undefined): void => {
  if (event._tag !== "RefundApproved" && event._tag !== "RefundRejected") return
  const refund = refunds.find(({ id, status }) => id === event.refundId && status === "review")
  if (refund !== undefined && refund.asked?.requestedBy === by)
    trace.broken("two people", `${refund.id} was asked for and judged by ${by}`)
}

const judgeLetGo = (trace: Trace, provider: Provider, refundId: string): void => {
  if (provider.of(refundId).some(isMoving))
    trace.broken("no failure with money moved", `${refundId} was let go, and its money moved`)
}
