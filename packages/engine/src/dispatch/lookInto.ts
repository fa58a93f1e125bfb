/**
 * Looks into a provider's word that a refund succeeded which has failed here: only a fresh look-up may tell that it did.
 * It is asked as often as a refund is sent, and then a person is told.
 */
import type { Ledger } from "@refund-rules/core"
import { Effect, Random } from "effect"
import { lookAgainOf } from "../desk/errands.ts"
import { heardOf } from "../desk/judgeTruth.ts"
import type { Judge } from "../ports/LedgerStore.ts"
import type { ProviderFact } from "../ports/ProviderFact.ts"
import { isLastTry, retrySeconds, secondsAfter } from "./delays.ts"
import { changing, type GatewayService, type Post } from "./Post.ts"
import { looked, sendingOf, type Underway } from "./sendErrand.ts"

export const lookInto = Effect.fnUntraced(function* (post: Post, gateway: GatewayService, underway: Underway) {
  const { leased, provider, refund, tries } = underway
  const { lookUp } = gateway
  const isNamed = refund.providerRefundId !== undefined
  // Its own word about a refund that it named before is not newer for coming later.
  if (lookUp === "none" && isNamed) return yield* changing(post, leased, provider, ended(underway))
  if (lookUp === "none" || (lookUp === "by-id" && !isNamed))
    return yield* changing(post, leased, provider, toldTo(underway, "cannot be asked"))
  const found = yield* looked(post, gateway, yield* sendingOf(post, underway))
  if (found !== undefined && found !== "unknown" && isAtItsEnd(found))
    return yield* changing(post, leased, provider, judgeEnd(underway, found))
  const { retrySeconds: delays } = post.settings
  if (isLastTry(delays, tries)) return yield* changing(post, leased, provider, toldTo(underway, saidOf(found)))
  const due = secondsAfter(underway.at, retrySeconds(delays, tries + 1, yield* Random.next))
  return yield* changing(post, leased, provider, () => ({
    ...ended(underway)(),
    errands: [lookAgainOf(leased.errand, tries + 1, due)],
  }))
})

/** What a provider says now, of a refund as it stands now. */
export const heardFrom = (ledger: Ledger, { at, refund: { id } }: Underway, fact: ProviderFact) => {
  const refund = ledger.refunds.find((one) => one.id === id)!
  return heardOf(ledger, refund, { ...fact, refundId: id, isFresh: true, at, adoptedId: id })
}

const isAtItsEnd = ({ status }: ProviderFact): boolean => status !== "pending" && status !== "requires_action"

const ended =
  ({ leased }: Underway) =>
  () => ({ events: [], answer: undefined, ended: [leased.errand.id] })

const judgeEnd =
  (underway: Underway, fact: ProviderFact): Judge<void> =>
  (ledger) => {
    const { alarms = [], events } = heardFrom(ledger, underway, fact)
    return { ...ended(underway)(), events, alarms }
  }

const saidOf = (found: ProviderFact | "unknown" | undefined): string => {
  if (found === undefined) return "says each time it is asked that there is none such"
  return found === "unknown" ? "gives no answer when it is asked" : `says \`${found.status}\` each time it is asked`
}

/** Nothing changes here: only a person can find out, and the provider's word may be all there is. */
const toldTo =
  (underway: Underway, said: string): Judge<void> =>
  () => {
    const { id, status } = underway.refund
    const detail = `the provider told that refund \`${id}\` succeeded, which is ${status} here, and ${said}`
    return { ...ended(underway)(), alarms: [{ kind: "answer_mismatch", refundId: id, detail }] }
  }
