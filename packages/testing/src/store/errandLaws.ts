/** The laws of errands: there exactly when their change is, one worker's at a time, and each payment's own. */
import fc from "fast-check"
import { asking, paymentOf, plain, rival, run, shop, together } from "./bench.ts"
import { once, over } from "./lawOfStores.ts"

const fitting = fc.array(fc.integer({ min: 1, max: 800 }), { minLength: 2, maxLength: 12 })

const ending = (...ended: readonly string[]) => ({ events: [], answer: null, ended })

export const errandLaws = [
  once("an errand is there exactly when its change is", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    await run(store.change(shop, "p1", asking("r1", 10)))
    await run(store.change(shop, "p1", asking("r2", 10_000)))
    const leased = (await run(store.lease("w", 60, 10))).map(({ errand }) => errand.id)
    return plain(leased) === plain(["send r1"])
      ? undefined
      : `leased ${plain(leased)} where r1 was accepted, r2 refused`
  }),
  over("no errand is lost where many changes come at once", fitting, async ({ store }, asks) => {
    await run(store.open(shop, paymentOf("p1")))
    await together(asks.map((amount, index) => store.change(shop, "p1", asking(`r${index}`, amount))))
    const wanted = asks.map((_, index) => `send r${index}`).toSorted()
    const leased = (await run(store.lease("w", 60, 100))).map(({ errand }) => errand.id).toSorted()
    return plain(leased) === plain(wanted) ? undefined : `${wanted.length} were kept, leased were ${plain(leased)}`
  }),
  once("an errand is leased to one worker at a time, until it is ended", async ({ store }) => {
    await run(store.open(shop, paymentOf("p1")))
    await run(store.change(shop, "p1", asking("r1", 10)))
    await run(store.lease("w0", 0, 10))
    const leases = await together(["w1", "w2", "w3", "w4"].map((worker) => store.lease(worker, 60, 10)))
    const count = leases.reduce((sum, leased) => sum + (leased?.length ?? 0), 0)
    if (count !== 1) return `${count} workers of four have it`
    await run(store.change(shop, "p1", asking("r2", 10)))
    await run(store.lease("w5", 0, 10))
    await run(store.change(shop, "p1", () => ending("send r2")))
    return (await run(store.lease("w6", 60, 10))).length === 0 ? undefined : "an errand came again after it was ended"
  }),
  once(
    "a lease gives the oldest errands, no more than asked for, and leaves the others to be had",
    async ({ store }) => {
      await run(store.open(shop, paymentOf("p1")))
      for (const refundId of ["r3", "r1", "r2"]) await run(store.change(shop, "p1", asking(refundId, 10)))
      const taken: (readonly string[])[] = []
      for (const worker of ["w1", "w2"])
        taken.push((await run(store.lease(worker, 60, 2))).map(({ errand }) => errand.id))
      const wanted = [["send r3", "send r1"], ["send r2"]]
      return plain(taken) === plain(wanted)
        ? undefined
        : `kept in the order r3, r1, r2, two at a time gave ${plain(taken)}`
    },
  ),
  once(
    "a judge that looks for an errand sees whether it is to be done, also by changes at the same time",
    async ({ store }) => {
      await run(store.open(shop, paymentOf("p1")))
      await run(store.change(shop, "p1", asking("r1", 10)))
      const seeing = (id: string, ...ended: readonly string[]) =>
        store.change(shop, "p1", (_, { isErrandOpen }) => ({ events: [], answer: isErrandOpen ?? null, ended }), {
          errand: id,
        })
      const [unknown, open] = [await run(seeing("send r2")), await run(seeing("send r1"))]
      // Whoever of them comes first ends it under the guard, and all others see that.
      const raced = await together(Array.from({ length: 6 }, () => seeing("send r1", "send r1")))
      const first = raced.filter((one) => one === true).length
      return unknown === false && open === true && first === 1
        ? undefined
        : `unknown ${unknown}, open ${open}, and ${first} of six saw it open`
    },
  ),
  once("errands of one id are apart where their payments are", async ({ store }) => {
    const places = [
      [shop, "p1"],
      [shop, "p2"],
      [rival, "p1"],
    ] as const
    for (const [scope, id] of places) {
      await run(store.open(scope, paymentOf(id)))
      // A refund's id is one of the whole scope; an errand's only of its payment.
      const refundId = `r of ${id}`
      const errands = [{ id: "send", refundId }]
      await run(store.change(scope, id, (ledger) => ({ ...asking(refundId, 10)(ledger), errands })))
    }
    await run(store.change(shop, "p2", () => ending("send")))
    const leased = await run(store.lease("w", 60, 10))
    const told = leased.map(({ paymentId, scope }) => `${scope.merchant} ${paymentId}`).toSorted()
    return plain(told) === plain(["rival p1", "shop p1"])
      ? undefined
      : `three payments kept one, and one was ended; leased were those of ${plain(told)}`
  }),
]
