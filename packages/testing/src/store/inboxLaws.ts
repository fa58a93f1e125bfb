/** The laws of the inbox over a store: what comes of notices does not depend on their order, their number or a death. */
import { balance, handle, type Ledger } from "@refund-rules/core"
import {
  Inbox,
  type Judge,
  LedgerStore,
  type Notice,
  NoticeBook,
  type ProviderFact,
  Records,
  Signals,
  SteadyClock,
} from "@refund-rules/engine"
import { Context, Effect, Layer } from "effect"
import fc from "fast-check"
import type { Law } from "../laws/Law.ts"
import { AT, paymentOf, plain, run, shop, together } from "./bench.ts"
import { lawsOf } from "./lawOfStores.ts"
import type { NoticeBookUnderTest } from "./noticeLaws.ts"

// One try lives 720 lives, of 40 commits each, on a disk that may be slow.
const { once, over } = lawsOf<NoticeBookUnderTest>(800)

type Facts = readonly { readonly ours: boolean; readonly status: ProviderFact["status"] }[]

/** Ours is on its way, succeeds and comes back; one that nobody here asked for succeeds beside it, and comes back, too. */
const told: Facts = [
  { ours: true, status: "pending" },
  { ours: true, status: "succeeded" },
  { ours: true, status: "failed" },
  { ours: false, status: "pending" },
  { ours: false, status: "succeeded" },
  { ours: false, status: "failed" },
]

/** Those of most laws: what comes back is another matter. */
const facts = told.slice(0, -1)

const noticeOf = (paymentId: string, index: number): Notice => {
  const { ours, status } = told[index]!
  const name = ours ? "re_ours" : "re_theirs"
  return {
    provider: "sandbox",
    id: `${paymentId} ${index}`,
    type: `refund.${status}`,
    tells: {
      references: { order: paymentId },
      ...(ours ? { refundId: `ref of ${paymentId}` } : {}),
      fact: { providerRefundId: `${name} ${paymentId}`, status, amount: ours ? 6000 : 7000, currency: "EUR" },
    },
  }
}

/** The provider's own answer to what we sent, as the dispatcher writes it down. */
const ANSWER = told.length

const opening = Effect.fnUntraced(function* ({ store }: NoticeBookUnderTest, paymentId: string) {
  yield* store.open(shop, { ...paymentOf(paymentId), references: { order: paymentId } })
  const refundId = `ref of ${paymentId}`
  yield* store.change(shop, paymentId, doing({ _tag: "Request", refundId, ask: { amount: 6000 }, at: AT }))
  yield* store.change(shop, paymentId, doing({ _tag: "Submit", refundId, at: AT }))
})

const answering = ({ store }: NoticeBookUnderTest, paymentId: string) => {
  const about = { refundId: `ref of ${paymentId}`, providerRefundId: `re_ours ${paymentId}`, at: AT }
  return store.change(shop, paymentId, doing({ _tag: "Acknowledge", status: "pending", ...about }))
}

/** What cannot be done any more has been done, or was overtaken. */
const doing =
  (command: Parameters<typeof handle>[1]): Judge<null> =>
  (ledger) => {
    const events = handle(ledger, command)
    return { events: events.ok ? events.value : [], answer: null }
  }

/** An inbox over a book, and a clock that only tests move. */
const inboxOver = async ({ notices, records, store }: NoticeBookUnderTest) => {
  let now = Date.parse(AT)
  const ports = Layer.mergeAll(
    Layer.succeed(NoticeBook, notices),
    Layer.succeed(Records, records),
    Layer.succeed(LedgerStore, store),
    Signals.layer,
  )
  const layer = Inbox.layer.pipe(Layer.provide(SteadyClock.layerOf(() => now)), Layer.provide(ports))
  const inbox = Context.get(await run(Effect.scoped(Layer.build(layer))), Inbox)
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn++) {
      now += 3_600_000
      while ((await run(inbox.round)) > 0) now += 1
    }
  }
  return { take: (notice: Notice) => inbox.take(shop, notice), settled }
}

/** What stands in the end. What lines bear of an adoption beyond the balance depends on what remained just then. */
const stateOf = (ledger: Ledger): string => {
  const { lines: _, ...money } = balance(ledger)
  const refunds = ledger.refunds.map(({ adopted, claim, status }) => plain([adopted, claim.paid, status])).toSorted()
  return plain([refunds, money])
}

const endOf = async ({ records, store }: NoticeBookUnderTest, paymentId: string): Promise<string> => {
  const ledger = await run(store.read(shop, paymentId))
  const { items } = await run(records.incidents(shop, { paymentId }, { limit: 20 }))
  const adoptions = items.filter(({ kind }) => kind === "refunded_outside").length
  return `${stateOf(ledger)}, told of ${adoptions} from outside`
}

