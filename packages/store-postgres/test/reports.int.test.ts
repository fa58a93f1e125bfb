/** Reports on a real server: the same sums as in a file, exact where the database gives them as text. */
import { Reports } from "@refund-rules/engine"
import { Context } from "effect"
import { afterAll, beforeAll, expect, it } from "vitest"
import { ask, type Opened, paymentOf, run, shop } from "./given.ts"
import { openStore, sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
let opened: Opened
beforeAll(async () => {
  stores = await sharedStores()
  opened = await openStore({ url: await stores.newUrl() })
})
afterAll(async () => {
  await opened.close()
  await stores.stop()
})

it("sums what is alike, of one merchant and mode, within the period", async () => {
  const large = 2 ** 52
  await run(opened.store.open(shop, paymentOf("p1", large)))
  await ask(opened, "p1", "r1", large - 10_000)
  await ask(opened, "p1", "r2", 9999)
  const reports = Context.get(opened.context, Reports)
  const year = { from: "2026-01-01T00:00:00.000Z", until: "2027-01-01T00:00:00.000Z" }
  const total = {
    status: "accepted",
    reason: null,
    provider: "sandbox",
    currency: "EUR",
    refunds: 2,
    amount: large - 1,
  }
  expect(await run(reports.refunds(shop, year))).toEqual([total])
  expect(await run(reports.refunds(shop, { ...year, until: year.from }))).toEqual([])
  expect(await run(reports.refunds({ ...shop, merchant: "rival" }, year))).toEqual([])
  expect(await run(reports.refunds({ ...shop, mode: "live" }, year))).toEqual([])
})
