/** Every table as its rows are read and written; amounts are integers in minor units, instants and JSON are text. */
import type { Scope } from "@refund-rules/engine"
import type { Generated } from "kysely"
import type { SealTables } from "./SealTables.ts"
import type { WebhookTables } from "./WebhookTables.ts"

/** A payment: its balance as columns, its registered facts as the text they were hashed as. */
interface PaymentRow extends Scope {
  readonly id: string
  readonly provider: string
  readonly currency: string
  readonly customer_id: string | null
  readonly status: string
  readonly created_at: string
  /** How many events it has, the hash of the last, and the latest instant any carries. */
  readonly version: number
  readonly head: string
  readonly latest: string | null
  readonly captured: number
  readonly excess: number
  readonly refunded: number
  readonly held: number
  readonly retained: number
  readonly disputed: number
  readonly body: string
  /** As it stands after it was registered again with more; null where it never was. */
  readonly grown: string | null
}

interface PaymentReferenceRow extends Scope {
  readonly provider: string
  readonly name: string
  readonly value: string
  readonly payment_id: string
}

interface LineRow extends Scope {
  readonly payment_id: string
  readonly id: string
  readonly gross: number
  readonly taken: number
  readonly units: number
  readonly units_taken: number
}

/** `place` counts the refunds of a payment from 0, in the order of the ledger. */
interface RefundRow extends Scope {
  readonly id: string
  readonly payment_id: string
  readonly place: number
  readonly status: string
  readonly reason: string | null
  readonly provider: string
  readonly customer_id: string | null
  readonly currency: string
  readonly amount: number
  readonly requested_by: string | null
  readonly created_at: string
  readonly body: string
  readonly decided: string | null
}

interface SessionRow extends Scope {
  readonly id: string
  readonly payment_id: string
  readonly place: number
  readonly status: string
  readonly provider: string
  readonly customer_id: string | null
  readonly currency: string
  readonly amount: number
  readonly requested_by: string | null
  readonly opened_at: string
  readonly expires_at: string
  readonly body: string
  readonly decided: string | null
}

interface DisputeRow extends Scope {
  readonly id: string
  readonly payment_id: string
  readonly place: number
  readonly status: string
  readonly amount: number
  readonly body: string
}

/** `position` counts the events of the whole store, `sequence` those of a payment, both without a gap. */
interface EventRow extends Scope {
  readonly position: Generated<number>
  readonly payment_id: string
  readonly sequence: number
  readonly tag: string
  readonly at: string
  readonly by: string | null
  readonly body: string
  readonly hash: string
}

interface OnceKeyRow extends Scope {
  readonly door: string
  readonly key: string
  readonly fingerprint: string
  readonly subject: string | null
  readonly answer: string | null
  readonly at: number
}

/** `ready` is the millisecond from which it may be leased: when it is due, or when its lease is over. */
interface ErrandRow extends Scope {
  readonly payment_id: string
  readonly id: string
  readonly refund_id: string
  readonly due: string | null
  readonly seq: Generated<number>
  readonly ready: number
  readonly worker: string | null
  readonly ended: number
}

interface RefusalRow extends Scope {
  readonly payment_id: string
  readonly at: string
  readonly decided: string
}

interface IncidentRow extends Scope {
  readonly id: string
  readonly payment_id: string | null
  readonly refund_id: string | null
  readonly kind: string
  readonly detail: string
  readonly status: string
  readonly opened_at: string
  readonly resolved_by: string | null
  readonly resolution: string | null
  /** 1 where what happened to it is told in `incident_event`; 0 where it is from before that was. */
  readonly told: Generated<number>
}

/**
 * What happened to an incident: it was opened (1), it was resolved (2). `turn` rises in the order of their commits, `after`
 * is the position of the last event of any payment before it.
 */
interface IncidentEventRow extends Scope {
  readonly turn: Generated<number>
  readonly incident_id: string
  readonly sequence: number
  readonly payment_id: string | null
  readonly refund_id: string | null
  readonly tag: string
  readonly at: string
  readonly by: string | null
  readonly body: string
  readonly hash: string
  readonly after: number
}

interface PolicyRow extends Scope {
  readonly id: string
  readonly version: number
  readonly hash: string
  readonly effective_from: string
  readonly published_at: string
  readonly body: string
  readonly status: string
}

/** A decision the version in shadow would have made otherwise; `moved` says from which verdict to which. */
interface DifferenceRow extends Scope {
  readonly id: string
  readonly policy_id: string
  readonly version: number
  readonly at: string
  readonly payment_id: string
  readonly moved: string
  readonly body: string
}

interface MerchantRow {
  readonly id: string
  readonly name: string | null
  readonly settings: string
}

interface ApiKeyRow extends Scope {
  readonly id: string
  readonly secret_hash: string
  readonly actor: string
  readonly scopes: string
  readonly max_amount: number | null
  readonly max_amount_per_day: string | null
  readonly rate_per_second: number | null
  readonly expires_at: string | null
  readonly revoked_at: string | null
  readonly created_at: string
}

/** What a provider told; `tells` is null where it is about nothing that is kept. It waits until it is taken. */
interface NoticeRow extends Scope {
  readonly provider: string
  readonly id: string
  readonly type: string
  readonly tells: string | null
  readonly received_at: string
  readonly taken: number
  readonly due: string
  readonly payment_id: string | null
  readonly incident_id: string | null
}

/** A name that a waiting notice gives to a payment, which nobody had registered when it came. */
interface OrphanNameRow extends Scope {
  readonly provider: string
  readonly name: string
  readonly value: string
  readonly notice_id: string
}

/** A merchant's gateway to a provider; `sealed` is null where it was taken away. */
interface GatewayRow extends Scope {
  readonly provider: string
  readonly url: string | null
  readonly sealed: string | null
  readonly changed_at: string
  readonly turn: number
}

/** What is kept apart of people: erased with the data of its customer, and no link of a chain is about it. */
interface PersonalRow extends Scope {
  readonly name: string
  readonly customer_id: string | null
  readonly body: string
}

/** A backtest; `ready` is the millisecond from which it may be leased, null where it ended. */
interface BacktestRow extends Scope {
  readonly id: string
  readonly created_at: string
  readonly status: "waiting" | "running" | "done" | "stopped"
  readonly ready: number | null
  readonly worker: string | null
  readonly question: string
  readonly progress: string
}

/** What the store knows of itself: `latest`, the latest instant anything here carries. */
interface StoreStateRow {
  readonly name: string
  readonly value: string
}

interface MigrationRow {
  readonly version: number
  readonly name: string
  readonly applied_at: string
}

/** The tables by name. */
export interface Tables extends SealTables, WebhookTables {
  readonly payment: PaymentRow
  readonly payment_reference: PaymentReferenceRow
  readonly line: LineRow
  readonly refund: RefundRow
  readonly session: SessionRow
  readonly dispute: DisputeRow
  readonly event: EventRow
  readonly once_key: OnceKeyRow
  readonly errand: ErrandRow
  readonly refusal: RefusalRow
  readonly incident: IncidentRow
  readonly incident_event: IncidentEventRow
  readonly policy: PolicyRow
  readonly difference: DifferenceRow
  readonly merchant: MerchantRow
  readonly api_key: ApiKeyRow
  readonly notice: NoticeRow
  readonly orphan_name: OrphanNameRow
  readonly gateway: GatewayRow
  readonly personal: PersonalRow
  readonly backtest: BacktestRow
  readonly store_state: StoreStateRow
  readonly refund_rules_migration: MigrationRow
}
