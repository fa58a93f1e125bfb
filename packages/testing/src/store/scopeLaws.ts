/** The laws of scope, key and errand: what is another's is not there, and what happened once does not happen again. */
import type { OnceKey, Scope } from "@refund-rules/engine"
import { asking, ending, keyOf, lookAt, paymentOf, plain, rival, run, shop, shopLive, together } from "./bench.ts"
import { once, type Trial } from "./lawOfStores.ts"
import type { Store } from "./StoreUnderTest.ts"

/** Every way of asking for a payment, ended as it ends in a scope. */
const allWays = async (store: Store, scope: Scope, id: string): Promise<string> => {
  const ways = [
    ending(store.read(scope, id)),
    ending(store.history(scope, id)),
    ending(store.change(scope, id, asking("r9", 10))),
    ending(store.changeOnce(scope, keyOf("k9"), id, asking("r9", 10))),
  ]
  return (await Promise.all(ways)).join(" ").replaceAll(id, "ID")
}

const unseenIn =
  (other: Scope): Trial<void> =>
  async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    await run(store.change(shop, "p1", asking("r1", 10)))
    const [foreign, absent] = [await allWays(store, other, "p1"), await allWays(store, other, "p2")]
    if (foreign !== absent) return `a foreign payment answers ${foreign}, an absent one ${absent}`
    await run(store.open(other, paymentOf("p1")))
    const [mine, theirs] = [await lookAt(store, shop, "p1"), await lookAt(store, other, "p1")]
    return mine.history.length === 1 && theirs.history.length === 0 ? undefined : "two payments of one id are mixed up"
  }

/** The key `k` used in two places must do something in both. */
const apart =
  (other: Scope, door: string): Trial<void> =>
  async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    if (other !== shop) await run(store.open(other, paymentOf("p1")))
    const first = await run(store.changeOnce(shop, keyOf("k"), "p1", asking("r1", 10)))
    const second = await run(store.changeOnce(other, keyOf("k", "same", door), "p1", asking("r2", 10)))
    return first._tag === "Done" && second._tag === "Done" ? undefined : `the second use answered ${second._tag}`
  }

const again = (store: Store, key: OnceKey = keyOf("k")) => run(store.changeOnce(shop, key, "p1", asking("r2", 20)))

export const scopeLaws = [
  once("a payment of another merchant is as if it did not exist", unseenIn(rival)),
  once("a payment of the other mode is as if it did not exist", unseenIn(shopLive)),
  once("a key of one merchant says nothing to another", apart(rival, "native")),
  once("a key of one mode says nothing to the other", apart(shopLive, "native")),
  once("a key of one door says nothing to another", apart(shop, "stripe")),
  once("a key changes something once and answers the same for ever", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    const first = await run(store.changeOnce(shop, keyOf("k"), "p1", asking("r1", 10)))
    for (let turn = 0; turn < 5; turn++) {
      const next = await again(store)
      const answer = "answer" in next ? plain(next.answer) : next._tag
      if (next._tag !== "Replayed") return `asked again (${turn + 1}), it answered ${next._tag}`
      if (first._tag !== "Done" || answer !== plain(first.answer)) return `asked again, it answered ${answer}`
    }
    const { history } = await lookAt(store, shop, "p1")
    return history.length === 1 ? undefined : `${history.length} events under one key`
  }),
  once("a key keeps a refusal too", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    await run(store.changeOnce(shop, keyOf("k"), "p1", asking("r1", 10_001)))
    const next = await again(store)
    return next._tag === "Replayed" && !next.answer.accepted ? undefined : `asked again, it answered ${plain(next)}`
  }),
  once("a key with other content is told apart", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    await run(store.changeOnce(shop, keyOf("k"), "p1", asking("r1", 10)))
    const next = await again(store, keyOf("k", "other"))
    return next._tag === "Reused" ? undefined : `it answered ${next._tag}`
  }),
  once("one key from many at once changes something once", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    const eight = [1, 2, 3, 4, 5, 6, 7, 8]
    const all = eight.map((index) => store.changeOnce(shop, keyOf("k"), "p1", asking(`r${index}`, 10)))
    const done = (await together(all)).filter((one) => one?._tag === "Done").length
    const { history } = await lookAt(store, shop, "p1")
    return done === 1 && history.length === 1 ? undefined : `${done} were done, with ${history.length} events`
  }),
  once("a change that failed for certain leaves its key free", async ({ failNext, store }) => {
    await run(store.open(shop, paymentOf("p1")))
    const broken = store.changeOnce(shop, keyOf("k"), "p1", () => {
      throw new Error("the judge broke")
    })
    await together([broken])
    await together([store.changeOnce(shop, keyOf("k"), "nowhere", asking("r1", 10))])
    failNext?.("before commit")
    if (failNext !== undefined) await together([store.changeOnce(shop, keyOf("k"), "p1", asking("r1", 10))])
    const next = await again(store)
    return next._tag === "Done" && next.answer.accepted ? undefined : `asked again, it answered ${plain(next)}`
  }),
  once("a change of unknown outcome keeps its key", async ({ failNext, store }) => {
    if (failNext === undefined) return undefined
    await run(store.open(shop, paymentOf("p1")))
    failNext("after commit")
    await together([store.changeOnce(shop, keyOf("k"), "p1", asking("r1", 10))])
    const next = await again(store)
    const { history } = await lookAt(store, shop, "p1")
    return next._tag === "Replayed" && history.length === 1 ? undefined : `asked again, it answered ${next._tag}`
  }),
  once("a key is one key, whichever payment it is used for", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    await run(store.open(shop, paymentOf("p2")))
    await run(store.changeOnce(shop, keyOf("k"), "p1", asking("r1", 10)))
    const next = await run(store.changeOnce(shop, keyOf("k"), "p2", asking("r2", 20)))
    const { history } = await lookAt(store, shop, "p2")
    return next._tag === "Replayed" && history.length === 0
      ? undefined
      : `for another payment, it answered ${next._tag}`
  }),
  once("a key is told apart from every other, whatever its letters", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    for (const [index, [door, key]] of confusable.entries()) {
      const next = await run(store.changeOnce(shop, keyOf(key, "same", door), "p1", asking(`r${index}`, 10)))
      if (next._tag !== "Done") return `the key ${plain(key)} of the door ${plain(door)} answered ${next._tag}`
    }
    return undefined
  }),
]

/** What runs together where parts are joined carelessly, or where a database folds case or cuts spaces. */
const confusable = [
  ["native", "a b"],
  ["native a", "b"],
  ["native", "a:b"],
  ["native:a", "b"],
  ["native", "K"],
  ["native", "\u212a"],
  ["native", "K "],
  ["native", "k"],
  ["native", "e\u0301"],
  ["native", "\u00e9"],
  ["native", "%"],
  ["native", "_"],
] as const
