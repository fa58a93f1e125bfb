/** Every kind of list, by the server's own plans, in a store whose tables are whole and in a parted one: each found in an index. */
import { Keyring, LedgerStore, Records, type RefundFilter, type Scope, ShadowBook } from "@refund-rules/engine"
import { paymentOf } from "@refund-rules/harness/store"
import { type Call, postgres, type Program, type Runner, storeContext } from "@refund-rules/store-kysely"
import { Context, Effect } from "effect"
import { Client } from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Connections } from "../src/Connections.ts"
import { connectWorker } from "../src/open.ts"
import { postgresRunner } from "../src/postgresRunner.ts"
import { ask, run } from "./given.ts"
import { openStore, sharedStores } from "./stores.ts"

const PARTS = 4
const scope: Scope = { merchant: "shop", mode: "test" }

interface Asked {
  readonly sql: string
  readonly values: readonly unknown[]
}

interface Node {
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly "Index Cond"?: string
  readonly Plans?: readonly Node[]
}

const nodesIn = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(nodesIn)]

/** Every choice of two of the members at most, and all of them. */
const choices = <A extends object>(all: A): readonly Partial<A>[] => {
  const members = Object.entries(all).map(([name, value]) => ({ [name]: value as unknown }) as Partial<A>)
  return [
    {},
    ...members,
    ...members.flatMap((one, at) => members.slice(at + 1).map((two) => ({ ...one, ...two }))),
    all,
  ]
}

const refunds: Required<RefundFilter> = {
  paymentId: "1",
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
const payments = {
  provider: "sandbox",
  customerId: "c1",
  currency: "EUR",
  status: "pending" as const,
  from: refunds.from,
  until: refunds.until,
}

let stores: Awaited<ReturnType<typeof sharedStores>>
beforeAll(async () => void (stores = await sharedStores()))
afterAll(() => stores.stop())

/** A store that notes what its lists ask. */
const opened = async (partitions: number | undefined) => {
  const parted = partitions === undefined ? {} : { partitions }
  const url = await stores.newUrl()
  await (await openStore({ url, ...parted })).close()
  const connections = new Connections(() => connectWorker(url), 8, 5_000)
  const own = { now: Date.now, connections, replica: undefined, crashPoint: () => undefined, grouped: true, lanes: 4 }
  const { close, ...runner } = postgresRunner({ ...own, dialect: postgres(parted) })
  const asked: Asked[] = []
  const watched = <A>(program: Program<A>): Program<A> =>
    function* () {
      const steps = program()
      let step = steps.next()
      while (step.done !== true) {
        const { statement, values }: Call = step.value
        asked.push({ sql: statement.sql, values })
        step = steps.next(yield step.value)
      }
      return step.value
    }
  const seen: Runner = { ...runner, read: (program, about) => runner.read(watched(program), about) }
  const context = storeContext(seen)
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
  return {
    store: Context.get(context, LedgerStore),
    records: Context.get(context, Records),
    shadows: Context.get(context, ShadowBook),
    keys: Context.get(context, Keyring),
    /** The plan of all that was asked meanwhile. */
    plansOf: async (work: Effect.Effect<unknown, unknown>): Promise<readonly (readonly Node[])[]> => {
      asked.length = 0
      await run(work)
      const plans: (readonly Node[])[] = []
      for (const { sql, values } of asked) {
        const { rows } = await client.query<{ readonly "QUERY PLAN": readonly { readonly Plan: Node }[] }>({
          text: `explain (format json) ${sql}`,
          values: [...values],
        })
        plans.push(nodesIn(rows[0]!["QUERY PLAN"][0]!.Plan))
      }
      return plans
    },
    /** As the server itself counts rows from time to time. */
    counted: () => client.query("analyze payment; analyze refund"),
    close: async () => {
      await client.end()
      await close()
    },
  }
}

const scansIn = (nodes: readonly Node[]): readonly Node[] => nodes.filter((node) => node["Node Type"].includes("Scan"))
const tablesIn = (nodes: readonly Node[]): number => new Set(nodes.flatMap((node) => node["Relation Name"] ?? [])).size

describe.each([
  ["whole", undefined],
  ["parted", PARTS],
])("in a store that is %s, a list is searched for in an index", (_, partitions) => {
  let store: Awaited<ReturnType<typeof opened>>
  beforeAll(async () => {
    store = await opened(partitions)
    const some = Array.from({ length: 300 }, (__, index) => `${index + 1}`)
    const customerOf = (id: string) => ({ customer: { id: `c${Number(id) % 50}` } })
    await Promise.all(some.map((id) => run(store.store.open(scope, paymentOf(id, customerOf(id))))))
    await Promise.all(some.map((id) => ask(store as never, id, id, 10, undefined, scope)))
    await store.counted()
  }, 60_000)
  afterAll(() => store.close())

  /** No table is walked through, and of a list's own index only what is the merchant's. */
  const expectFound = (plans: readonly (readonly Node[])[]): void => {
    for (const nodes of plans) {
      const conditions = scansIn(nodes).filter((node) => node["Node Type"] !== "Bitmap Heap Scan")
      expect(conditions.length).toBeGreaterThan(0)
      for (const node of conditions) {
        expect(node["Node Type"]).not.toBe("Seq Scan")
        expect(node["Index Cond"]).toContain("merchant")
      }
    }
  }

  it("for every two filters of refunds, on a first page and on a later one; one payment's asks one part", async () => {
    let later = 0
    for (const filter of choices(refunds)) {
      const plans = await store.plansOf(
        Effect.gen(function* () {
          const { nextCursor } = yield* store.records.refunds(scope, filter, { limit: 1 })
          if (nextCursor === undefined) return
          yield* store.records.refunds(scope, filter, { limit: 1, cursor: nextCursor })
          later += 1
        }),
      )
      expectFound(plans)
      const parts = "paymentId" in filter ? 1 : (partitions ?? 1)
      expect([filter, plans.map(tablesIn)]).toEqual([filter, plans.map(() => parts)])
    }
    expect(later).toBeGreaterThan(20)
  }, 60_000)

  it.each([
    [{ paymentId: "1" }, "payment_id"],
    [{ providerRefundId: "re_1" }, "provider_refund_id"],
    [{ customerId: "c1" }, "customer_id"],
  ])("refunds by %j are found by that", async (filter, column) => {
    const [nodes] = await store.plansOf(store.records.refunds(scope, filter, { limit: 1 }))
    expect(
      scansIn(nodes!)
        .map((node) => node["Index Cond"] ?? "")
        .join(" "),
    ).toContain(column)
  })

  it("for every two filters of payments, and every one of sessions, incidents, differences and keys", async () => {
    const page = { limit: 1 }
    for (const filter of choices(payments))
      expectFound(await store.plansOf(store.records.payments(scope, filter, page)))
    for (const filter of choices({ paymentId: "1", status: "open" as const })) {
      expectFound(await store.plansOf(store.records.sessions(scope, filter, page)))
      expectFound(await store.plansOf(store.records.incidents(scope, filter, page)))
    }
    expectFound(await store.plansOf(store.records.incidents(scope, { kind: "unknown_outcome" }, page)))
    for (const filter of [{ policyId: "p" }, { policyId: "p", version: 1 }])
      expectFound(await store.plansOf(store.shadows.differences(scope, filter, page)))
    expectFound(await store.plansOf(store.keys.listed(scope, page)))
  }, 60_000)
})