const permutations = (of: readonly number[]): readonly (readonly number[])[] =>
  of.length < 2
    ? [of]
    : of.flatMap((one) => permutations(of.filter((other) => other !== one)).map((rest) => [one, ...rest]))

const everyOrder = permutations([...facts.keys(), ANSWER])

/** Only theirs, from its beginning to its coming back. */
const everyReturn = permutations([3, 4, 5, ANSWER])

/** Each order on a payment of its own; which of them come twice is another choice each time, and all come again at the end. */
const lived = async (made: NoticeBookUnderTest, order: readonly number[], paymentId: string, twice: number) => {
  const { settled, take } = await inboxOver(made)
  await run(opening(made, paymentId))
  for (const step of order) {
    if (step === ANSWER) await run(answering(made, paymentId))
    else for (let times = 0; times <= ((twice >> step) & 1); times++) await run(take(noticeOf(paymentId, step)))
  }
  for (const step of order.toReversed()) if (step !== ANSWER) await run(take(noticeOf(paymentId, step)))
  await settled()
  return endOf(made, paymentId)
}

const oneEnd =
  (orders: readonly (readonly number[])[], of: (end: string) => string) =>
  async (made: NoticeBookUnderTest): Promise<string | undefined> => {
    const ends = new Map<string, string>()
    for (const [index, order] of orders.entries()) {
      const end = of(await lived(made, order, `p${index}`, index % 64))
      if (!ends.has(end)) ends.set(end, plain(order))
    }
    return ends.size === 1 ? undefined : `there are ${ends.size} ends: ${plain([...ends])}`
  }

/** Whether somebody is told of a refund from outside that came back is a matter of which of its facts is first. */
const untold = (end: string): string => end.replace(/, told of.*/, "")

const laws = [
  once(
    "all 720 orders of six facts, with duplicates, come to the same end",
    oneEnd(everyOrder, (end) => end),
  ),
  once(
    "one from outside that comes back has come back in the end, whichever fact is first",
    oneEnd(everyReturn, untold),
  ),
  over(
    "of notices that come at once, before and after their payment, the same comes in the end",
    fc.record({
      order: fc.shuffledSubarray([...facts.keys()], { minLength: facts.length }),
      before: fc.nat(facts.length),
    }),
    async (made, { before, order }) => {
      const wanted = await lived(made, [...facts.keys()], "p1", 0)
      const { settled, take } = await inboxOver(made)
      const taking = (index: number) => take(noticeOf("p2", index))
      await together([...order.slice(0, before), ...order.slice(0, before)].map(taking))
      await run(opening(made, "p2"))
      await together([...order.slice(before), ...order.slice(before)].map(taking))
      await run(answering(made, "p2"))
      await settled()
      const found = await endOf(made, "p2")
      return found === wanted ? undefined : `it came to ${found} where it should be ${wanted}`
    },
  ),
  once("a commit that fails on the way loses no notice, and none is applied twice", async (made) => {
    const { failNext } = made
    if (failNext === undefined) return undefined
    const wanted = await lived(made, [0, 1, 4], "p0", 0)
    for (const [index, failure] of (["before commit", "after commit"] as const).entries())
      for (const isKept of [false, true]) {
        const paymentId = `p${index} ${isKept}`
        const { settled, take } = await inboxOver(made)
        await run(opening(made, paymentId))
        for (const step of [0, 1, 4]) {
          const notice = noticeOf(paymentId, step)
          // The commits of a notice are three: it is kept, applied and taken; what is done before the failure is done.
          if (isKept) await run(made.notices.keep(shop, notice, AT))
          failNext(failure)
          await run(Effect.exit(take(notice)))
          await run(take(notice))
        }
        await settled()
        const found = await endOf(made, paymentId)
        if (found !== wanted) return `failing ${failure} it came to ${found} where it should be ${wanted}`
      }
    return undefined
  }),
]

/**
 * What holds of the inbox over a store; a law that does not hold throws, its sentence first.
 *
 * @example
 * ```ts
 * import { inboxLaws, memoryDesk } from "@refund-rules/testing"
 *
 * for (const { check } of inboxLaws(() => memoryDesk()).slice(1)) await check({ runs: 2 })
 * ```
 *
 * @since 0.1.0
 */
export const inboxLaws = (makeBook: () => NoticeBookUnderTest | Promise<NoticeBookUnderTest>): readonly Law[] =>
  laws.map((lawOf) => lawOf(makeBook))
