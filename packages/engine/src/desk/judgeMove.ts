/** Judges what people do to a refund: approve, reject, cancel, resolve, rename; pure, over the ledger as it stands. */
import {
  type Command,
  type Event,
  evolve,
  handle,
  type Instant,
  type Ledger,
  type Policy,
  type Refund,
} from "@refund-rules/core"
import type { Judge, Judgement } from "../ports/LedgerStore.ts"
import type { Actor } from "../RefundDeskShape.ts"
import { sendOf } from "./errands.ts"
import { conflict, eventsOf } from "./stops.ts"

/** Who moves which refund, when, and what its policy asks of approvals. */
export interface Moving {
  readonly refundId: string
  readonly at: Instant
  readonly actor: Actor
  readonly approval?: Policy["approval"] | undefined
}

/** By another actor, and in a role, where the policy says so; the invariants are looked at again. */
export const judgeApproval =
  (moving: Moving): Judge<Ledger> =>
  (ledger) => {
    const { actor, approval, at, refundId } = moving
    if (refundIn(ledger, refundId)?.status === "review") inRole(moving)
    const otherActor = approval?.otherActor === true
    const events = moved(ledger, { _tag: "Approve", refundId, by: actor.id, otherActor, at })
    return { ...after(ledger, events, actor), errands: events.length === 0 ? [] : [sendOf(refundId)] }
  }

/** The requester withdraws by canceling; rejecting is for whoever may approve. */
export const judgeRejection =
  (moving: Moving): Judge<Ledger> =>
  (ledger) => {
    const { actor, approval, at, refundId } = moving
    const refund = refundIn(ledger, refundId)
    if (refund !== undefined && refund.status !== "rejected") {
      inRole(moving)
      if (approval?.otherActor === true && refund.asked?.requestedBy === actor.id)
        throw conflict("self_approval", `refund \`${refundId}\` must be rejected by another actor than asked for it`)
    }
    const events = moved(ledger, { _tag: "Reject", refundId, by: actor.id, at })
    return { ...after(ledger, events, actor), ended: [sendOf(refundId).id] }
  }

/** Only before it is sent: no gateway can take a refund back, so its hold must not be let go. */
export const judgeCancel =
  ({ actor, at, refundId }: Moving): Judge<Ledger> =>
  (ledger) => {
    const refund = refundIn(ledger, refundId)
    if (refund?.status === "requires_action") throw wrongState(refund, "canceled")
    const events = moved(ledger, { _tag: "Cancel", refundId, at })
    return { ...after(ledger, events, actor), ended: [sendOf(refundId).id] }
  }

export interface Resolving extends Moving {
  readonly outcome: "succeeded" | "failed"
  readonly reason: string
  readonly providerRefundId?: string | undefined
}

/** An operator's word on what nobody knows; the reason is kept in an incident of the same commit. */
export const judgeResolution =
  ({ actor, at, outcome, providerRefundId, reason, refundId }: Resolving): Judge<Ledger> =>
  (ledger) => {
    const refund = refundIn(ledger, refundId)
    if (refund?.status === outcome) return after(ledger, [], actor)
    if (refund !== undefined && refund.status !== "unknown" && refund.status !== "submitting")
      throw wrongState(refund, "resolved")
    const named = providerRefundId === undefined ? {} : { providerRefundId }
    const events = moved(ledger, { _tag: outcome === "succeeded" ? "Settle" : "Fail", refundId, at, ...named })
    const detail = `\`${actor.id}\` resolved it as ${outcome}: ${reason}`
    const alarms = [{ kind: "unknown_outcome", refundId, detail }] as const
    return { ...after(ledger, events, actor), ended: [sendOf(refundId).id], alarms }
  }

export const judgeMetadata =
  ({ actor, at, metadata, refundId }: Moving & { readonly metadata: unknown }): Judge<Ledger> =>
  (ledger) =>
    after(ledger, moved(ledger, { _tag: "SetMetadata", refundId, metadata: metadata as never, at }), actor)

/** The answer of every move is the ledger after it. */
const after = (ledger: Ledger, events: readonly Event[], { id }: Actor): Judgement<Ledger> => ({
  events,
  answer: events.reduce(evolve, ledger),
  by: id,
})

const moved = (ledger: Ledger, command: Extract<Command, { readonly refundId: string }> | Loose): readonly Event[] =>
  eventsOf(handle(ledger, command), command.refundId)

type Loose = Extract<Parameters<typeof handle>[1], { readonly refundId: string }>

const refundIn = (ledger: Ledger, refundId: string): Refund | undefined =>
  ledger.refunds.find(({ id }) => id === refundId)

const inRole = ({ actor, approval, refundId }: Moving): void => {
  const { roles } = approval ?? {}
  if (roles === undefined || roles.some((role) => actor.roles?.includes(role))) return
  throw conflict("approval_role_missing", `refund \`${refundId}\` needs somebody in the role of ${roles.join(" or ")}`)
}

const wrongState = ({ id, status }: Refund, what: string) =>
  conflict("refund_state_conflict", `refund \`${id}\` is ${status} and cannot be ${what}`)
