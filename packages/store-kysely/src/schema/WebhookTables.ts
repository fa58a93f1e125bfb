/** The tables of webhooks and of their messages, as their rows are read and written. */
import type { Scope } from "@refund-rules/engine"
import type { Generated } from "kysely"

/** An address a merchant wants told; `events` is a JSON list, or null for all. */
interface WebhookRow extends Scope {
  readonly id: string
  readonly url: string
  readonly events: string | null
  readonly sealed: string
  readonly status: "enabled" | "disabled"
  readonly reason: string | null
  readonly created_at: string
  readonly from_position: number
  readonly from_turn: number
}

/** How far webhooks were told: one row. */
interface WebhookToldRow {
  readonly one: number
  readonly position: number
  readonly turn: number
}

/** A message for a webhook; `ready` is the millisecond from which it may be leased, null where it waits for the one before. */
interface DeliveryRow extends Scope {
  readonly seq: Generated<number>
  readonly webhook_id: string
  readonly id: string
  readonly lane: string
  readonly sequence: number
  readonly type: string
  readonly body: string
  readonly at: string
  readonly status: "waiting" | "delivered" | "dead"
  readonly tries: number
  readonly ready: number | null
  readonly worker: string | null
  readonly tried_at: string | null
  readonly reason: string | null
}

/** They by name. */
export interface WebhookTables {
  readonly webhook: WebhookRow
  readonly webhook_told: WebhookToldRow
  readonly delivery: DeliveryRow
}
