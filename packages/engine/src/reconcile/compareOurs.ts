/** Compares those of our refunds that no list told of: each is asked after by itself. */
import type { Refund } from "@refund-rules/core"
import { Effect } from "effect"
import type { RefundRecord } from "../ports/Records.ts"
import { AT_ONCE, compare, type Comparing, lookedUp, standsHere } from "./Comparing.ts"
import { goneWords, isThere, isWithin, judgeGone } from "./driftOf.ts"

/** How many of ours there are in the period. */
export const compareOurs = Effect.fnUntraced(function* (comparing: Comparing, isListed: boolean) {
  const { gateway, met, period, records, scope } = comparing
  const filter = { provider: gateway.provider, from: period.since, until: period.until }
  let count = 0
  let cursor: string | undefined
  do {
    const paging = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }
    // The cursor is its own.
    const page = yield* Effect.catchTag(records.refunds(scope, filter, paging), "Invalid", Effect.die)
    count += page.items.length
    const left = page.items.filter(({ refund }) => !met.has(refund.id) && isAsked(refund, isListed))
    yield* Effect.forEach(left, (record) => compareOne(comparing, record, isListed), {
      concurrency: AT_ONCE,
      discard: true,
    })
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return count
})

const PAGE = 200

/** What never left was never there; what failed and is in no list of everything did not move. */
const isAsked = ({ status }: Refund, isListed: boolean): boolean => {
  switch (status) {
    case "submitting":
    case "unknown":
    case "pending":
    case "requires_action":
    case "succeeded":
      return true
    case "failed":
    case "canceled":
      return !isListed
    case "review":
    case "accepted":
    case "rejected":
      return false
  }
}

const compareOne = Effect.fnUntraced(
  function* (comparing: Comparing, { paymentId, refund: { id } }: RefundRecord, isListed: boolean) {
    const { period, scope, store } = comparing
    comparing.count()
    const ledger = yield* store.read(scope, paymentId)
    const refund = ledger.refunds.find((one) => one.id === id)!
    const fact = yield* lookedUp(comparing, ledger, refund)
    if (typeof fact === "object")
      return yield* compare(comparing, {
        paymentId,
        refundId: id,
        fact,
        isFresh: true,
        references: ledger.payment.references,
      })
    if (!isThere(refund) && fact === undefined) return
    const history = isListed ? yield* store.history(scope, paymentId) : []
    const sentAt = history.flatMap((event) =>
      event._tag === "RefundSubmitted" && event.refundId === id ? [event.at] : [],
    )
    const isDenied = fact === undefined || (isListed && isWithin(sentAt, period))
    // Nothing of it is there: the dispatcher will send it, or has a person to ask.
    if (isDenied && !isThere(refund)) return
    const kind = isDenied ? "incident" : "unclear"
    comparing.keep({
      kind,
      paymentId,
      refundId: id,
      providerRefundId: refund.providerRefundId ?? null,
      ours: standsHere(ledger, refund),
      theirs: null,
      detail: isDenied ? goneWords(comparing.gateway.provider, refund) : `refund \`${id}\` could not be asked after`,
      done: isDenied && comparing.repair ? yield* tellGone(comparing, paymentId, refund) : null,
    })
  },
  // It was listed a moment ago, and no ledger is ever deleted.
  Effect.catchTag("PaymentNotFound", Effect.die),
)

/** Once for a refund as it stood, however often it is found to be gone. */
const tellGone = ({ by, gateway, scope, store }: Comparing, paymentId: string, refund: Refund) => {
  const { provider } = gateway
  const key = { door: `reconcile ${provider}`, key: `gone ${refund.id} ${refund.updatedAt}`, fingerprint: "" }
  return Effect.as(store.changeOnce(scope, key, paymentId, judgeGone(provider, refund, by)), "told" as const)
}
