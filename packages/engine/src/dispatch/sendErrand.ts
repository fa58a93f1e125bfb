/** Sends a refund: intent first, then the call, then what came of it; what is in doubt is looked up before anything else. */
import type { Instant, Refund } from "@refund-rules/core"
import { Effect, Fiber, Option, Random } from "effect"
import type { Doing } from "../desk/errands.ts"
import { toldNote } from "../desk/told.ts"
import type { Outcome, ProviderFact, Sending } from "../ports/Gateway.ts"
import type { Leased } from "../ports/LedgerStore.ts"
import { secondsAfter, secondsToCall } from "./delays.ts"
import { type Ready, judgeIntent } from "./intend.ts"
import { judgeOutcome, known, type Tried } from "./judgeOutcome.ts"
import { changing, gatewayName, type GatewayService, type Post } from "./Post.ts"

/** An errand under way: the refund as it was found, and when. */
export interface Underway {
  readonly leased: Leased
  readonly doing: Doing
  readonly tries: number
  readonly refund: Refund
  readonly provider: string
  readonly at: Instant
  /** From then on another may have the errand, too. */
  readonly leasedUntil: string
}

/** Derived from the refund's id, so that it is the same on every try, for ever. */
export const keyOf = (refundId: string): string => `rr_${refundId}`

/** After this the provider may have forgotten the key, and the same key would be a new refund. */
const KEY_HOURS = 23

/** Beyond the longest that a send may take: five for clocks that differ, five for what is still on its way. */
const MARGIN_SECONDS = 10

export const sendErrand = Effect.fnUntraced(function* (post: Post, gateway: GatewayService, underway: Underway) {
  if (isFirst(underway)) return yield* submit(post, gateway, underway, true)
  const { at, leased, provider, refund } = underway
  const { keyed, lookUp } = gateway
  const over = secondsAfter(refund.updatedAt, post.settings.gatewaySeconds + MARGIN_SECONDS)
  if (!keyed && at < over) return yield* postpone(post, leased, over)
  const found = lookUp === "none" ? "unknown" : yield* looked(post, gateway, yield* sendingOf(post, underway))
  const tried = yield* triedOf(post, gateway, underway, false)
  if (found !== undefined && found !== "unknown")
    return yield* changing(post, leased, provider, (ledger) => {
      const current = ledger.refunds.find(({ id }) => id === refund.id)!
      return known(ledger, current, tried, found)
    })
  if (found === undefined || (keyed && (yield* isKeyYoung(post, underway))))
    return yield* submit(post, gateway, underway, false)
  const cause = "the provider cannot say what became of it"
  return yield* changing(post, leased, provider, judgeOutcome(tried, { _tag: "Unknown", cause }))
})

/** Nothing can have reached the provider yet: nobody intended it, or every try so far is known not to have got through. */
export const isFirst = ({ doing, refund: { status } }: Underway): boolean =>
  status === "accepted" || (status === "submitting" && doing === "again")

const submit = Effect.fnUntraced(function* (post: Post, gateway: GatewayService, underway: Underway, first: boolean) {
  const { at, doing, leased, provider, refund, tries } = underway
  const { gatewaySeconds, leaseSeconds } = post.settings
  const { keyed } = gateway
  const until = secondsAfter(at, keyed ? leaseSeconds : gatewaySeconds + MARGIN_SECONDS)
  const intending = { seen: refund, errand: leased.errand, doing, tries, at, until, keyed }
  // Looked up before the intent: after it, what fails is in doubt.
  const note = yield* toldNote(post, leased.scope, refund.asked?.ask.note)
  // The first intent leaves an event that keeps all others out; a later one may leave none, but its errand is over then.
  const looking = refund.status === "accepted" ? undefined : { errand: leased.errand.id }
  const intent: Ready | undefined = yield* changing(post, leased, provider, judgeIntent(intending), looking)
  if (intent === undefined) return
  post.crash("after-intent")
  const { errand, ledger, refund: sent } = intent
  const attempt = first ? 1 : Math.max(2, tries)
  const sending = { payment: ledger.payment, refund: withNote(sent, note), key: keyOf(sent.id), attempt }
  const madeAt = yield* post.clock.instant
  const seconds = secondsToCall({ at, madeAt, leasedUntil: underway.leasedUntil, gatewaySeconds, keyed })
  const outcome = seconds === undefined ? tooLate : yield* sendWith(post, gateway, sending, seconds)
  const answeredAt = yield* post.clock.instant
  const isTold = seconds !== undefined && post.circuits.take(gatewayName(leased, provider), outcome, answeredAt)
  const answered = { ...underway, at: answeredAt, leased: { ...leased, errand }, refund: sent }
  const tried = yield* triedOf(post, gateway, answered, first, isTold)
  post.crash("before-outbox-ack")
  yield* changing(post, leased, provider, judgeOutcome(tried, outcome))
})

