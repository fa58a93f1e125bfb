/** Moves the webhooks' place in the feed on, and queues every message of what lies between, in one commit. */
import type { FeedPlace, Message, WebhookKept } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import { webhookIn } from "../reading/webhookRows.ts"
import type { Shelf } from "./Shelf.ts"

export function* queueMessages(
  { now, statements }: Shelf,
  from: FeedPlace,
  to: FeedPlace,
  messages: (webhooks: readonly WebhookKept[]) => readonly Message[],
): Steps<boolean> {
  const told = yield* statements.webhook.toldGuarded({})
  if (told?.position !== from.position || told.turn !== from.turn) return false
  const webhooks = (yield* statements.webhook.all({})).map(webhookIn)
  const disabled = new Map(
    webhooks.filter(({ status }) => status === "disabled").map((one) => [placeOf(one.scope, one.id), one.reason]),
  )
  const time = yield* statements.lease.now(now)
  for (const message of messages(webhooks)) {
    const { at, body, id, lane, scope, sequence, type, webhookId } = message
    const { merchant, mode } = scope
    const isDead = disabled.has(placeOf(scope, webhookId))
    const before = isDead
      ? undefined
      : yield* statements.delivery.waitingIn({ merchant, mode, webhook: webhookId, lane })
    yield* statements.delivery.queue({
      merchant,
      mode,
      webhook_id: webhookId,
      id,
      lane,
      sequence,
      type,
      body,
      at,
      tries: 0,
      worker: null,
      tried_at: null,
      status: isDead ? "dead" : "waiting",
      reason: isDead ? (disabled.get(placeOf(scope, webhookId)) ?? null) : null,
      ready: isDead || before !== undefined ? null : time,
    })
  }
  yield* statements.webhook.tell({ position: to.position, turn: to.turn })
  return true
}

const placeOf = ({ merchant, mode }: WebhookKept["scope"], id: string): string => JSON.stringify([merchant, mode, id])
