/** A desk over a file, by its promise door: opened, closed, opened again, and inside a transaction of the embedder's own. */
import { type Desk, openDesk } from "@refund-rules/engine"
import { sqlite } from "@refund-rules/store-sqlite"
import { simulatedGateway } from "@refund-rules/testing"
import Database from "better-sqlite3"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"

let folder = ""
let desks: Desk[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "refund-rules-desk-"))
})
afterEach(async () => {
  await Promise.all(desks.map((desk) => desk.close()))
  desks = []
  rmSync(folder, { recursive: true })
})

const opened = async (given: object = {}): Promise<Desk> => {
  const desk = await openDesk({ database: sqlite(`file:${join(folder, "desk.db")}`), ...given })
  desks.push(desk)
  return desk
}

const paid = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }

describe("a desk over a file", () => {
  it("sends and settles what it accepted", async () => {
    const desk = await opened({ gateways: [simulatedGateway().gateway] })
    await desk.registerPayment(paid)
    const asked = await desk.request({ key: "k", paymentId: "p1", amount: 6000 })
    if (asked._tag !== "Accepted") throw new Error(`it answered ${asked._tag}`)
    expect(await desk.settled(asked.refund.id, 100)).toMatchObject({ status: "succeeded" })
    expect(await desk.verify()).toEqual({ payments: 1, broken: [] })
  })

  it("knows after it was closed and opened again what it had answered, and then sends it", async () => {
    const first = await opened()
    await first.registerPayment(paid)
    const asked = await first.request({ key: "k", paymentId: "p1", amount: 6000 })
    if (asked._tag !== "Accepted") throw new Error(`it answered ${asked._tag}`)
    await first.close()
    desks = []
    const { gateway, provider } = simulatedGateway()
    // Somebody was told that nobody speaks to the provider; where a gateway is there now, it is tried again in a while.
    const second = await opened({ gateways: [gateway], dispatch: { leaseSeconds: 1, circuitSeconds: 1 } })
    expect(await second.request({ key: "k", paymentId: "p1", amount: 6000 })).toEqual({ ...asked, replayed: true })
    expect(await second.settled(asked.refund.id, 100)).toMatchObject({ status: "succeeded" })
    expect(provider.movements()).toHaveLength(1)
  })

  it("lets one of many have what only one can", async () => {
    const desk = await opened()
    await desk.registerPayment(paid)
    const asking = Array.from({ length: 64 }, (_, index) =>
      desk.request({ key: `k${index}`, paymentId: "p1", amount: 6000 }),
    )
    const tags = (await Promise.all(asking)).map(({ _tag }) => _tag)
    expect(tags.filter((tag) => tag === "Accepted")).toHaveLength(1)
    expect((await desk.payment("p1")).balance).toMatchObject({ held: 6000, excess: 0 })
  })

  it("writes into an embedder's own transaction: both are there, or neither is", async () => {
    const desk = await opened()
    await desk.registerPayment(paid)
    const own = new Database(join(folder, "desk.db"))
    own.pragma("synchronous = full")
    own.exec("create table shop_order (id text primary key) strict")
    const refunding = async (id: string, end: "commit" | "rollback"): Promise<void> => {
      own.exec("begin immediate")
      own.prepare("insert into shop_order values (?)").run(id)
      await desk.within(own).request({ key: id, paymentId: "p1", amount: 1000 })
      own.exec(end)
    }
    await refunding("o-1", "rollback")
    expect((await desk.refunds()).items).toHaveLength(0)
    await refunding("o-2", "commit")
    expect((await desk.refunds()).items).toMatchObject([{ amount: 1000 }])
    expect(own.prepare("select id from shop_order").all()).toEqual([{ id: "o-2" }])
    own.close()
  })
})
