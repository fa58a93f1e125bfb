/** Asks a provider how a refund stands that it has, or that it may know better than we do. */
import { Effect } from "effect"
import { pollOf } from "../desk/errands.ts"
import { heardOf } from "../desk/judgeTruth.ts"
import type { ProviderFact } from "../ProviderFact.ts"
import type { Judge } from "../LedgerStore.ts"
import { pollAt, secondsAfter } from "./delays.ts"
import { isWaiting } from "./judgeOutcome.ts"
import { changing, type GatewayService, type Post } from "./Post.ts"
import { looked, postpone, sendingOf, type Underway } from "./sendErrand.ts"

/** How long a look-up waits that was not answered. */
const ASK_AGAIN_SECONDS = 600

export const askErrand = Effect.fnUntraced(function* (post: Post, gateway: GatewayService, underway: Underway) {
  const { at, doing, leased, provider } = underway
  if (gateway.lookUp === "none") return yield* changing(post, leased, provider, unasked(underway))
  const found = yield* looked(post, gateway, yield* sendingOf(post, underway))
  const isAnswer = found !== undefined && found !== "unknown"
  if (isAnswer) return yield* changing(post, leased, provider, judgeAnswer(post, underway, found))
  if (doing === "look") return yield* postpone(post, leased, secondsAfter(at, ASK_AGAIN_SECONDS))
  return yield* changing(post, leased, provider, judgeSilence(post, underway))
})

/** Nobody can be asked. That it succeeded was said of a refund that ended without the provider's name: only a person can tell. */
const unasked =
  ({ doing, leased, refund: { id, providerRefundId, status } }: Underway): Judge<void> =>
  () => {
    const over = { events: [], answer: undefined, ended: [leased.errand.id] }
    if (doing !== "look" || providerRefundId !== undefined) return over
    const detail = `the provider says that refund \`${id}\` succeeded, which is ${status} here, and cannot be asked`
    return { ...over, alarms: [{ kind: "answer_mismatch", refundId: id, detail }] }
  }

/** Applied forward as any word of the provider's; asked again while it is not done. */
const judgeAnswer =
  (post: Post, underway: Underway, fact: ProviderFact): Judge<void> =>
  (ledger) => {
    const { at, leased, refund: seen } = underway
    const refund = ledger.refunds.find(({ id }) => id === seen.id)!
    const told = { ...fact, refundId: refund.id, isFresh: true, at, adoptedId: refund.id }
    const { alarms = [], answer, events } = heardOf(ledger, refund, told)
    const again = isWaiting(answer.ledger, refund.id) ? [nextPoll(post, underway, ledger.version)] : []
    return { events, answer: undefined, alarms, errands: again, ended: [leased.errand.id] }
  }

/** No answer, or one that contradicts what it said before: the state stays, and it is asked again. */
const judgeSilence =
  (post: Post, underway: Underway): Judge<void> =>
  (ledger) => ({
    events: [],
    answer: undefined,
    errands: isWaiting(ledger, underway.refund.id) ? [nextPoll(post, underway, ledger.version)] : [],
    ended: [underway.leased.errand.id],
  })

const nextPoll = ({ settings }: Post, { at, refund, tries }: Underway, version: number) =>
  pollOf(refund.id, version, tries + 1, pollAt(at, tries + 1, settings.pollSeconds))
