import type { Ledger } from "@refund-rules/core"
import type { Paging, RefundFilter } from "@refund-rules/engine"
import { afterAll, describe, expect, test } from "vitest"
import type { Call } from "@refund-rules/store-kysely"
import { asking, commanding, ending, paymentOf, run, shop } from "./given.ts"
import { openInside } from "./inside.ts"
import { lived } from "./lived.ts"

const opened = await lived(":memory:")
const { connection, records, store } = opened
afterAll(opened.close)

/** What SQLite would do for each statement run meanwhile. */
const plansOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const plans: string[] = []
  const runCall = connection.run.bind(connection)
  connection.run = (call: Call) => {
    const { sql } = call.statement
    const steps = connection.database.prepare(`explain query plan ${sql}`).all(...call.values)
    plans.push((steps as readonly { readonly detail: string }[]).map(({ detail }) => detail).join("; "))
    return runCall(call)
  }
  await work().finally(() => (connection.run = runCall))
  return plans
}

const given: Required<RefundFilter> = {
  paymentId: "p1",
  providerRefundId: "re_1",
  status: "review",
  statuses: ["accepted", "review"],
  reason: "duplicate",
  provider: "sandbox",
  customerId: "c1",
  currency: "EUR",
  amountFrom: 1,
  amountTo: 9000,
  from: "2026-01-01T00:00:00.000Z",
  until: "2027-01-01T00:00:00.000Z",
}

/** Every choice of some of the members. */
const choices = <A extends object>(all: A): readonly Partial<A>[] =>
  Object.entries(all).reduce<readonly Partial<A>[]>(
    (some, [name, value]) => [...some, ...some.map((one) => ({ ...one, [name]: value as unknown }))],
    [{}],
  )

const isScan = (plan: string): boolean => /\bSCAN\b/.test(plan)

describe("a list is one search in an index", () => {
  test("for every choice of filters of refunds, on a first page and on a later one", async () => {
    const all = choices(given)
    expect(all).toHaveLength(4096)
    const plans = await plansOf(async () => {
      for (const filter of all) {
        const { nextCursor } = await run(records.refunds(shop, filter, { limit: 1 }))
        if (nextCursor !== undefined) await run(records.refunds(shop, filter, { limit: 1, cursor: nextCursor }))
      }
    })
    expect(plans.length).toBeGreaterThan(4096)
    expect(plans.filter(isScan)).toEqual([])
  })

  test("for every choice of filters of payments, sessions and incidents", async () => {
    const { currency, customerId, from, provider, until } = given
    const plans = await plansOf(async () => {
      for (const filter of choices({ provider, customerId, currency, status: "pending" as const, from, until }))
        await run(records.payments(shop, filter, { limit: 1 }))
      for (const filter of choices({ paymentId: "p1", status: "open" as const })) {
        await run(records.sessions(shop, filter, { limit: 1 }))
        await run(records.incidents(shop, filter, { limit: 1 }))
      }
    })
    expect(plans).toHaveLength(64 + 8)
    expect(plans.filter(isScan)).toEqual([])
  })

  test.each([
    [{ customerId: "c1" }, "refund_of_customer"],
    [{ status: "review" }, "refund_not_succeeded"],
    [{ status: "succeeded" }, "refund_listed"],
    [{ statuses: ["failed", "canceled"] }, "refund_not_succeeded"],
    [{ statuses: ["failed", "succeeded"] }, "refund_listed"],
    [{ paymentId: "p1" }, "refund_of_payment"],
    [{ providerRefundId: "re_1" }, "refund_at_provider"],
    [{}, "refund_listed"],
  ] as const)("refunds by %j are found in %s", async (filter, index) => {
    const [plan] = await plansOf(() => run(records.refunds(shop, filter, { limit: 1 })))
    expect(plan).toContain(index)
  })

  test("a few of many are found without walking through the many", async () => {
    const [payments] = await plansOf(() => run(records.payments(shop, { status: "pending" }, { limit: 1 })))
    expect(payments).toContain("payment_not_captured")
    const [incidents] = await plansOf(() => run(records.incidents(shop, { status: "open" }, { limit: 1 })))
    expect(incidents).toContain("incident_open")
  })
})

/** Decided, and decided otherwise by a version in shadow. */
const beside = (refundId: string, askedAt: string) => {
  const policy = { id: "shop", version: 2, hash: "sha256:0" }
  const decided = {
    refundId,
    verdict: "Approve" as const,
    ask: {},
    askedAt,
    requestedBy: "ann",
    position: 0,
    codes: [],
  }
  const shadow = {
    policy,
    verdict: "Refuse" as const,
    amount: 0,
    codes: [],
    beside: { amount: 10, currency: "EUR", milliseconds: 0 },
  }
  return (ledger: Ledger) => ({ ...asking(refundId, 10, askedAt)(ledger), decided, shadow })
}

const differences = async (): Promise<number> =>
  (await run(opened.shadows.differences(shop, { policyId: "shop" }, { limit: 9 }))).items.length

