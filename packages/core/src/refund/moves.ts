/** How a refund moves: our own steps in order, a provider's facts only forward, every release exactly what was taken. */
import type { Event } from "../ledger/Event.ts"
import type { Ledger, Refund, RefundStatus } from "../ledger/Ledger.ts"
import { canBeCounted, positionOf } from "../ledger/position.ts"
import { fault, ok, refuse, type Result } from "../money/Result.ts"
import { merge, METADATA_PAIRS } from "../payment/Metadata.ts"
import { same } from "../shape/same.ts"
import type { Command } from "./Command.ts"
import { fitsAgain } from "./fitsAgain.ts"
import { tooLarge } from "./request.ts"
import { retake } from "./retake.ts"

type Of<T extends Command["_tag"]> = Extract<Command, { readonly _tag: T }>
type Outcome = Result<readonly Event[]>

const nothing: Outcome = ok([])

const refundOf = (ledger: Ledger, id: string): Refund | undefined => ledger.refunds.find((refund) => refund.id === id)

const unknownRefund = (id: string): Outcome =>
  refuse([fault("refund_not_found", `this payment has no refund \`${id}\``, "/refundId")])

const wrongState = (refund: Refund, what: string): Outcome =>
  refuse([
    fault("refund_state_conflict", `refund \`${refund.id}\` is ${refund.status} and cannot be ${what}`, "/refundId"),
  ])

/** The states a command may find a refund in, and what it then does; every other state is a conflict. */
const move = (
  ledger: Ledger,
  refundId: string,
  what: string,
  from: Partial<Readonly<Record<RefundStatus, "moves" | "is done" | "is behind">>>,
  moved: (refund: Refund) => Outcome,
): Outcome => {
  const refund = refundOf(ledger, refundId)
  if (refund === undefined) return unknownRefund(refundId)
  const outcome = from[refund.status]
  if (outcome === undefined) return wrongState(refund, what)
  switch (outcome) {
    case "moves":
      return moved(refund)
    case "is done":
    case "is behind":
      return nothing
  }
}

export const approve = (ledger: Ledger, { at, by, otherActor, refundId }: Of<"Approve">): Outcome =>
  move(ledger, refundId, "approved", { review: "moves", ...afterApproval }, (refund) => {
    if (otherActor === true && (by === undefined || by === refund.asked!.requestedBy)) {
      return refuse([
        fault("self_approval", `refund \`${refundId}\` must be approved by another actor than asked for it`, "/by"),
      ])
    }
    const fits = fitsAgain(ledger, refund)
    return fits.ok ? ok([{ _tag: "RefundApproved", refundId, at, ...(by === undefined ? {} : { by }) }]) : fits
  })

const afterApproval = {
  accepted: "is done",
  submitting: "is done",
  unknown: "is done",
  pending: "is done",
  requires_action: "is done",
  succeeded: "is done",
  failed: "is done",
} as const

export const reject = (ledger: Ledger, { at, by, refundId }: Of<"Reject">): Outcome =>
  move(ledger, refundId, "rejected", { review: "moves", accepted: "moves", rejected: "is done" }, () =>
    ok([{ _tag: "RefundRejected", refundId, at, ...(by === undefined ? {} : { by }) }]),
  )

export const submit = (ledger: Ledger, { at, refundId }: Of<"Submit">): Outcome =>
  move(ledger, refundId, "submitted", { accepted: "moves", unknown: "moves", submitting: "is done" }, () =>
    ok([{ _tag: "RefundSubmitted", refundId, at }]),
  )

export const markUnknown = (ledger: Ledger, { at, refundId }: Of<"MarkUnknown">): Outcome => {
  const from = {
    submitting: "moves",
    unknown: "is done",
    pending: "is behind",
    requires_action: "is behind",
    ...ended,
  } as const
  return move(ledger, refundId, "unknown", from, () => ok([{ _tag: "RefundUnknown", refundId, at }]))
}

const ended = { succeeded: "is behind", failed: "is behind", canceled: "is behind" } as const
const sent = {
  accepted: "moves",
  submitting: "moves",
  unknown: "moves",
  pending: "moves",
  requires_action: "moves",
} as const

const provided = ({ providerRefundId }: { readonly providerRefundId?: string }) =>
  providerRefundId === undefined ? {} : { providerRefundId }

export const acknowledge = (ledger: Ledger, command: Of<"Acknowledge">): Outcome => {
  const { at, refundId, status } = command
  const tag = status === "pending" ? "RefundPending" : "RefundActionRequired"
  return move(ledger, refundId, status, { ...sent, ...ended }, (refund) => {
    const isKnown =
      refund.status === status && same(refund.providerRefundId, command.providerRefundId ?? refund.providerRefundId)
    return isKnown ? nothing : ok([{ _tag: tag, refundId, at, ...provided(command) }])
  })
}

export const settle = (ledger: Ledger, command: Of<"Settle">): Outcome => {
  const { at, lookup, refundId } = command
  const late = lookup === true ? ({ failed: "moves", canceled: "moves" } as const) : {}
  return move(
    ledger,
    refundId,
    "settled without a fresh look-up",
    { ...sent, ...late, succeeded: "is done" },
    (refund) => {
      if (refund.status !== "failed" && refund.status !== "canceled") {
        return ok([{ _tag: "RefundSucceeded", refundId, at, ...provided(command) }])
      }
      const { paid, retained } = refund.claim
      const isCounted = canBeCounted(ledger.payment, positionOf(ledger), paid + retained)
      if (!isCounted) return refuse([tooLarge("/refundId")])
      const claim = retake(ledger, refund.claim)
      return ok([{ _tag: "RefundSucceeded", refundId, at, claim, ...provided(command) }])
    },
  )
}

export const fail = (ledger: Ledger, command: Of<"Fail">): Outcome =>
  move(ledger, command.refundId, "failed", { ...sent, succeeded: "moves", failed: "is done" }, () =>
    ok([{ _tag: "RefundFailed", refundId: command.refundId, at: command.at, ...provided(command), ...why(command) }]),
  )

const why = ({ code }: Of<"Fail">) => (code === undefined ? {} : { code })

/** Ours to cancel only before it was sent, or while the provider waits for the payer; theirs at any time before the end. */
export const cancel = (ledger: Ledger, command: Of<"Cancel">): Outcome => {
  const ours = { review: "moves", accepted: "moves", requires_action: "moves", canceled: "is done" } as const
  const { accepted: _notSent, ...theirs } = { ...sent, canceled: "is done" as const }
  const from = command.byProvider === true ? theirs : ours
  return move(ledger, command.refundId, "canceled", from, () =>
    ok([{ _tag: "RefundCanceled", refundId: command.refundId, at: command.at, ...provided(command) }]),
  )
}

export const setMetadata = (ledger: Ledger, { at, metadata, refundId }: Of<"SetMetadata">): Outcome => {
  const refund = refundOf(ledger, refundId)
  if (refund === undefined) return unknownRefund(refundId)
  const merged = merge(refund.metadata, metadata)
  if (Object.keys(merged).length > METADATA_PAIRS) {
    return refuse([fault("too_many", `expected at most ${METADATA_PAIRS} keys once merged`, "/metadata")])
  }
  return same(merged, refund.metadata) ? nothing : ok([{ _tag: "RefundMetadataSet", refundId, at, metadata: merged }])
}
