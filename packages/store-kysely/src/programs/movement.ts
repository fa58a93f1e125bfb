/** By how much a change moves a payment's balance and its lines, told from the claims it touched and nothing else. */
import type { Claim, Dispute, Event, Ledger, Refund, Session } from "@refund-rules/core"
import type { Moved } from "../statements/ledgerStatements.ts"

/** What moved: the sums of the payment, and of each line touched the money and the units taken. */
export interface Movement {
  readonly sums: Moved
  readonly lines: ReadonlyMap<string, { readonly taken: number; readonly units: number }>
}

/** The claims of which the events speak, each as it was and as it is. */
export interface Touched {
  readonly refunds: ReadonlyMap<string, Pair<Refund>>
  readonly sessions: ReadonlyMap<string, Pair<Session>>
  readonly disputes: ReadonlyMap<string, Pair<Dispute>>
}

/** A claim as it was and as it is. */
export interface Pair<A> {
  readonly before: A | undefined
  readonly after: A
  /** Its place among the claims of its kind. */
  readonly place: number
}

export const touchedBy = (events: readonly Event[], before: Ledger, after: Ledger): Touched => {
  const refunds = new Map<string, Pair<Refund>>()
  const sessions = new Map<string, Pair<Session>>()
  const disputes = new Map<string, Pair<Dispute>>()
  for (const event of events) {
    if ("refundId" in event) pair(refunds, event.refundId, before.refunds, after.refunds)
    if ("sessionId" in event) pair(sessions, event.sessionId, before.sessions, after.sessions)
    if ("disputeId" in event) pair(disputes, event.disputeId, before.disputes, after.disputes)
  }
  return { refunds, sessions, disputes }
}

const pair = <A extends { readonly id: string }>(
  into: Map<string, Pair<A>>,
  id: string,
  before: readonly A[],
  after: readonly A[],
): void => {
  if (into.has(id)) return
  const place = after.findLastIndex((one) => one.id === id)
  // An event about a claim that is not there moves nothing.
  if (place >= 0) into.set(id, { before: before[place], after: after[place]!, place })
}

export const movementOf = ({ disputes, refunds, sessions }: Touched): Movement => {
  const sums = { refunded: 0, held: 0, retained: 0, disputed: 0 }
  const lines = new Map<string, { taken: number; units: number }>()
  const put = (claim: Claim, kind: Kind, sign: 1 | -1): void => {
    add(sums, claim, kind, sign)
    for (const { amount, id, retained, units } of claim.lines) {
      const line = lines.get(id) ?? { taken: 0, units: 0 }
      lines.set(id, { taken: line.taken + sign * (amount + retained), units: line.units + sign * units })
    }
  }
  const compare = <A extends { readonly claim: Claim }>(
    pairs: ReadonlyMap<string, Pair<A>>,
    kindOf: (one: A) => Kind | undefined,
  ): void => {
    for (const { after, before } of pairs.values()) {
      const [was, is] = [before && kindOf(before), kindOf(after)]
      if (was !== undefined) put(before!.claim, was, -1)
      if (is !== undefined) put(after.claim, is, 1)
    }
  }
  compare(refunds, kindOfRefund)
  compare(sessions, ({ status }) => (status === "open" ? "held" : undefined))
  compare(disputes, ({ status }) => (status === "won" ? undefined : "disputed"))
  for (const [id, { taken, units }] of lines) if (taken === 0 && units === 0) lines.delete(id)
  return { sums, lines }
}

type Kind = "held" | "refunded" | "disputed"

const kindOfRefund = ({ status }: Refund): Kind | undefined => {
  switch (status) {
    case "review":
    case "accepted":
    case "submitting":
    case "unknown":
    case "pending":
    case "requires_action":
      return "held"
    case "succeeded":
      return "refunded"
    case "failed":
    case "canceled":
    case "rejected":
      return undefined
  }
}

const add = (sums: { -readonly [K in keyof Moved]: number }, claim: Claim, kind: Kind, sign: 1 | -1): void => {
  sums[kind] += sign * (kind === "held" ? claim.paid + claim.retained : claim.paid)
  if (kind !== "held") sums.retained += sign * claim.retained
}
