/** The second wall: a statement sees and writes rows of the merchants its transaction named, whatever it forgets to say. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Connection } from "../src/Connection.ts"
import { connectWorker } from "../src/open.ts"
import { sees } from "../src/walls.ts"
import { ask, type Opened, paymentOf, run, shop } from "./given.ts"
import { openStore, sharedStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof sharedStores>>
let opened: Opened
let worker: Connection
let schema = ""
const rival = { ...shop, merchant: `rival "with" {quotes}, and commas` }

beforeAll(async () => {
  stores = await sharedStores()
  const url = await stores.newUrl()
  schema = new URL(url).searchParams.get("options")!.split("=")[1]!
  opened = await openStore({ url })
  for (const scope of [shop, rival]) {
    await run(opened.store.open(scope, paymentOf("p1")))
    await ask(opened, "p1", `r of ${scope.merchant}`, 10, undefined, scope)
  }
  worker = await connectWorker(url)
})
afterAll(async () => {
  await worker.close()
  await opened.close()
  await stores.stop()
})

/** Runs one statement in a transaction that named these merchants, and takes it back. */
const inSight = async (merchants: readonly (string | undefined)[] | undefined, sql: string) => {
  await worker.send([{ sql: "begin", rows: "none", values: [] }, ...(merchants === undefined ? [] : [sees(merchants)])])
  try {
    return await worker.ask(sql)
  } finally {
    await worker.ask("rollback")
  }
}

describe("a transaction", () => {
  const owners = (table: string) => `select distinct merchant from ${table} order by merchant`

  it.each(["payment", "line", "refund", "event", "once_key", "errand", "payment_reference"])(
    "sees rows of `%s` of the merchants it named, and of nobody where it named none",
    async (table) => {
      expect(await inSight(["shop"], owners(table))).toEqual([{ merchant: "shop" }])
      expect(await inSight([rival.merchant], owners(table))).toEqual([{ merchant: rival.merchant }])
      expect(await inSight(["shop", rival.merchant], owners(table))).toHaveLength(2)
      expect(await inSight([undefined], owners(table))).toHaveLength(2)
      expect(await inSight(["nobody"], owners(table))).toEqual([])
      expect(await inSight(undefined, owners(table))).toEqual([])
    },
  )

  it("changes no row of a merchant it did not name, and makes none", async () => {
    expect(await inSight(["shop"], `update payment set held = 0 where merchant like 'rival%' returning id`)).toEqual([])
    const making = `insert into merchant values ('rival', null, '{}')`
    await expect(inSight(["shop"], making)).rejects.toThrow(/row-level security/)
    await expect(inSight(["shop"], `update payment set merchant = 'rival'`)).rejects.toThrow(/row-level security/)
  })

  it("leaves nothing of what it named to the next one", async () => {
    await inSight(["shop"], "select 1")
    expect(await inSight(undefined, owners("payment"))).toEqual([])
  })
})

describe("the role of all work", () => {
  it("owns nothing, cannot log in, and is not above the wall", async () => {
    const { rows } = await stores.admin.query(
      `select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb,
         (select count(*)::int from pg_class where relowner = r.oid) as owned from pg_roles r where rolname = 'refund_rules_worker'`,
    )
    const no = { rolsuper: false, rolbypassrls: false, rolcanlogin: false, rolcreaterole: false, rolcreatedb: false }
    expect(rows).toEqual([{ ...no, owned: 0 }])
    expect(await worker.ask("select current_user as name")).toEqual([{ name: "refund_rules_worker" }])
  })

  it("cannot change the schema", async () => {
    await expect(inSight(["shop"], "alter table payment disable row level security")).rejects.toThrow(/owner/)
    await expect(inSight(["shop"], "update refund_rules_migration set version = 0")).rejects.toThrow(/denied/)
  })

  it("meets a wall around every table that has rows of merchants", async () => {
    const { rows } = await stores.admin.query<{ name: string; is_up: boolean; scoped: boolean }>(
      `select c.relname as name, c.relrowsecurity as is_up, exists (select from pg_attribute a where a.attrelid = c.oid
         and a.attname = 'merchant') or c.relname = 'merchant' as scoped
       from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')`,
      [schema],
    )
    expect(rows.filter(({ scoped }) => scoped).length).toBeGreaterThan(10)
    expect(rows.filter(({ is_up, scoped }) => scoped !== is_up)).toEqual([])
  })
})
