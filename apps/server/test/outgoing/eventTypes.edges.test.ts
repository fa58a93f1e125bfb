/** Whoever wants to be told of a type of event names one that there is: a name mistyped would be silence for ever. */
import type { Event } from "@refund-rules/core"
import { toldOf } from "@refund-rules/engine"
import { WebhookInput } from "@refund-rules/http-api"
import { readInput } from "@refund-rules/server/v1/readInput"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

const wanting = (type: string) =>
  Effect.runPromiseExit(readInput(WebhookInput)({ url: "https://shop.example/hooks", events: [type] }))

/** Of every event there is its type, and of a request both of its statuses; a new event does not compile here. */
const tags: Readonly<Record<Event["_tag"], readonly object[]>> = {
  PaymentGrown: [{}],
  RefundRequested: [{ status: "accepted" }, { status: "review" }],
  RefundApproved: [{}],
  RefundRejected: [{}],
  RefundSubmitted: [{}],
  RefundUnknown: [{}],
  RefundPending: [{}],
  RefundActionRequired: [{}],
  RefundSucceeded: [{}],
  RefundFailed: [{}],
  RefundCanceled: [{}],
  RefundAdopted: [{}],
  RefundMetadataSet: [{}],
  SessionOpened: [{}],
  SessionExecuted: [{}],
  SessionExpired: [{}],
  SessionCanceled: [{}],
  DisputeOpened: [{}],
  DisputeWon: [{}],
  DisputeLost: [{}],
}

const types = Object.entries(tags).flatMap(([_tag, all]) =>
  all.map((more) => {
    const event = { _tag, at: "2026-01-01T00:00:00.000Z", ...more } as never
    const scope = { merchant: "default", mode: "test" } as const
    return toldOf({ scope, paymentId: "p1", position: 1, sequence: 1, event, hash: "" }).type
  }),
)

describe("a webhook", () => {
  it.each([...new Set([...types, "incident.opened", "incident.resolved"])])(
    "may want %s, and all of its kind",
    async (type) => {
      for (const one of [type, `${type.split(".", 1)[0]}.*`])
        expect([one, (await wanting(one))._tag]).toEqual([one, "Success"])
    },
  )

  it.each(["refund.suceeded", "refund.approved", "refunds.*", "*", "payment.captured", "incident.closed", ""])(
    "does not wait for `%s`, of which nothing is ever told",
    async (type) => {
      const exit = await wanting(type)
      expect(JSON.stringify(exit)).toContain("expected one of refund.*, refund.review")
    },
  )
})
