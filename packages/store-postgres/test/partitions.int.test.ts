/** A parted store: how its rows are spread, written and planned for; which statements ask more than a part is in `parts`. */
import { Records } from "@refund-rules/engine"
import { Context } from "effect"
import { Connection } from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { connectWorker } from "../src/open.ts"
import { ask, paymentOf, run, shop } from "./given.ts"
import { keysIn, type Ran } from "./plans.ts"
import { openStore, sharedStores } from "./stores.ts"

const PARTS = 4

let stores: Awaited<ReturnType<typeof sharedStores>>
beforeAll(async () => {
  stores = await sharedStores()
})
afterAll(() => stores.stop())

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

describe("a parted store", () => {
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
