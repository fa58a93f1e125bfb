/** The laws of the notice port, each checked on fresh books, with or without a test runner. */
import type { Notice, NoticeBook, NoticeWaiting, Records, Scope } from "@refund-rules/engine"
import type { Law } from "../laws/Law.ts"
import { AT, paymentOf, plain, rival, run, shop, shopLive, together } from "./bench.ts"
import { lawsOf } from "./lawOfStores.ts"
import type { StoreUnderTest } from "./StoreUnderTest.ts"

/**
 * A fresh, empty book of notices, with the ledgers and records of the same store beside it.
 *
 * @since 0.1.0
 */
export interface NoticeBookUnderTest extends Pick<StoreUnderTest, "close" | "failNext" | "store"> {
  readonly notices: (typeof NoticeBook)["Service"]
  readonly records: (typeof Records)["Service"]
  /** The same data as another process finds it, were this one killed now. */
  readonly reopen?: () => Promise<Pick<NoticeBookUnderTest, "notices" | "records">>
}

const { once } = lawsOf<NoticeBookUnderTest>()

/** After everything that any law keeps, and before anything it puts off. */
const MUCH_LATER = "2026-01-02T00:00:00.000Z"
const secondsOn = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString()

/** A notice about a payment under two names. */
const noticeOf = (id: string, references: Readonly<Record<string, string | number>> = { order: "o1", till: 7 }) =>
  ({
    provider: "sandbox",
    id,
    type: "refund.updated",
    tells: {
      references,
      refundId: "ref_ü",
      fact: { providerRefundId: "re_1", status: "succeeded", amount: 700, currency: "EUR" },
    },
  }) as const satisfies Notice

const idsOf = (waiting: readonly NoticeWaiting[]): string =>
  plain(waiting.map(({ notice, scope }) => `${scope.merchant} ${scope.mode} ${notice.provider} ${notice.id}`))

const incidentsOf = async ({ records }: Pick<NoticeBookUnderTest, "records">, scope: Scope): Promise<string> => {
  const { items } = await run(records.incidents(scope, {}, { limit: 10 }))
  return items.map(({ kind, status }) => `${kind} ${status}`).join(", ")
}

const dueOf = ({ notices }: Pick<NoticeBookUnderTest, "notices">, at = MUCH_LATER, atMost = 100) =>
  run(notices.due(at, atMost))

const differs = (what: string, found: unknown, wanted: unknown): string | undefined =>
  plain(found) === plain(wanted) ? undefined : `${what} ${plain(found)} where it should be ${plain(wanted)}`

const keeping = [
  once("a notice is kept once, from however many sides it comes", async (made) => {
    await together(Array.from({ length: 5 }, () => made.notices.keep(shop, noticeOf("e1"), AT)))
    await run(made.notices.keep(shop, noticeOf("e1"), secondsOn(5)))
    const waiting = await dueOf(made)
    return (
      differs("it waits", waiting, [{ scope: shop, notice: noticeOf("e1"), receivedAt: AT }]) ??
      differs("there are", await incidentsOf(made, shop), "orphan_webhook open")
    )
  }),
  once("a notice that was taken is known as taken, and never waits again", async (made) => {
    const { notices } = made
    const first = await run(notices.keep(shop, noticeOf("e1"), AT))
    await run(notices.take(shop, noticeOf("e1"), "p1"))
    await run(notices.putOff({ scope: shop, notice: noticeOf("e1") }, AT))
    const again = await run(notices.keep(shop, noticeOf("e1"), AT))
    const left = [await dueOf(made), await run(notices.orphans(shop, "sandbox", { order: "o1" }))]
    return differs("it stood as", [first.isTaken, again.isTaken, left], [false, true, [[], []]])
  }),
  once("a notice that tells nothing is taken at once", async (made) => {
    const { tells: _, ...nothing } = noticeOf("e1")
    const kept = await run(made.notices.keep(shop, nothing, AT))
    const again = await run(made.notices.keep(shop, nothing, AT))
    const found = [kept, again, await dueOf(made), await incidentsOf(made, shop)]
    return differs("it stood as", found, [{ isTaken: true }, { isTaken: true }, [], ""])
  }),
  once("one id is another notice for every merchant, mode and provider", async (made) => {
    const { notices } = made
    for (const scope of [shop, rival, shopLive]) await run(notices.keep(scope, noticeOf("e1"), AT))
    await run(notices.keep(shop, { ...noticeOf("e1"), provider: "dodo" }, secondsOn(1)))
    await run(notices.take(rival, noticeOf("e1"), "p1"))
    const left = idsOf((await dueOf(made)).toSorted((a, b) => (idsOf([a]) < idsOf([b]) ? -1 : 1)))
    const wanted = ["shop live sandbox e1", "shop test dodo e1", "shop test sandbox e1"]
    return differs("there wait", JSON.parse(left), wanted)
  }),
]