/** A refund as its provider is told of it. */
const withNote = (refund: Refund, note: string | undefined): Refund =>
  refund.asked === undefined || note === undefined
    ? refund
    : { ...refund, asked: { ...refund.asked, ask: { ...refund.asked.ask, note } } }

/** It took too long to write down that it is sent: the provider was not in the way, so nothing is waited for. */
const tooLate: Outcome = { _tag: "NotNow", retryAfterSeconds: 0 }

/** Waits for the answer no longer than it may take; after that nobody knows. */
const sendWith = Effect.fnUntraced(function* (post: Post, gateway: GatewayService, sending: Sending, seconds: number) {
  const call = yield* Effect.forkChild(gateway.send(sending))
  yield* Effect.yieldNow
  post.crash("after-send")
  const answer = yield* Effect.timeoutOption(Fiber.join(call), `${seconds} seconds`)
  if (Option.isNone(answer)) yield* Effect.forkChild(Fiber.interrupt(call))
  post.crash("after-provider-reply")
  return Option.getOrElse(answer, (): Outcome => ({ _tag: "Unknown", cause: "no answer in time" }))
})

/** What the provider knows of a refund; a look-up that takes too long knows nothing. */
export const looked = (post: Post, gateway: GatewayService, sending: Sending) =>
  Effect.map(
    Effect.timeoutOption(gateway.find(sending), `${post.settings.gatewaySeconds} seconds`),
    Option.getOrElse((): ProviderFact | undefined | "unknown" => "unknown"),
  )

/** A refund as it was or would be sent. */
export const sendingOf = Effect.fnUntraced(function* (post: Post, { leased, refund, tries }: Underway) {
  const { payment } = yield* post.store.read(leased.scope, leased.paymentId)
  const note = yield* toldNote(post, leased.scope, refund.asked?.ask.note)
  const sending: Sending = {
    payment,
    refund: withNote(refund, note),
    key: keyOf(refund.id),
    attempt: Math.max(2, tries),
  }
  return sending
})

export const triedOf = Effect.fnUntraced(function* (
  { settings: { pollSeconds: roundSeconds, retrySeconds: delays } }: Post,
  { keyed, lookUp }: Pick<GatewayService, "keyed" | "lookUp">,
  { at, leased: { errand }, refund, tries }: Underway,
  first: boolean,
  isTold?: boolean,
) {
  const tried: Tried = {
    refundId: refund.id,
    left: refund,
    errand,
    tries,
    isFirst: first,
    isBlind: !keyed && (lookUp === "none" || (lookUp === "by-id" && refund.providerRefundId === undefined)),
    isTold: isTold === true,
    at,
    chance: yield* Random.next,
    delays,
    roundSeconds,
  }
  return tried
})

const isKeyYoung = Effect.fnUntraced(function* (post: Post, { at, leased, refund }: Underway) {
  const history = yield* post.store.history(leased.scope, leased.paymentId)
  const first = history.find((event) => event._tag === "RefundSubmitted" && event.refundId === refund.id)
  return first !== undefined && at < secondsAfter(first.at, KEY_HOURS * 3600)
})

/** Lets an errand go until an instant: nothing was done, and no try is counted. */
export const postpone = (post: Post, leased: Leased, due: string) =>
  Effect.asVoid(
    post.store.change(leased.scope, leased.paymentId, () => ({
      events: [],
      answer: undefined,
      postponed: [{ ...leased.errand, due }],
    })),
  )
