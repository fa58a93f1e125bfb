/** What the world does to a payment without asking: disputes, and refunds made at the provider. It is recorded, not judged. */
import { fault, ok, refuse, type Result } from "../money/Result.ts"
import type { Claim } from "../ledger/Claim.ts"
import type { Event } from "../ledger/Event.ts"
import type { Dispute, Ledger } from "../ledger/Ledger.ts"
import { canBeCounted, positionOf } from "../ledger/position.ts"
import { withMarketplace } from "../quote/marketplace.ts"
import { shareOut } from "../quote/price.ts"
import type { Command } from "./Command.ts"
import { taken, tooLarge } from "./request.ts"

type Of<T extends Command["_tag"]> = Extract<Command, { readonly _tag: T }>
type Outcome = Result<readonly Event[]>

export const openDispute = (ledger: Ledger, { amount, at, disputeId }: Of<"OpenDispute">): Outcome => {
  const known = disputeOf(ledger, disputeId)
  if (known !== undefined)
    return known.claim.paid === amount ? ok([]) : refuse([taken("dispute", disputeId, "/disputeId")])
  const claimed = claimAnyway(ledger, amount)
  return claimed.ok ? ok([{ _tag: "DisputeOpened", disputeId, at, claim: claimed.value }]) : claimed
}

export const winDispute = (ledger: Ledger, { at, disputeId }: Of<"WinDispute">): Outcome =>
  endDispute(ledger, disputeId, "won", { _tag: "DisputeWon", disputeId, at })

export const loseDispute = (ledger: Ledger, { at, disputeId }: Of<"LoseDispute">): Outcome =>
  endDispute(ledger, disputeId, "lost", { _tag: "DisputeLost", disputeId, at })

const disputeOf = (ledger: Ledger, id: string): Dispute | undefined =>
  ledger.disputes.find((dispute) => dispute.id === id)

const endDispute = (ledger: Ledger, id: string, end: "won" | "lost", event: Event): Outcome => {
  const dispute = disputeOf(ledger, id)
  if (dispute === undefined)
    return refuse([fault("dispute_not_found", `this payment has no dispute \`${id}\``, "/disputeId")])
  if (dispute.status === "open") return ok([event])
  if (dispute.status === end) return ok([])
  return refuse([
    fault("dispute_state_conflict", `dispute \`${id}\` is ${dispute.status} and cannot be ${end}`, "/disputeId"),
  ])
}

export const adoptRefund = (ledger: Ledger, command: Of<"AdoptRefund">): Outcome => {
  const { amount, at, providerRefundId, refundId } = command
  const known = ledger.refunds.find((refund) => refund.id === refundId)
  if (known !== undefined) {
    return known.adopted && known.claim.paid === amount ? ok([]) : refuse([taken("refund", refundId, "/refundId")])
  }
  const claimed = claimAnyway(ledger, amount)
  if (!claimed.ok) return claimed
  const pricing = { payment: ledger.payment, position: positionOf(ledger), ask: {} }
  const named = providerRefundId === undefined ? {} : { providerRefundId }
  return ok([{ _tag: "RefundAdopted", refundId, at, claim: withMarketplace(pricing, claimed.value), ...named }])
}

/** The whole amount on the payment; on its lines what they can bear, by what remains of them. */
const claimAnyway = (ledger: Ledger, amount: number): Result<Claim> => {
  if (amount === 0) return refuse([fault("amount_not_positive", "expected an amount above 0", "/amount")])
  const { payment } = ledger
  const position = positionOf(ledger)
  if (!canBeCounted(payment, position, amount)) return refuse([tooLarge("/amount")])
  return ok({ paid: amount, retained: 0, lines: shareOut({ payment, position, ask: {} }, amount, 0) })
}
