/** Desks over one database, by their promise door: several at once, and inside a transaction of the embedder's own. */
import { type Desk, openDesk } from "@refund-rules/engine"
import { simulatedGateway } from "@refund-rules/testing"
import { Client } from "pg"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { postgres } from "../src/index.ts"
import { sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
let url = ""
let desks: Desk[] = []
beforeAll(async () => {
  stores = await sharedStores()
})
afterAll(() => stores.stop())
beforeEach(async () => {
  url = await stores.newUrl()
})
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.close()))
  desks = []
})

const opened = async (given: object = {}): Promise<Desk> => {
  const desk = await openDesk({ database: postgres(url), ...given })
  desks.push(desk)
  return desk
}

const paid = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }

describe("desks over one database", () => {
  it("send what one of them accepted once, whichever comes to it first", async () => {
    const { gateway, provider } = simulatedGateway()
    const all = [await opened({ gateways: [gateway] }), await opened({ gateways: [gateway] })]
    await all[0]!.registerPayment(paid)
    const asked = await Promise.all(
      [1, 2, 3, 4, 5].map((index) => all[index % 2]!.request({ key: `k${index}`, paymentId: "p1", amount: 1000 })),
    )
    for (const one of asked) {
      if (one._tag !== "Accepted") throw new Error(`it answered ${one._tag}`)
      expect(await all[0]!.settled(one.refund.id, 100)).toMatchObject({ status: "succeeded" })
    }
    expect(provider.movements()).toHaveLength(5)
    expect(await all[1]!.verify()).toEqual({ payments: 1, broken: [] })
  })

  it("let one of many have what only one can", async () => {
    const all = [await opened(), await opened()]
    await all[0]!.registerPayment(paid)
    const asking = Array.from({ length: 64 }, (_, index) =>
      all[index % 2]!.request({ key: `k${index}`, paymentId: "p1", amount: 6000 }),
    )
    const tags = (await Promise.all(asking)).map(({ _tag }) => _tag)
    expect(tags.filter((tag) => tag === "Accepted")).toHaveLength(1)
    expect((await all[1]!.payment("p1")).balance).toMatchObject({ held: 6000, excess: 0 })
  })

  it("keep a dispute for one payment, however many payments it is told of at once", async () => {
    const all = [await opened(), await opened()]
    for (const id of ["p1", "p2"]) await all[0]!.registerPayment({ ...paid, id })
    for (let round = 0; round < 8; round++) {
      const telling = ["p1", "p2"].map((paymentId, index) =>
        all[index]!.recordDispute({ paymentId, disputeId: `d${round}`, amount: 10, status: "open" }),
      )
      const told = await Promise.allSettled(telling)
      const failed = told.flatMap((one) => (one.status === "rejected" ? [one.reason] : []))
      expect(failed).toMatchObject([{ _tag: "Conflict", code: "dispute_conflict" }])
    }
    expect(await all[1]!.verify()).toEqual({ payments: 2, broken: [] })
  })

  it("answer one key alike, whichever of them is asked", async () => {
    const all = [await opened(), await opened(), await opened()]
    await all[0]!.registerPayment(paid)
    const asking = Array.from({ length: 30 }, async (_, index) => {
      for (;;) {
        const answer = await all[index % 3]!.request({ key: "one", paymentId: "p1", amount: 6000 }).catch(
          (error: unknown) => (error as { readonly _tag?: string })._tag,
        )
        if (typeof answer !== "string") return answer
        expect(answer).toBe("KeyInFlight")
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })
    const ids = (await Promise.all(asking)).map((one) => (one?._tag === "Accepted" ? one.refund.id : one?._tag))
    expect(new Set(ids).size).toBe(1)
    expect((await all[0]!.refunds()).items).toHaveLength(1)
  })

  it("write into an embedder's own transaction: both are there, or neither is", async () => {
    const desk = await opened()
    await desk.registerPayment(paid)
    const own = new Client({ connectionString: url })
    await own.connect()
    await own.query("create table shop_order (id text primary key)")
    const refunding = async (id: string, end: "commit" | "rollback"): Promise<void> => {
      await own.query("begin")
      await own.query("insert into shop_order values ($1)", [id])
      await desk.within(own).request({ key: id, paymentId: "p1", amount: 1000 })
      await own.query(end)
    }
    await refunding("o-1", "rollback")
    expect((await desk.refunds()).items).toHaveLength(0)
    await refunding("o-2", "commit")
    expect((await desk.refunds()).items).toMatchObject([{ amount: 1000 }])
    expect((await own.query("select id from shop_order")).rows).toEqual([{ id: "o-2" }])
    await expect(desk.within(own).request({ key: "o-3", paymentId: "p1", amount: 1 })).rejects.toThrow(
      "begin one first",
    )
    expect(await desk.verify()).toEqual({ payments: 1, broken: [] })
    await own.end()
  })
})
