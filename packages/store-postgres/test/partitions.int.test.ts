/** A parted store: every statement of a command names its part, shown by what the server's own plan of it ran. */
import { Records } from "@refund-rules/engine"
import { deskStoreLaws, type MakeStore, storeLaws } from "@refund-rules/testing"
import { Context } from "effect"
import { Client, Connection } from "pg"
import { afterAll, beforeAll, describe, expect, it, test } from "vitest"
import { connectWorker } from "../src/open.ts"
import { ask, brokenIn, paymentOf, run, shop } from "./given.ts"
import { openStore, sharedStores, storesOver } from "./stores.ts"

const PARTS = 4

let stores: Awaited<ReturnType<typeof sharedStores>>
beforeAll(async () => {
  stores = await sharedStores()
})
afterAll(() => stores.stop())

interface Ran {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** Everything that the driver sends to a server while something runs. */
const listening = async (run: () => Promise<unknown>): Promise<readonly Ran[]> => {
  const ran: Ran[] = []
  const texts = new Map<string, string>()
  const prototype = Connection.prototype as unknown as Record<"bind" | "parse", (given: never, more: boolean) => void>
  const { bind, parse } = prototype
  prototype.parse = function parsed(this: unknown, given: { readonly name: string; readonly text: string }, more) {
    texts.set(given.name, given.text)
    return parse.call(this, given as never, more)
  } as typeof parse
  prototype.bind = function bound(
    this: unknown,
    given: { readonly statement: string; readonly values: readonly unknown[] },
    more,
  ) {
    ran.push({ sql: texts.get(given.statement) ?? "", values: given.values })
    return bind.call(this, given as never, more)
  } as typeof bind
  try {
    await run()
    return ran
  } finally {
    Object.assign(prototype, { bind, parse })
  }
}

interface Plan {
  readonly "Relation Name"?: string
  readonly "Actual Loops"?: number
  readonly Plans?: readonly Plan[]
}

/** The parts a plan really ran on, by the table they are parts of. */
const partsIn = (plan: Plan, found = new Map<string, Set<string>>()): ReadonlyMap<string, ReadonlySet<string>> => {
  const name = plan["Relation Name"]
  const table = name === undefined ? undefined : /^(\w+)_\d+$/.exec(name)?.[1]
  if (table !== undefined && plan["Actual Loops"] !== 0) found.set(table, (found.get(table) ?? new Set()).add(name!))
  for (const below of plan.Plans ?? []) partsIn(below, found)
  return found
}

/** Explains what was run once more, in a transaction that is taken back. */
const explained = async (client: Client, { sql, values }: Ran) => {
  await client.query("begin")
  await client.query("set local plan_cache_mode = force_generic_plan")
  // What is inserted is there already: as a new row it would collide, so its plan is only made.
  const analyzed = /^(select|update)/.test(sql) ? "analyze, " : ""
  try {
    const { rows } = await client.query<{ readonly "QUERY PLAN": readonly { readonly Plan: Plan }[] }>({
      text: `explain (${analyzed}format json) ${sql}`,
      values: [...values],
    })
    return partsIn(rows[0]!["QUERY PLAN"][0]!.Plan)
  } finally {
    await client.query("rollback")
  }
}

const parting: Readonly<Record<string, string>> = {
  payment: "id",
  refund: "payment_id",
  event: "payment_id",
  once_key: "key",
}

/** By what the rows that a statement inserts find their parts; a plan does not say where inserted rows go. */
const keysIn = ({ sql, values }: Ran): readonly string[] => {
  const [, table = "", columns = ""] = /insert into "(\w+)" \((?:"position", )?([^)]*)\)/.exec(sql) ?? []
  const names = columns.replaceAll('"', "").split(", ")
  const place = names.indexOf(parting[table] ?? "none")
  if (place === -1) return []
  const rows = Array.from({ length: values.length / names.length }, (_, row) => row * names.length)
  return [...new Set(rows.map((row) => `${table} ${String(values[row + place])}`))]
}

