/** Rows as the records they are told as. */
import type { Dispute, Event, Payment, Refund, Session } from "@refund-rules/core"
import type { Decided, Incident, RecordedEvent, RefundRecord, Scope, SessionRecord } from "@refund-rules/engine"

interface ClaimRow {
  readonly payment_id: string
  readonly provider: string
  readonly currency: string
  readonly body: string
}

export const paymentIn = (row: {
  readonly id: string
  readonly body: string
  readonly grown: string | null
}): Payment & { readonly id: string } => ({ ...(JSON.parse(row.grown ?? row.body) as Payment), id: row.id })

export const refundIn = (row: ClaimRow & { readonly decided: string | null }): RefundRecord => ({
  paymentId: row.payment_id,
  provider: row.provider,
  currency: row.currency,
  refund: JSON.parse(row.body) as Refund,
  ...(row.decided === null ? {} : { decided: JSON.parse(row.decided) as Decided }),
})

export const sessionIn = (row: ClaimRow & { readonly decided: string | null }): SessionRecord => ({
  paymentId: row.payment_id,
  provider: row.provider,
  currency: row.currency,
  session: JSON.parse(row.body) as Session,
  ...(row.decided === null ? {} : { decided: JSON.parse(row.decided) as Decided }),
})

export const disputeIn = (row: { readonly payment_id: string; readonly body: string }) => ({
  paymentId: row.payment_id,
  dispute: JSON.parse(row.body) as Dispute,
})

export interface RecordedRow {
  readonly position: number
  readonly payment_id: string
  readonly sequence: number
  readonly by: string | null
  readonly body: string
  readonly hash: string
}

export const eventIn = ({ merchant, mode }: Scope, row: RecordedRow): RecordedEvent => ({
  scope: { merchant, mode },
  paymentId: row.payment_id,
  position: row.position,
  sequence: row.sequence,
  event: JSON.parse(row.body) as Event,
  ...(row.by === null ? {} : { by: row.by }),
  hash: row.hash,
})

export interface IncidentRow {
  readonly id: string
  readonly at: string
  readonly payment_id: string | null
  readonly refund_id: string | null
  readonly kind: string
  readonly detail: string
  readonly status: string
  readonly resolved_by: string | null
  readonly resolution: string | null
}

export const incidentIn = (row: IncidentRow): Incident => ({
  id: row.id,
  ...(row.payment_id === null ? {} : { paymentId: row.payment_id }),
  kind: row.kind as Incident["kind"],
  ...(row.refund_id === null ? {} : { refundId: row.refund_id }),
  detail: row.detail,
  status: row.status as Incident["status"],
  openedAt: row.at,
  ...(row.resolved_by === null ? {} : { resolvedBy: row.resolved_by }),
  ...(row.resolution === null ? {} : { resolution: row.resolution }),
})
