/** Which webhook is told of which event, and in which words. Pure. */
import { createHash } from "node:crypto"
import type { FeedEvent, FeedPlace, Message, Scope, Told, WebhookKept } from "@refund-rules/engine"

/** One message for each webhook that wants an event, in the order of the events. */
export const messagesOf = (events: readonly FeedEvent[], webhooks: readonly WebhookKept[]): readonly Message[] =>
  events.flatMap(({ place, scope, ...told }) =>
    webhooks
      .filter((webhook) => isOf(webhook.scope, scope) && isAfter(place, webhook.from) && wants(webhook, told.type))
      .map(({ id: webhookId }) => ({
        scope,
        webhookId,
        id: messageId(scope, told.id),
        lane: laneOf(told),
        sequence: told.sequence,
        type: told.type,
        body: JSON.stringify(told),
        at: told.at,
      })),
  )

const isOf = (one: Scope, other: Scope): boolean => one.merchant === other.merchant && one.mode === other.mode

/** Places only rise, so one that is higher in either is later. */
const isAfter = (place: FeedPlace, from: FeedPlace): boolean => place.position > from.position || place.turn > from.turn

/** All types, or those it names; `refund.*` names all of refunds. */
const wants = ({ events }: WebhookKept, type: string): boolean =>
  events === undefined || events.some((one) => one === type || one === `${type.split(".", 1)[0]}.*`)

/** What an event is about: a refund, else a payment; what happens to an incident waits for neither. */
const laneOf = ({ data, id, paymentId, refundId, type }: Told): string => {
  const { incidentId } = data
  if (type.startsWith("incident.") && typeof incidentId === "string") return `incident ${incidentId}`
  return refundId === undefined ? `payment ${paymentId ?? id}` : `refund ${refundId}`
}

/** The same for every try and every webhook, and nothing a header could not carry. */
const messageId = ({ merchant, mode }: Scope, eventId: string): string => {
  const digest = createHash("sha256")
    .update(JSON.stringify([merchant, mode, eventId]))
    .digest("hex")
  return `msg_${digest.slice(0, 32)}`
}
