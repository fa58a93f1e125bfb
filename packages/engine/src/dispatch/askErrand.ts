/** Asks a provider how a refund stands that it has, or that it may know better than we do. */
import { Effect } from "effect"
import { pollOf } from "../desk/errands.ts"
import type { Judge } from "../ports/LedgerStore.ts"
import type { ProviderFact } from "../ports/ProviderFact.ts"
import { pollAt } from "./delays.ts"
import { isWaiting } from "./judgeOutcome.ts"
import { heardFrom, lookInto } from "./lookInto.ts"
import { changing, type GatewayService, type Post } from "./Post.ts"
import { looked, sendingOf, type Underway } from "./sendErrand.ts"

export const askErrand = Effect.fnUntraced(function* (post: Post, gateway: GatewayService, underway: Underway) {
  if (underway.doing === "look") return yield* lookInto(post, gateway, underway)
  const { leased, provider } = underway
  const over: Judge<void> = () => ({ events: [], answer: undefined, ended: [leased.errand.id] })
  if (gateway.lookUp === "none") return yield* changing(post, leased, provider, over)
  const found = yield* looked(post, gateway, yield* sendingOf(post, underway))
  const isAnswer = found !== undefined && found !== "unknown"
  return yield* changing(
    post,
    leased,
    provider,
    isAnswer ? judgeAnswer(post, underway, found) : judgeSilence(post, underway),
  )
})

/** Applied forward as any word of the provider's; asked again while it is not done. */
const judgeAnswer =
  (post: Post, underway: Underway, fact: ProviderFact): Judge<void> =>
  (ledger) => {
    const { alarms = [], answer, events } = heardFrom(ledger, underway, fact)
    const again = isWaiting(answer.ledger, underway.refund.id) ? [nextPoll(post, underway, ledger.version)] : []
    return { events, answer: undefined, alarms, errands: again, ended: [underway.leased.errand.id] }
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
