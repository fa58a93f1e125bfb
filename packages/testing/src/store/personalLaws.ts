/** The laws of what is kept apart of people: found by name where it belongs, gone when its customer's data is erased. */
import type { Apart } from "@refund-rules/engine"
import type { Law } from "../laws/Law.ts"
import { paymentOf, plain, rival, run, shop, shopLive } from "./bench.ts"
import { lawsOf } from "./lawOfStores.ts"
import type { NoticeBookUnderTest } from "./noticeLaws.ts"

type PersonalUnderTest = Pick<NoticeBookUnderTest, "close" | "failNext" | "records" | "store">

const { once } = lawsOf<PersonalUnderTest>()

const of = (id: string, customer: string) => ({ ...paymentOf(id), customer: { id: customer } })
const apart = (name: string, customerId: string | undefined, note: string): Apart => ({
  name,
  ...(customerId === undefined ? {} : { customerId }),
  personal: { note },
})

const foundIn = async ({ records }: PersonalUnderTest, names: readonly string[], scope = shop) => {
  const found = await run(records.personal(scope, names))
  return plain([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, { note }]) => [name, note]))
}

const differs = (what: string, found: string, wanted: unknown): string | undefined =>
  found === plain(wanted) ? undefined : `${what}: found ${found} instead of ${plain(wanted)}`

const noting = (given: Apart) => () => ({ events: [], answer: null, apart: given })

const laws = [
  once("what is kept apart is found by its name, in its merchant and mode only", async (made) => {
    const { store } = made
    await run(store.open(shop, of("p1", "c1"), noting(apart("payment p1", "c1", "ann"))))
    await run(store.open(rival, of("p1", "c1"), noting(apart("payment p1", "c1", "their ann"))))
    await run(store.change(shop, "p1", noting(apart("note r1", "c1", "ü\u0000\n'"))))
    const names = ["payment p1", "note r1", "note r2", "note r1"]
    return (
      differs("here", await foundIn(made, names), [
        ["note r1", "ü\u0000\n'"],
        ["payment p1", "ann"],
      ]) ??
      differs("at another merchant", await foundIn(made, names, rival), [["payment p1", "their ann"]]) ??
      differs("in live mode", await foundIn(made, names, shopLive), []) ??
      differs("by no name", await foundIn(made, []), [])
    )
  }),
  once(
    "what is said again under a name takes the place of what was there; a payment that is known says nothing",
    async (made) => {
      const { store } = made
      await run(store.open(shop, of("p1", "c1"), noting(apart("payment p1", "c1", "ann"))))
      await run(store.open(shop, of("p1", "c1"), noting(apart("payment p1", "c1", "eve"))))
      await run(store.change(shop, "p1", noting(apart("note r1", "c1", "first"))))
      await run(store.change(shop, "p1", noting(apart("note r1", "c1", "second"))))
      return differs("after both", await foundIn(made, ["payment p1", "note r1"]), [
        ["note r1", "second"],
        ["payment p1", "ann"],
      ])
    },
  ),
  once("erasing takes all that is kept of a customer, tells how much, and leaves everybody else's", async (made) => {
    const { records, store } = made
    for (const scope of [shop, shopLive, rival]) {
      await run(store.open(scope, of("p1", "c1"), noting(apart("payment p1", "c1", "ann"))))
      await run(store.change(scope, "p1", noting(apart("note r1", "c1", "hers"))))
    }
    await run(store.open(shop, of("p2", "c2"), noting(apart("payment p2", "c2", "ben"))))
    await run(store.open(shop, paymentOf("p3"), noting(apart("note r3", undefined, "of nobody"))))
    const names = ["payment p1", "note r1", "payment p2", "note r3"]
    const told = [
      await run(records.erasePersonal(shop, "c1")),
      await run(records.erasePersonal(shop, "c1")),
      await run(records.erasePersonal(shop, "nobody")),
    ]
    const others = [
      ["note r1", "hers"],
      ["payment p1", "ann"],
    ]
    return (
      differs("it told", plain(told), [2, 0, 0]) ??
      differs("left here", await foundIn(made, names), [
        ["note r3", "of nobody"],
        ["payment p2", "ben"],
      ]) ??
      differs("in live mode", await foundIn(made, names, shopLive), others) ??
      differs("at another merchant", await foundIn(made, names, rival), others)
    )
  }),
  once("a judge that throws, and a commit that fails, keep nothing apart", async (made) => {
    const { failNext, store } = made
    await run(store.open(shop, of("p1", "c1")))
    const throwing = () => {
      throw new Error("no")
    }
    await Promise.allSettled([run(store.change(shop, "p1", throwing))])
    if (failNext !== undefined) {
      failNext("before commit")
      await Promise.allSettled([run(store.change(shop, "p1", noting(apart("note r1", "c1", "lost"))))])
    }
    return differs("after both", await foundIn(made, ["note r1"]), [])
  }),
]

/**
 * What holds of a store that keeps personal data apart from what it chains.
 *
 * @example
 * ```ts
 * import { memoryDesk, personalLaws } from "@refund-rules/testing"
 *
 * for (const { check } of personalLaws(() => memoryDesk())) await check()
 * ```
 *
 * @since 0.1.0
 */
export const personalLaws = (make: () => PersonalUnderTest | Promise<PersonalUnderTest>): readonly Law[] =>
  laws.map((lawOf) => lawOf(make))