describe("a parted store", () => {
  it("asks one part for each statement of a command, of a ledger read, and of a record found", async () => {
    const url = await stores.newUrl()
    const opened = await openStore({ url, partitions: PARTS })
    const records = Context.get(opened.context, Records)
    for (let index = 0; index < 40; index++) await run(opened.store.open(shop, paymentOf(`p${index}`)))
    const fresh = await openStore({ url })
    const ran = await listening(async () => {
      await run(fresh.store.open(shop, paymentOf("p41")))
      await ask(fresh, "p7", "r1", 10)
      await ask(fresh, "p7", "r1", 10)
      await ask(fresh, "p8", "r2", 10)
      await run(
        fresh.store.change(shop, "p7", () => ({
          events: [{ _tag: "RefundSubmitted", refundId: "r1", at: "2026-01-01T00:00:00.000Z" } as never],
          answer: null,
          ended: ["send r1"],
        })),
      )
      await run(fresh.store.read(shop, "p9"))
      await run(fresh.store.history(shop, "p7"))
      expect(await run(records.refund(shop, "r1"))).toMatchObject({ paymentId: "p7" })
      expect((await run(records.refunds(shop, { paymentId: "p7" }, { limit: 10 }))).items).toHaveLength(1)
      expect(await run(records.events(shop, { paymentId: "p7" }, 10))).toHaveLength(2)
    })
    const client = new Client({ connectionString: url })
    await client.connect()
    const parted = new Set<string>()
    for (const one of ran.filter(({ sql }) => /"(payment|refund|event|once_key)"/.test(sql))) {
      const parts = await explained(client, one)
      for (const [table, names] of parts) {
        parted.add(table)
        expect([one.sql, [...names].length]).toEqual([one.sql, 1])
      }
    }
    expect([...parted].toSorted()).toEqual(["event", "once_key", "payment", "refund", "refund_place"])
    await client.end()
    expect(await brokenIn(opened)).toEqual([])
    await Promise.all([opened.close(), fresh.close()])
  })

  it("writes rows of one payment or one key with each statement where changes are not grouped, and of many where they are", async () => {
    const url = await stores.newUrl()
    const opened = await openStore({ url, partitions: PARTS })
    const alone = await openStore({ url, grouped: false })
    const ids = Array.from({ length: 12 }, (_, index) => `p${index}`)
    for (const id of ids) await run(opened.store.open(shop, paymentOf(id)))
    const written = async (store: typeof opened, what: string): Promise<readonly (readonly string[])[]> => {
      const ran = await listening(() => Promise.all(ids.map((id) => ask(store, id, `${what} ${id}`, 10))))
      return ran.map(keysIn).filter((keys) => keys.length > 0)
    }
    const apart = await written(alone, "apart")
    expect(apart).toHaveLength(ids.length * 3)
    expect(apart.filter((keys) => keys.length > 1)).toEqual([])
    const together = await written(opened, "together")
    expect(Math.max(...together.map((keys) => keys.length))).toBeGreaterThan(1)
    await Promise.all([alone.close(), opened.close()])
  })

  it("makes one plan of a statement for all values: making one for each would take longer than the statement", async () => {
    const url = await stores.newUrl()
    const opened = await openStore({ url, partitions: PARTS })
    const worker = await connectWorker(url)
    await run(opened.store.open(shop, paymentOf("p1")))
    const ran = await listening(() => ask(opened, "p1", "r1", 10))
    const again = ran.filter(({ sql }) => /^(select|update) "?(\w+)/.test(sql) && /"(payment|once_key)"/.test(sql))
    for (let times = 0; times < 7; times++)
      await worker.send(again.map(({ sql, values }) => ({ sql, rows: "many", values: values as string[] })))
    const [plans] = await worker.ask(
      `select sum(generic_plans)::int as one, sum(custom_plans)::int as anew from pg_prepared_statements where statement like '%$%' and statement not like '%pg_prepared%'`,
    )
    expect(plans).toEqual({ one: again.length * 7, anew: 0 })
    await Promise.all([worker.close(), opened.close()])
  })

  it("spreads its payments over all parts, and its refunds and events with them", async () => {
    const url = await stores.newUrl()
    const opened = await openStore({ url, partitions: PARTS })
    const schema = new URL(url).searchParams.get("options")!.split("=")[1]!
    for (let index = 0; index < 40; index++) {
      await run(opened.store.open(shop, paymentOf(`p${index}`)))
      await ask(opened, `p${index}`, `r${index}`, 10)
    }
    for (const table of ["payment", "refund", "event", "once_key"]) {
      const { rows } = await stores.admin.query<{ part: string }>(
        `select tableoid::regclass::text as part from ${schema}.${table} group by 1`,
      )
      expect(rows).toHaveLength(PARTS)
    }
    const { rows } = await stores.admin.query(
      `select count(*)::int as strays from ${schema}.refund r join ${schema}.payment p on p.id = r.payment_id
       where substring(r.tableoid::regclass::text from '\\d+$') <> substring(p.tableoid::regclass::text from '\\d+$')`,
    )
    expect(rows).toEqual([{ strays: 0 }])
    await opened.close()
  })

  it("stays as it was laid out, whatever the next instance is told", async () => {
    const url = await stores.newUrl()
    await (await openStore({ url, partitions: PARTS })).close()
    const opened = await openStore({ url, partitions: 0 })
    await run(opened.store.open(shop, paymentOf("p1")))
    await ask(opened, "p1", "r1", 10)
    expect(await run(Context.get(opened.context, Records).refund(shop, "r1"))).toMatchObject({ paymentId: "p1" })
    await opened.close()
  })
})

let makeStore: Promise<MakeStore> | undefined
const make: MakeStore = async () => {
  makeStore ??= stores.newUrl().then((url) => storesOver(url, { partitions: PARTS }))
  return (await makeStore)()
}
for (const { check, sentence } of [...storeLaws(make), ...deskStoreLaws(make)])
  test(`parted: ${sentence}`, async () => {
    await expect(check({ runs: 2 })).resolves.toBeUndefined()
  })
