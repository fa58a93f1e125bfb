/** The laws of the port to backtests, each checked on a fresh store that two processes share. */
import type { Backtest, BacktestBook, BacktestProgress, Scope } from "@refund-rules/engine"
import { Effect } from "effect"
import type { Law } from "../laws/Law.ts"
import { AT, plain, rival, run, shop, shopLive } from "./bench.ts"
import { lawsOf } from "./lawOfStores.ts"

type Book = (typeof BacktestBook)["Service"]

/**
 * A fresh, empty book, as two processes find it.
 *
 * @since 0.1.0
 */
export interface BacktestBookUnderTest {
  readonly one: Book
  readonly two: Book
  readonly close?: () => Promise<void>
}

const { once } = lawsOf<BacktestBookUnderTest>()

const policy = { id: "strict", bindAt: "request", rules: [], terms: {} } as const
const question: Backtest["question"] = { policy, by: ["reason"], since: AT }
const begun = (id: string, scope: Scope = shop) => ({ scope, id, createdAt: AT, question })
const courseOf = (done: readonly number[]): BacktestProgress => ({
  course: { cuts: ["p1"], done, tally: { cells: {}, affected: [] } },
  spent: 7,
  tries: 0,
})

const fresh: BacktestProgress = { spent: 0, tries: 0 }

const LONG = 60
const SHORT = 0.2
const sleep = (milliseconds: number): Promise<void> => run(Effect.sleep(`${milliseconds} millis`))
const afterShort = (): Promise<void> => sleep(300)

const differs = (what: string, found: unknown, wanted: unknown): string | undefined =>
  plain(found) === plain(wanted) ? undefined : `${what} ${plain(found)} where it should be ${plain(wanted)}`

/**
 * What every book of backtests owes.
 *
 * @example
 * ```ts
 * import { backtestLaws } from "@refund-rules/testing"
 *
 * backtestLaws(() => { throw new Error("give it a store") }).length > 3 // => true
 * ```
 *
 * @since 0.1.0
 */
export const backtestLaws = (make: () => BacktestBookUnderTest | Promise<BacktestBookUnderTest>): readonly Law[] =>
  laws.map((law) => law(make))

const laws = [
  once("a backtest is told as it was asked for, to its own merchant and mode alone", async ({ one, two }) => {
    await run(one.add(begun("b1"), 2))
    const found = await run(two.read(shop, "b1"))
    const wanted = { scope: shop, id: "b1", createdAt: AT, status: "waiting", question, progress: fresh }
    const elsewhere = [await run(two.read(rival, "b1")), await run(two.read(shopLive, "b1"))]
    return differs("it is", found, wanted) ?? differs("elsewhere it is", elsewhere, [undefined, undefined])
  }),
  once("as many are under way as may be, however many are asked for at once", async ({ one, two }) => {
    const asked = ["b1", "b2", "b3", "b4", "b5"].map((id, at) => run((at % 2 === 0 ? one : two).add(begun(id), 2)))
    const answers = (await Promise.all(asked)).toSorted()
    const elsewhere = await run(one.add(begun("b1", rival), 2))
    return differs("they were", [...answers, elsewhere], ["added", "added", "full", "full", "full", "added"])
  }),
  once("one id is one backtest, and another question under it is not taken for it", async ({ one, two }) => {
    const first = await run(one.add(begun("b1"), 1))
    const again = await run(two.add(begun("b1"), 1))
    const other = await run(two.add({ ...begun("b1"), question: { ...question, by: [] } }, 1))
    return differs("it was", [first, again, other], ["added", "known", "taken"])
  }),
  once("each is worked on by one process, the one that waits longest first", async ({ one, two }) => {
    for (const id of ["b1", "b2"]) {
      await run(one.add(begun(id), 2))
      await sleep(20)
    }
    await run(one.add(begun("b3", shopLive), 2))
    const taken = await Promise.all([one.lease("test", "w1", LONG), two.lease("test", "w2", LONG)].map(run))
    const more = await run(two.lease("test", "w2", LONG))
    const ids = taken.map((found) => `${found?.id} ${found?.status} ${found?.progress.tries}`).toSorted()
    return differs("taken up were", [...ids, more], ["b1 running 1", "b2 running 1", undefined])
  }),
  once("one whose process is not heard of is gone on with, and that process changes nothing any more", async (made) => {
    const { one, two } = made
    await run(one.add(begun("b1"), 1))
    const lost = await run(one.lease("test", "w1", LONG))
    await run(one.keep({ ...begun("b1"), progress: courseOf([0]) }, "w1", SHORT))
    await afterShort()
    const found = await run(two.lease("test", "w2", LONG))
    const kept = await run(one.keep({ ...begun("b1"), progress: courseOf([0, 1]) }, "w1", LONG))
    await run(one.release({ ...begun("b1"), status: "done", progress: courseOf([0, 1]) }, "w1", 0))
    const left = await run(one.read(shop, "b1"))
    const wanted = { ...courseOf([0]), tries: 1 }
    return (
      differs("it went on from", [lost?.progress.tries, found?.progress, kept], [1, wanted, false]) ??
      differs("it is", [left?.status, left?.progress], ["running", wanted])
    )
  }),
  once("one that is let go waits for its turn, and one that ended is never taken up again", async ({ one, two }) => {
    for (const id of ["b1", "b2"]) await run(one.add(begun(id), 2))
    for (const _ of ["b1", "b2"]) await run(one.lease("test", "w1", LONG))
    await run(one.release({ ...begun("b1"), status: "waiting", progress: courseOf([0]) }, "w1", SHORT))
    await run(one.release({ ...begun("b2"), status: "waiting", progress: fresh }, "w1", LONG))
    await afterShort()
    const again = await run(two.lease("test", "w2", LONG))
    const early = await run(two.lease("test", "w2", LONG))
    await run(two.release({ ...begun("b1"), status: "done", progress: courseOf([0, 1]) }, "w2", 0))
    const after = await run(one.lease("test", "w1", LONG))
    const left = await run(one.read(shop, "b1"))
    const room = await run(one.add(begun("b3"), 2))
    return differs(
      "it was",
      [early, again?.id, again?.progress.course?.done, after, left?.status, left?.progress, room],
      [undefined, "b1", [0], undefined, "done", courseOf([0, 1]), "added"],
    )
  }),
]
