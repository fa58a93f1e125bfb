/** The laws of the guard, the whole and the fold: many changes at once leave what one after the other would. */
import { evolve, openLedger } from "@refund-rules/core"
import { Effect } from "effect"
import fc from "fast-check"
import { afterDeath, asking, isPrefix, keyOf, lookAt, paying, paymentOf, plain, run, shop, together } from "./bench.ts"
import { once, over } from "./lawOfStores.ts"

const amounts = fc.array(fc.integer({ min: 1, max: 7000 }), { minLength: 2, maxLength: 12 })
const fitting = fc.array(fc.integer({ min: 1, max: 800 }), { minLength: 2, maxLength: 12 })

/** A change by itself takes as long on no disk; a guard that is kept is kept longer, even where a server ends who stands still. */
const HELD_MILLISECONDS = 4000

export const guardLaws = [
  over("asks at once never take more than there is", amounts, async ({ store }, asks) => {
    await run(store.open(shop, paymentOf("p1")))
    await together(asks.map((amount, index) => store.change(shop, "p1", asking(`r${index}`, amount))))
    const { ledger } = await lookAt(store, shop, "p1")
    const taken = ledger.refunds.reduce((sum, refund) => sum + refund.claim.paid, 0)
    return taken <= 10_000 ? undefined : `asks for ${asks.join(", ")} of 10000 took ${taken}`
  }),
  over("no change is lost", fitting, async ({ store }, asks) => {
    await run(store.open(shop, paymentOf("p1")))
    const answers = await together(asks.map((amount, index) => store.change(shop, "p1", asking(`r${index}`, amount))))
    const { history } = await lookAt(store, shop, "p1")
    const accepted = answers.filter((answer) => answer?.accepted === true).length
    if (accepted !== asks.length) return `${asks.length} asks fit, ${accepted} were answered so`
    return history.length === accepted ? undefined : `${accepted} were accepted, ${history.length} stand in the history`
  }),
  over("a judge sees the ledger its events follow on", fitting, async ({ store }, asks) => {
    await run(store.open(shop, paymentOf("p1")))
    const answers = await together(asks.map((amount, index) => store.change(shop, "p1", asking(`r${index}`, amount))))
    const { history } = await lookAt(store, shop, "p1")
    const stale = answers.findIndex((answer, index) => {
      const at = history.findIndex((event) => "refundId" in event && event.refundId === `r${index}`)
      return answer?.accepted === true && at !== answer.version
    })
    return stale < 0 ? undefined : `the judge of r${stale} saw version ${answers[stale]!.version}, others came between`
  }),
  once("a change is seen whole or not at all", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    let isChanging = true
    const all = [1, 2, 3].map((index) => store.change(shop, "p1", paying(`r${index}`, 10)))
    const changing = together(all).finally(() => (isChanging = false))
    let halves = 0
    while (isChanging) {
      halves += (await run(store.history(shop, "p1"))).length % 2
      await run(Effect.sleep(0))
    }
    await changing
    return halves === 0 ? undefined : "half of a change of two events was seen"
  }),
  once("a judge that throws leaves nothing and holds nothing", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    const broken = (): never => {
      throw new Error("the judge broke")
    }
    const breaking = [store.change(shop, "p1", broken), store.changeOnce(shop, keyOf("k"), "p1", broken)]
    for (const [index, broke] of breaking.entries()) {
      await together([broke])
      const [answer] = await Promise.race([
        together([store.change(shop, "p1", asking(`r${index}`, 10))]),
        run(Effect.delay(Effect.succeed([]), HELD_MILLISECONDS)),
      ])
      if (answer?.accepted !== true) return "after it, a change did not get through"
    }
    const { history } = await lookAt(store, shop, "p1")
    return history.length === 2 ? undefined : `after it and two changes, ${history.length} events are there`
  }),
  over("changes under keys are guarded like those without", amounts, async ({ store }, asks) => {
    await run(store.open(shop, paymentOf("p1")))
    const change = (amount: number, index: number) =>
      index % 3 === 2
        ? store.change(shop, "p1", asking(`r${index}`, amount))
        : store.changeOnce(shop, keyOf(`k${index}`), "p1", asking(`r${index}`, amount))
    await together<unknown, unknown>(asks.map(change))
    const { ledger } = await lookAt(store, shop, "p1")
    const taken = ledger.refunds.reduce((sum, refund) => sum + refund.claim.paid, 0)
    return taken <= 10_000 ? undefined : `asks for ${asks.join(", ")} of 10000 took ${taken}`
  }),
  once("a commit that fails leaves nothing", async ({ failNext, store }) => {
    if (failNext === undefined) return undefined
    await run(store.open(shop, paymentOf("p1")))
    failNext("before commit")
    const [answer] = await together([store.change(shop, "p1", paying("r1", 10))])
    const { history } = await lookAt(store, shop, "p1")
    if (answer !== undefined) return "it was answered as if it had not failed"
    const left = await run(store.lease("w", 60, 10))
    return history.length + left.length === 0
      ? undefined
      : `${history.length} events and ${left.length} errands of it are there`
  }),
  once("an answer is given only after its change is durable", async (made) => {
    await run(made.store.open(shop, paymentOf("p1")))
    const { accepted } = await run(made.store.change(shop, "p1", paying("r1", 10)))
    const found = await lookAt(await afterDeath(made), shop, "p1")
    return accepted && found.history.length === 2 ? undefined : "the answer was there, its events were not"
  }),
  over("the ledger read is the fold of the history", fitting, async ({ store }, asks) => {
    await run(store.open(shop, paymentOf("p1")))
    for (const [index, amount] of asks.entries()) {
      await run(store.change(shop, "p1", asking(`r${index}`, amount)))
      await run(store.change(shop, "p1", moving(`r${index}`, index)))
      const { history, isFold, ledger } = await lookAt(store, shop, "p1")
      const folded = history.reduce(evolve, openLedger(ledger.payment))
      if (!isFold) return `read ${plain(ledger.refunds.at(-1))}, folded ${plain(folded.refunds.at(-1))}`
    }
    return undefined
  }),
  over("a history only grows, in the order of appending", fitting, async ({ store }, asks) => {
    await run(store.open(shop, paymentOf("p1")))
    const appended: string[] = []
    for (const [index, amount] of asks.entries()) {
      const before = await run(store.history(shop, "p1"))
      await run(store.change(shop, "p1", paying(`r${index}`, amount)))
      appended.push(`RefundRequested r${index}`, `RefundSucceeded r${index}`)
      const after = await run(store.history(shop, "p1"))
      const told = after.map((event) => `${event._tag} ${"refundId" in event ? event.refundId : ""}`)
      if (plain(told) !== plain(appended)) return `appended ${appended.join(", ")}; the history says ${told.join(", ")}`
      if (!isPrefix(before, after)) return "an event changed after it was appended"
    }
    return undefined
  }),
  once("a payment is opened once", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    await run(store.change(shop, "p1", asking("r1", 10)))
    await together([store.open(shop, paymentOf("p1")), store.open(shop, paymentOf("p1"))])
    const { history } = await lookAt(store, shop, "p1")
    return history.length === 1 ? undefined : "opening it again forgot what had happened to it"
  }),
  once("a payment is opened with what happened to it before, or not at all", async ({ failNext, store }) => {
    const opening = store.open(shop, paymentOf("p1"), paying("r1", 4000))
    failNext?.("before commit")
    if (failNext !== undefined) await together([opening])
    let isOpening = true
    const opened = together([opening]).finally(() => (isOpening = false))
    let bare = 0
    while (isOpening) {
      const [history] = await together([store.history(shop, "p1")])
      bare += history?.length === 0 ? 1 : 0
      await run(Effect.sleep(0))
    }
    await opened
    await together([store.open(shop, paymentOf("p1"), paying("r2", 10))])
    const { history, isFold } = await lookAt(store, shop, "p1")
    if (bare > 0) return "it was seen without it"
    return history.length === 2 && isFold ? undefined : `${history.length} of the 2 events before it are there`
  }),
]

/** What comes after a request, so that a history has more than requests: sent, lost sight of, failed or succeeded. */
const moving = (refundId: string, index: number) => () => {
  const at = "2026-01-01T00:00:00.000Z" as never
  const ends = [{ _tag: "RefundSubmitted" }, { _tag: "RefundUnknown" }, { _tag: "RefundSucceeded" }] as const
  return { events: ends.slice(0, 1 + (index % 3)).map((event) => ({ ...event, refundId, at })), answer: null }
}
