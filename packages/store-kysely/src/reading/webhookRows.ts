/** Rows of webhooks and of their messages as the port tells them. */
import type { Message, WebhookKept } from "@refund-rules/engine"
import type { Tables } from "../schema/Tables.ts"

export const webhookIn = (row: Tables["webhook"]): WebhookKept => ({
  scope: { merchant: row.merchant, mode: row.mode },
  id: row.id,
  url: row.url,
  ...(row.events === null ? {} : { events: JSON.parse(row.events) as readonly string[] }),
  sealed: row.sealed,
  status: row.status,
  ...(row.reason === null ? {} : { reason: row.reason }),
  createdAt: row.created_at,
  from: { position: row.from_position, turn: row.from_turn },
})

type MessageRow = Omit<Tables["delivery"], "seq">

export const messageIn = (row: MessageRow): Message => ({
  scope: { merchant: row.merchant, mode: row.mode },
  webhookId: row.webhook_id,
  id: row.id,
  lane: row.lane,
  sequence: row.sequence,
  type: row.type,
  body: row.body,
  at: row.at,
})
