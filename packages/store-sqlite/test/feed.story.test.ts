import type { FeedEvent, FeedPlace, Scope } from "@refund-rules/engine"
import { Effect } from "effect"
import { afterAll, describe, expect, test } from "vitest"
import { asking, commanding, paymentOf, run, shop } from "./given.ts"
import { openInside } from "./inside.ts"

const { close, feed, notices, records, store } = openInside(":memory:")
afterAll(close)
const AT = "2026-01-01T00:00:00.000Z"
const market: Scope = { merchant: "market", mode: "test" }
const alarm = { kind: "unknown_outcome", refundId: "r1", detail: "nobody knows" } as const

const walk = async (scope: Scope | undefined, limit: number): Promise<readonly FeedEvent[]> => {
  const all: FeedEvent[] = []
  for (let after: FeedPlace | undefined; ;) {
    const of = { ...(scope === undefined ? {} : { scope }), ...(after === undefined ? {} : { after }) }
    const page = await run(feed.read(of, limit))
    if (page.length === 0) return all
    all.push(...page)
    after = page.at(-1)!.place
  }
}

const names = (events: readonly FeedEvent[]) => events.map(({ type }) => type)
const notice = {
  provider: "stripe",
  id: "evt_1",
  type: "refund.updated",
  tells: {
    references: { charge: "ch_1" },
    fact: { providerRefundId: "re_1", status: "succeeded", amount: 100, currency: "EUR" },
  },
} as const

test("events and incidents come in the order of their commits", async () => {
  await run(store.open(shop, paymentOf("p1")))
  await run(store.open(market, paymentOf("p1")))
  await run(store.change(shop, "p1", asking("r1", 1000)))
  await run(store.change(shop, "p1", commanding({ _tag: "Submit", refundId: "r1", at: AT }, { alarms: [alarm] })))
  await run(store.change(market, "p1", asking("r9", 100)))
  await run(notices.keep(shop, notice, AT))
  const [open] = (await run(records.incidents(shop, { status: "open", paymentId: "p1" }, { limit: 1 }))).items
  await run(records.resolveIncident(shop, open!.id, { actor: "ann", resolution: "it had gone through" }))
  await run(store.change(shop, "p1", commanding({ _tag: "Settle", refundId: "r1", at: AT })))
  await run(store.open(shop, paymentOf("p2", { references: { charge: "ch_1" } })))
  await run(notices.take(shop, notice, "p2"))
  expect(names(await walk(shop, 100))).toEqual([
    "refund.accepted",
    "refund.submitting",
    "incident.opened",
    "incident.opened",
    "incident.resolved",
    "refund.succeeded",
    "incident.resolved",
  ])
})

test("an incident says of itself what a listener needs", async () => {
  const [opened, , resolved] = (await walk(shop, 100)).filter(({ type }) => type.startsWith("incident"))
  const { incidentId } = opened!.data as { readonly incidentId: string }
  expect(opened).toMatchObject({
    id: `${incidentId}.opened`,
    sequence: 1,
    paymentId: "p1",
    refundId: "r1",
    at: AT,
    data: { kind: "unknown_outcome", detail: "nobody knows" },
  })
  expect(resolved).toMatchObject({
    id: `${incidentId}.resolved`,
    sequence: 2,
    paymentId: "p1",
    by: "ann",
    data: { incidentId, kind: "unknown_outcome", resolution: "it had gone through" },
  })
})

describe("whoever reads on", () => {
  test("is given the same, however small the pages are", async () => {
    const whole = await walk(shop, 100)
    for (const limit of [1, 2, 3]) expect(await walk(shop, limit)).toEqual(whole)
  })

  test("may go on from the name of any of them", async () => {
    const whole = await walk(shop, 100)
    for (const [index, { id }] of whole.entries()) {
      const after = await run(feed.placeOf(shop, id))
      expect((await run(feed.read({ scope: shop, after: after! }, 100))).map((one) => one.id)).toEqual(
        whole.slice(index + 1).map((one) => one.id),
      )
    }
  })

  test("cannot go on from what is not there, or another's", async () => {
    const [, , third] = await walk(shop, 100)
    for (const id of ["", "p1", "p1:0", "p1:99", "p9:1", "incident_1.opened", "incident_1.closed"])
      expect(await run(feed.placeOf(shop, id))).toBeUndefined()
    expect(await run(feed.placeOf(market, third!.id))).toBeUndefined()
    expect(await run(feed.placeOf(market, "p1:2"))).toBeUndefined()
  })

  test("of all scopes is given each once, and is told whose it is", async () => {
    const whole = await walk(undefined, 2)
    expect(whole.filter(({ scope }) => scope.merchant === "shop")).toHaveLength(7)
    expect(whole.filter(({ scope }) => scope.merchant === "market").map(({ id }) => id)).toEqual(["p1:1"])
  })
})

test("the newest is the last one, and where the next one comes after", async () => {
  const whole = await walk(shop, 100)
  const newest = await run(feed.newest(shop))
  expect(newest?.id).toBe(whole.at(-1)!.id)
  expect(await run(feed.read({ scope: shop, after: newest!.place }, 10))).toEqual([])
  expect(await run(feed.newest({ merchant: "nobody", mode: "test" }))).toBeUndefined()
})

test("what is taken back with its change is never told", async () => {
  const before = await walk(shop, 100)
  const failing = () => {
    throw new Error("the judge failed")
  }
  await expect(run(Effect.exit(store.change(shop, "p1", failing)))).resolves.toMatchObject({ _tag: "Failure" })
  expect(await run(records.resolveIncident(shop, "incident_nobody", { actor: "ann", resolution: "x" }))).toBe(false)
  expect(await walk(shop, 100)).toEqual(before)
})
