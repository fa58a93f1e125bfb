/** What an edge table is made of: one plain case, and what a row changes about it. */
import { policyOf } from "./policies.ts"

export type Json = Readonly<Record<string, unknown>>

/** What a row changes about a case: 10000 EUR captured on March 20, asked for again at noon ten days later. */
export interface Row {
  readonly when: string
  readonly requires: Json
  readonly facts?: Json
  readonly payment?: Json
  readonly ask?: Json
  readonly terms?: Json
  /** The tag of the violation; none where it holds. */
  readonly broken?: string
}

export const captured = "2026-03-20T12:00:00Z"
export const asked = (at: string): Json => ({ askedAt: at })
export const line = (id: string, net: number, more: Json = {}): Json => ({
  id,
  kind: "product",
  quantity: 1,
  net,
  taxes: [],
  ...more,
})
export const refund = (refundId: string, amount: number): Json => ({
  _tag: "Request",
  refundId,
  ask: { amount },
  at: captured,
})
export const session = (amount: number): Json => ({
  _tag: "OpenSession",
  sessionId: "s",
  ask: { amount },
  at: captured,
  expiresAt: "2026-04-30T00:00:00Z",
})
export const dispute: Json = { _tag: "OpenDispute", disputeId: "d", amount: 100, at: captured }
export const past = (amount: number, at = "2026-03-25T12:00:00Z", currency = "EUR"): Json => ({ amount, at, currency })

export const caseOf = ({ ask = { amount: 1000 }, facts = {}, payment = {} }: Partial<Row>): Json => ({
  payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 10_000, capturedAt: captured, ...payment },
  history: [],
  ask,
  askedAt: "2026-03-30T12:00:00Z",
  ...facts,
})

export const policyWith = (requires: Json, more: Json = {}, terms: Json = {}): ReturnType<typeof policyOf> =>
  policyOf({ id: "default", bindAt: "request", rules: [{ id: "only", requires, otherwise: "Refuse", ...more }], terms })
