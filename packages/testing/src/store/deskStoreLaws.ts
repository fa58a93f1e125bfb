/** The laws of sight, reference and due time: what a judge looks for is under the guard, and names mean one payment. */
import { handle, type Ledger } from "@refund-rules/core"
import type { Judgement, Looking, Past } from "@refund-rules/engine"
import { asking, AT, ending, paymentOf, plain, rival, run, shop, shopLive, together } from "./bench.ts"
import type { Law } from "../laws/Law.ts"
import { type MakeStore, once } from "./lawOfStores.ts"

/**
 * What holds, beside `storeLaws`, of a store that a whole desk runs on: judges see what they look for in other payments,
 * references name one payment, errands wait until they are due.
 *
 * @example
 * ```ts
 * import { deskStoreLaws, memoryStore } from "@refund-rules/testing"
 *
 * for (const { check } of deskStoreLaws(() => memoryStore())) await check({ runs: 2 })
 * ```
 *
 * @since 0.1.0
 */
export const deskStoreLaws = (makeStore: MakeStore): readonly Law[] => laws.map((lawOf) => lawOf(makeStore))

const SINCE = "2025-12-01T00:00:00.000Z"
const looking: Looking = { customerSince: SINCE, actor: { id: "ann", since: SINCE } }

const of = (id: string, customer: string) => ({ ...paymentOf(id), customer: { id: customer } })

/** A judge that asks as an actor, and answers what it saw of the customer and of the actor. */
const askingAs =
  (refundId: string, amount: number, requestedBy = "ann") =>
  (ledger: Ledger, past: Past): Judgement<{ readonly customer: number | null; readonly actor: number | null }> => {
    const events = handle(ledger, { _tag: "Request", refundId, ask: { amount }, requestedBy, at: AT })
    const sum = (claims: Past["actor"]): number | null => claims?.reduce((all, one) => all + one.amount, 0) ?? null
    return { events: events.ok ? events.value : [], answer: { customer: sum(past.customer), actor: sum(past.actor) } }
  }