const orphaned = [
  once("an orphan is told of once, and no longer when it is taken", async (made) => {
    const { notices } = made
    await run(notices.keep(shop, noticeOf("e1"), AT))
    await run(notices.putOff({ scope: shop, notice: noticeOf("e1") }, AT, { detail: "still", at: AT }))
    const open = await incidentsOf(made, shop)
    await run(notices.take(shop, noticeOf("e1"), "p1"))
    const closed = [await incidentsOf(made, shop), await incidentsOf(made, rival)]
    return differs("there were", [open, closed], ["orphan_webhook open", ["orphan_webhook resolved", ""]])
  }),
  once("a notice whose payment is there is none, and names it", async (made) => {
    const { notices, store } = made
    await run(store.open(shop, { ...paymentOf("p1"), references: { order: "o1" } }))
    const kept = await run(notices.keep(shop, noticeOf("e1"), AT))
    const elsewhere = await run(notices.keep(shopLive, noticeOf("e1"), AT))
    const orphans = await run(notices.orphans(shop, "sandbox", { order: "o1" }))
    const wanted = [{ isTaken: false, paymentId: "p1" }, { isTaken: false, opened: true }, [], ""]
    return differs("it stood as", [kept, elsewhere, orphans, await incidentsOf(made, shop)], wanted)
  }),
  once("an orphan is found by each of its names, and by nothing else", async ({ notices }) => {
    await run(notices.keep(shop, noticeOf("e1"), AT))
    const by = async (names: Readonly<Record<string, string | number>>, scope = shop, provider = "sandbox") =>
      (await run(notices.orphans(scope, provider, names))).length
    const found = [await by({ order: "o1" }), await by({ till: "7" }), await by({ till: 7, order: "o1", x: "y" })]
    const not = [await by({ order: "7" }), await by({ till: 8 }), await by({ x: "o1" }), await by({})]
    const apart = [await by({ order: "o1" }, rival), await by({ order: "o1" }, shop, "dodo")]
    return differs(
      "it was found",
      [found, not, apart],
      [
        [1, 1, 1],
        [0, 0, 0, 0],
        [0, 0],
      ],
    )
  }),
  once("orphans of a payment come the oldest first", async ({ notices }) => {
    for (const [index, id] of ["e3", "e1", "e2"].entries())
      await run(notices.keep(shop, noticeOf(id), secondsOn(index)))
    const found = await run(notices.orphans(shop, "sandbox", { order: "o1", till: 7 }))
    return differs(
      "they came as",
      found.map(({ notice }) => notice.id),
      ["e3", "e1", "e2"],
    )
  }),
]

const waiting = [
  once("a notice is due a minute after it came, or when it was put off to", async (made) => {
    const { notices } = made
    for (const id of ["e1", "e2", "e3"]) await run(notices.keep(shop, noticeOf(id), AT))
    await run(notices.putOff({ scope: shop, notice: noticeOf("e2") }, secondsOn(30)))
    const of = async (seconds: number, atMost = 100) => {
      const waiting = await dueOf(made, secondsOn(seconds), atMost)
      return waiting.map(({ notice }) => notice.id)
    }
    const found = [await of(29), await of(30), await of(59), await of(60), await of(60, 2)]
    return differs("due were", found, [[], ["e2"], ["e2"], ["e2", "e1", "e3"], ["e2", "e1"]])
  }),
  once("one that waits too long is told of once", async (made) => {
    const { notices, store } = made
    await run(store.open(shop, { ...paymentOf("p1"), references: { order: "o1" } }))
    await run(notices.keep(shop, noticeOf("e1"), AT))
    const silent = await incidentsOf(made, shop)
    for (let count = 0; count < 2; count++)
      await run(notices.putOff({ scope: shop, notice: noticeOf("e1") }, AT, { detail: "nobody knows it", at: AT }))
    const told = await incidentsOf(made, shop)
    await run(notices.take(shop, noticeOf("e1"), "p1"))
    const found = [silent, told, await incidentsOf(made, shop)]
    return differs("there were", found, ["", "orphan_webhook open", "orphan_webhook resolved"])
  }),
]

const durable = [
  once("a commit that fails leaves no notice, and its incident neither", async (made) => {
    const { failNext, notices } = made
    if (failNext === undefined) return undefined
    failNext("before commit")
    await together([notices.keep(shop, noticeOf("e1"), AT)])
    const nothing = [await dueOf(made), await incidentsOf(made, shop)]
    await run(notices.keep(shop, noticeOf("e1"), AT))
    const found = [nothing, (await dueOf(made)).length, await incidentsOf(made, shop)]
    return differs("there was", found, [[[], ""], 1, "orphan_webhook open"])
  }),
  once("what was kept, and what was taken, is so after reopening", async ({ notices, reopen }) => {
    if (reopen === undefined) return undefined
    await run(notices.keep(shop, noticeOf("e1"), AT))
    await run(notices.keep(shop, noticeOf("e2"), secondsOn(1)))
    await run(notices.take(shop, noticeOf("e1"), "p1"))
    const again = await reopen()
    const taken = await run(again.notices.keep(shop, noticeOf("e1"), AT))
    const found = [taken.isTaken, idsOf(await dueOf(again)), await incidentsOf(again, shop)]
    const told = "orphan_webhook open, orphan_webhook resolved"
    return differs("it stood as", found, [true, plain(["shop test sandbox e2"]), told])
  }),
]

/**
 * What holds of a book of notices; a law that does not hold throws, its sentence first.
 *
 * @example
 * ```ts
 * import { memoryDesk, noticeLaws } from "@refund-rules/testing"
 *
 * for (const { check } of noticeLaws(() => memoryDesk())) await check()
 * ```
 *
 * @since 0.1.0
 */
export const noticeLaws = (makeBook: () => NoticeBookUnderTest | Promise<NoticeBookUnderTest>): readonly Law[] =>
  [...keeping, ...orphaned, ...waiting, ...durable].map((lawOf) => lawOf(makeBook))