test("no statement of a change, a lease or a look at the past walks through a table", async () => {
  const at = "2026-02-01T00:00:00.000Z"
  const looking = { customerSince: "2026-01-01T00:00:00.000Z", actor: { id: "ann", since: "2026-01-01T00:00:00.000Z" } }
  const key = { door: "native", key: "k", fingerprint: "f" }
  const plans = await plansOf(async () => {
    await run(store.open(shop, paymentOf("p3")))
    await run(store.changeOnce(shop, key, "p3", asking("r9", 10, at), looking))
    await run(store.change(shop, "p3", beside("r10", at)))
    await run(store.change(shop, "p1", commanding({ _tag: "ExpireSessions", at })))
    await run(store.lease("w", 60, 10))
    await run(records.sessionsEnded(at, 10))
    await run(records.events(shop, {}, 10))
    await run(records.events(shop, { paymentId: "p1", after: 3 }, 10))
    await run(records.paymentNamed(shop, "sandbox", { order: "order p1" }))
    await run(records.latest)
    await run(records.refund(shop, "r1"))
    await run(records.session(shop, "s1"))
    await run(records.dispute(shop, "d1"))
  })
  expect(plans.length).toBeGreaterThan(25)
  expect(await differences()).toBe(1)
  expect(plans.filter((plan) => isScan(plan) && !plan.startsWith("SCAN CONSTANT ROW"))).toEqual([])
})

describe("pages", () => {
  const fresh = openInside(":memory:")
  afterAll(fresh.close)
  const at = (second: number): string => new Date(Date.parse("2026-01-01T00:00:00.000Z") + second * 1000).toISOString()
  const pages = async (paging: Paging, before: (page: number) => Promise<unknown>): Promise<readonly string[]> => {
    const ids: string[] = []
    for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page++) {
      await before(page)
      const found = await run(fresh.records.refunds(shop, {}, cursor === undefined ? paging : { ...paging, cursor }))
      ids.push(...found.items.map(({ refund }) => refund.id))
      cursor = found.nextCursor
    }
    return ids
  }

  test("hold each record once, newest first, whatever the size, though many share an instant", async () => {
    await run(fresh.store.open(shop, paymentOf("p1")))
    for (let n = 0; n < 23; n++) await run(fresh.store.change(shop, "p1", asking(`r${n}`, 10, at(Math.floor(n / 5)))))
    for (const limit of [1, 2, 3, 5, 22, 23, 24]) {
      const ids = await pages({ limit }, () => Promise.resolve())
      expect(new Set(ids).size).toBe(23)
      expect(ids).toHaveLength(23)
      const instants = ids.map((id) => at(Math.floor(Number(id.slice(1)) / 5)))
      expect(instants).toEqual(instants.toSorted().toReversed())
    }
  })

  test("are the same ones by how many come before them", async () => {
    const all = await pages({ limit: 100 }, () => Promise.resolve())
    for (const [skip, limit] of [
      [0, 5],
      [5, 5],
      [20, 5],
      [23, 5],
      [1000, 5],
    ] as const) {
      const { items } = await run(fresh.records.refunds(shop, {}, { limit, skip }))
      expect(items.map(({ refund }) => refund.id)).toEqual(all.slice(skip, skip + limit))
    }
  })

  test("hold what has any of several states", async () => {
    const some = await run(fresh.records.refunds(shop, { statuses: ["failed", "canceled"] }, { limit: 100 }))
    const most = await run(fresh.records.refunds(shop, { statuses: ["accepted", "failed"] }, { limit: 100 }))
    expect([some.items.length, most.items.length]).toEqual([0, 23])
  })

  test("miss and repeat nothing while others are added", async () => {
    const before = await pages({ limit: 100 }, () => Promise.resolve())
    const ids = await pages({ limit: 4 }, (page) =>
      run(fresh.store.change(shop, "p1", asking(`late ${page}`, 10, at(100 + page)))),
    )
    expect(ids.filter((id) => !id.startsWith("late"))).toEqual(before)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test.each([
    ["another list", (cursor: string) => fresh.records.payments(shop, {}, { limit: 1, cursor })],
    ["another filter", (cursor: string) => fresh.records.refunds(shop, { status: "review" }, { limit: 1, cursor })],
    [
      "another merchant",
      (cursor: string) => fresh.records.refunds({ ...shop, merchant: "x" }, {}, { limit: 1, cursor }),
    ],
    ["the other mode", (cursor: string) => fresh.records.refunds({ ...shop, mode: "live" }, {}, { limit: 1, cursor })],
    ["nobody", (cursor: string) => fresh.records.refunds(shop, {}, { limit: 1, cursor: `${cursor.slice(0, -3)}abc` })],
    ["words", () => fresh.records.refunds(shop, {}, { limit: 1, cursor: "not a cursor!" })],
    ["nothing", () => fresh.records.refunds(shop, {}, { limit: 1, cursor: "" })],
  ])("a cursor of %s is refused", async (_of, ask) => {
    const { nextCursor } = await run(fresh.records.refunds(shop, {}, { limit: 1 }))
    expect(await ending<unknown, unknown>(ask(nextCursor!))).toBe("Invalid")
  })
})

test("filters narrow as they say, and together", async () => {
  const ids = async (filter: RefundFilter): Promise<readonly string[]> =>
    (await run(records.refunds(shop, filter, { limit: 100 }))).items.map(({ refund }) => refund.id).toSorted()
  expect(await ids({ reason: "duplicate" })).toEqual(["r3"])
  expect(await ids({ status: "succeeded" })).toEqual(["r1", "r5"])
  expect(await ids({ status: "succeeded", customerId: "c1" })).toEqual(["r1"])
  expect(await ids({ amountFrom: 200, amountTo: 500 })).toEqual(["r2", "r4"])
  expect(await ids({ paymentId: "p2" })).toEqual(["r5"])
  expect(await ids({ currency: "USD" })).toEqual([])
  expect(await ids({ from: "2026-01-01T00:04:00.000Z", until: "2026-01-01T00:08:00.000Z" })).toEqual(["r2", "r3"])
})
