/** The laws of what outlives a process: history, keys and errands, as another process finds them. */
import fc from "fast-check"
import { asking, isPrefix, keyOf, lookAt, paying, paymentOf, plain, run, shop } from "./bench.ts"
import { once, over } from "./lawOfStores.ts"
import type { Store } from "./StoreUnderTest.ts"

const amounts = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 8 })

const errandsOf = async (store: Store): Promise<string> =>
  plain((await run(store.lease("w", 0, 100))).map(({ errand }) => errand.id).toSorted())

export const reopenLaws = [
  over("what was answered is there after reopening", amounts, async ({ reopen, store }, asks) => {
    if (reopen === undefined) return undefined
    await run(store.open(shop, paymentOf("p1")))
    for (const [index, amount] of asks.entries()) {
      const change = index % 2 === 0 ? asking(`r${index}`, amount) : paying(`r${index}`, amount)
      await run(store.changeOnce(shop, keyOf(`k${index}`), "p1", change))
      const [mine, theirs] = [await lookAt(store, shop, "p1"), await lookAt(await reopen(), shop, "p1")]
      const told = `${mine.history.length} events were answered, ${theirs.history.length} are there after reopening`
      if (mine.history.length !== theirs.history.length || !isPrefix(mine.history, theirs.history)) return told
      if (plain(mine.ledger) !== plain(theirs.ledger)) return "after reopening, another ledger is read"
    }
    return undefined
  }),
  once("a payment opened is there after reopening", async ({ reopen, store }) => {
    if (reopen === undefined) return undefined
    const { ledger } = await run(store.open(shop, paymentOf("p1")))
    const found = await lookAt(await reopen(), shop, "p1")
    return plain(ledger) === plain(found.ledger) ? undefined : "after reopening, another ledger is read"
  }),
  once("a key answers the same after reopening", async ({ reopen, store }) => {
    if (reopen === undefined) return undefined
    await run(store.open(shop, paymentOf("p1")))
    const first = await run(store.changeOnce(shop, keyOf("k"), "p1", asking("r1", 10)))
    const found = await reopen()
    const next = await run(found.changeOnce(shop, keyOf("k"), "p1", asking("r2", 20)))
    if (next._tag !== "Replayed") return `after reopening, the key answered ${next._tag}`
    if (first._tag !== "Done" || plain(first.answer) !== plain(next.answer)) return `it answered ${plain(next.answer)}`
    const other = await run(found.changeOnce(shop, keyOf("k", "other"), "p1", asking("r3", 30)))
    return other._tag === "Reused" ? undefined : `after reopening, other content answered ${other._tag}`
  }),
  once("an errand waits after reopening, one that was ended does not", async ({ reopen, store }) => {
    if (reopen === undefined) return undefined
    await run(store.open(shop, paymentOf("p1")))
    await run(store.change(shop, "p1", asking("r1", 10)))
    await run(store.change(shop, "p1", asking("r2", 20)))
    await run(store.change(shop, "p1", () => ({ events: [], answer: null, ended: ["send r1"] })))
    const left = await errandsOf(await reopen())
    return left === plain(["send r2"]) ? undefined : `after reopening, ${left} wait; "send r1" was ended`
  }),
  once("a lease is kept after reopening", async ({ reopen, store }) => {
    if (reopen === undefined) return undefined
    await run(store.open(shop, paymentOf("p1")))
    await run(store.change(shop, "p1", asking("r1", 10)))
    await run(store.lease("w1", 60, 10))
    const again = await run((await reopen()).lease("w2", 60, 10))
    return again.length === 0 ? undefined : "after reopening, an errand was leased to a second worker"
  }),
]