const laws = [
  once(
    "a judge sees the claims of its payment's customer and of the actor, in all payments of its scope",
    async ({ store }) => {
      await run(store.open(shop, of("p1", "c1")))
      await run(store.open(shop, of("p2", "c1")))
      await run(store.open(shop, of("p3", "c2")))
      await run(store.change(shop, "p1", askingAs("r1", 10)))
      await run(store.change(shop, "p2", askingAs("r2", 20, "ben")))
      await run(store.change(shop, "p3", askingAs("r3", 40)))
      const seen = await run(store.change(shop, "p1", askingAs("r4", 1), looking))
      return plain(seen) === plain({ customer: 30, actor: 50 }) ? undefined : `it saw ${plain(seen)}`
    },
  ),
  once("a judge sees claims that hold or have paid, and none that gave its money back", async ({ store }) => {
    await run(store.open(shop, of("p1", "c1")))
    const endings = ["RefundSucceeded", "RefundFailed", "RefundCanceled", "RefundRejected", "RefundUnknown"] as const
    for (const [index, _tag] of endings.entries()) {
      await run(store.change(shop, "p1", askingAs(`r${index}`, [1, 10, 100, 1000, 5000][index]!)))
      const event = { _tag, refundId: `r${index}`, at: AT } as never
      await run(store.change(shop, "p1", () => ({ events: [event], answer: null })))
    }
    const seen = await run(store.change(shop, "p1", askingAs("r9", 1), looking))
    return plain(seen) === plain({ customer: 5001, actor: 5001 }) ? undefined : `it saw ${plain(seen)}`
  }),
  once("what was not looked for, or is older, is not seen", async ({ store }) => {
    await run(store.open(shop, of("p1", "c1")))
    await run(store.open(shop, paymentOf("p2")))
    await run(store.change(shop, "p1", askingAs("r1", 10)))
    const later = { customerSince: "2026-02-01T00:00:00.000Z", actor: { id: "ann", since: AT } }
    const seen = [
      await run(store.change(shop, "p1", askingAs("r2", 10_001), later)),
      await run(store.change(shop, "p1", askingAs("r3", 10_001))),
      await run(store.change(shop, "p2", askingAs("r4", 10_001), { customerSince: SINCE })),
    ]
    const expected = [
      { customer: 0, actor: 10 },
      { customer: null, actor: null },
      { customer: null, actor: null },
    ]
    return plain(seen) === plain(expected) ? undefined : `they saw ${plain(seen)}`
  }),
  once("nobody sees the claims of another merchant or mode", async ({ store }) => {
    for (const scope of [rival, shopLive]) {
      await run(store.open(scope, of("p1", "c1")))
      await run(store.change(scope, "p1", askingAs("r1", 10)))
    }
    await run(store.open(shop, of("p1", "c1")))
    const seen = await run(store.change(shop, "p1", askingAs("r1", 1), looking))
    return plain(seen) === plain({ customer: 0, actor: 0 }) ? undefined : `it saw ${plain(seen)}`
  }),
  once("of changes at once that look for the same customer, each sees what those before it did", async ({ store }) => {
    const ids = [1, 2, 3, 4, 5, 6].map((index) => `p${index}`)
    for (const id of ids) await run(store.open(shop, of(id, "c1")))
    const seen = await together(ids.map((id) => store.change(shop, id, askingAs(`r ${id}`, 10), looking)))
    const sums = seen.map((one) => one?.customer ?? -1).toSorted((a, b) => a - b)
    return plain(sums) === plain([0, 10, 20, 30, 40, 50]) ? undefined : `they saw ${plain(sums)}`
  }),
  once("a provider's reference names one payment of a merchant in a mode", async ({ store }) => {
    const named = (id: string, order: string) => ({ ...paymentOf(id), references: { order } })
    await run(store.open(shop, named("p1", "o1")))
    const again = [
      await ending(store.open(shop, named("p2", "o1"))),
      (await run(store.open(shop, named("p1", "o1")))).isNew,
      (await run(store.open(rival, named("p2", "o1")))).isNew,
      (await run(store.open(shopLive, named("p2", "o1")))).isNew,
      (await run(store.open(shop, named("p3", "o3")))).isNew,
    ]
    const isRefused = String(again[0]).includes("ReferenceTaken") && String(again[0]).includes("p1")
    const left = await ending(store.read(shop, "p2"))
    if (!left.includes("PaymentNotFound")) return "a payment whose reference was taken is there all the same"
    return isRefused && plain(again.slice(1)) === plain([false, true, true, true])
      ? undefined
      : `answered ${plain(again)}`
  }),
  once("a customer has one balance in a currency, at whatever provider", async ({ store }) => {
    const balanceOf = (id: string, given: object = {}) =>
      ({ ...paymentOf(id), kind: "customer_balance", customer: { id: "c1" }, ...given }) as const
    await run(store.open(shop, balanceOf("p1")))
    const refused = [
      await ending(store.open(shop, balanceOf("p2"))),
      await ending(store.open(shop, balanceOf("p2", { provider: "stripe" }))),
    ]
    if (!refused.every((one) => one.includes("ReferenceTaken") && one.includes("p1")))
      return `answered ${plain(refused)}`
    const others = [
      store.open(shop, balanceOf("p1")),
      store.open(shop, balanceOf("p2", { customer: { id: "c2" } })),
      store.open(shop, balanceOf("p3", { currency: "USD" })),
      store.open(shop, of("p4", "c1")),
      store.open(rival, balanceOf("p1")),
      store.open(shopLive, balanceOf("p1")),
    ]
    const isNew: boolean[] = []
    for (const opening of others) isNew.push((await run(opening)).isNew)
    return plain(isNew) === plain([false, true, true, true, true, true]) ? undefined : `answered ${plain(isNew)}`
  }),
  once(
    "an errand is not leased before it is due, and one let go is leased again only from its new instant",
    async ({ store }) => {
      await run(store.open(shop, paymentOf("p1")))
      const far = "9000-01-01T00:00:00.000Z"
      const early = "1970-01-01T00:00:00.000Z"
      await run(
        store.change(shop, "p1", (ledger) => ({
          ...asking("r1", 1)(ledger),
          errands: [{ id: "far", refundId: "r1", due: far }],
        })),
      )
      await run(
        store.change(shop, "p1", (ledger) => ({
          ...asking("r2", 1)(ledger),
          errands: [{ id: "now", refundId: "r2", due: early }],
        })),
      )
      const leased = async (): Promise<string> =>
        plain((await run(store.lease("w", 600, 10))).map(({ errand }) => errand.id))
      const change = (judgement: Partial<Judgement<null>>) =>
        run(store.change(shop, "p1", () => ({ events: [], answer: null, ...judgement })))
      const first = await leased()
      await change({ postponed: [{ id: "now", refundId: "r2", due: far }] })
      const second = await leased()
      await change({
        postponed: [
          { id: "now", refundId: "r2" },
          { id: "far", refundId: "r1", due: early },
        ],
      })
      const third = await leased()
      await change({ ended: ["now"], postponed: [{ id: "now", refundId: "r2" }] })
      const fourth = await leased()
      const all = [first, second, third.includes("now") && third.includes("far"), fourth]
      return plain(all) === plain(['["now"]', "[]", true, "[]"])
        ? undefined
        : `leased ${first}, ${second}, ${third}, ${fourth}`
    },
  ),
]
