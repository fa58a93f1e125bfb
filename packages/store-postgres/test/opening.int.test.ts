/** Opening: only what is durable, at once by as many as like, and never what a newer program has made. */
import { startPostgres } from "@refund-rules/harness"
import { Client } from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ask, brokenIn, paymentOf, run, shop, standing } from "./given.ts"
import { openStore, startStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof startStores>>
beforeAll(async () => {
  stores = await startStores()
})
afterAll(() => stores.stop())

const refusal = (url: string): Promise<unknown> =>
  openStore({ url }).then(
    () => "it was opened",
    (error: unknown) => String((error as { readonly reason?: string }).reason),
  )

/** With another setting of the whole server; it is set back afterwards. */
const withSetting = async <A>(setting: string, run: () => Promise<A>): Promise<A> => {
  const [name = ""] = setting.split(" = ")
  const isSet = async (): Promise<boolean> => {
    const client = new Client({ connectionString: stores.server.url })
    await client.connect()
    const { rows } = await client.query<{ value: string }>("select current_setting($1) as value", [name])
    await client.end()
    return rows[0]!.value === setting.split(" = ")[1]
  }
  await stores.admin.query(`alter system set ${setting}`)
  await stores.admin.query("select pg_reload_conf()")
  while (!(await isSet()));
  try {
    return await run()
  } finally {
    await stores.admin.query(`alter system reset ${name}`)
    await stores.admin.query("select pg_reload_conf()")
    while (await isSet());
  }
}

describe("a store is not opened", () => {
  it.each([
    ["fsync = off", "set `fsync = on` (postgres_fsync)"],
    ["synchronous_commit = off", "set `synchronous_commit = on` (postgres_synchronous_commit)"],
    ["full_page_writes = off", "set `full_page_writes = on` (postgres_full_page_writes)"],
  ])("where the server has %s: a crash could lose what was answered", async (setting, words) => {
    const url = await stores.newUrl()
    expect(await withSetting(setting, () => refusal(url))).toContain(words)
    expect(await refusal(url)).toBe("it was opened")
  })

  it("where standbys are named and no commit waits for them: one that is promoted could miss what was answered", async () => {
    const url = await stores.newUrl()
    const told = await withSetting("synchronous_commit = local", async () => {
      expect(await refusal(url)).toBe("it was opened")
      return withSetting("synchronous_standby_names = nobody", () => refusal(url))
    })
    expect(told).toContain("no commit waits for the standbys it names")
  })

  it("where nobody answers, and says that it may be tried later", async () => {
    const nowhere = openStore({ url: "postgres://nobody@127.0.0.1:9/none" })
    await expect(nowhere).rejects.toMatchObject({ _tag: "CannotOpenStore", retry: "later" })
  })

  it("where a newer program has been, before anything is changed in it", async () => {
    const url = await stores.newUrl()
    await (await openStore({ url })).close()
    const schema = new URL(url).searchParams.get("options")!.split("=")[1]!
    await stores.admin.query(`insert into ${schema}.refund_rules_migration values (1000, 'tomorrow', 'tomorrow')`)
    expect(await refusal(url)).toContain("the database has schema version 1000")
  })
})

describe("a store", () => {
  it("is opened by ten instances at once on an empty database, and each of them works", async () => {
    const url = await stores.newUrl()
    const all = await Promise.all(Array.from({ length: 10 }, () => openStore({ url, connections: 3 })))
    await run(all[0]!.store.open(shop, paymentOf("p1")))
    const answers = await Promise.all(all.map((one, index) => ask(one, "p1", `r${index}`, 6000)))
    expect(answers.filter((one) => "answer" in one && one.answer !== null)).toHaveLength(1)
    expect(await brokenIn(all[1]!)).toEqual([])
    await Promise.all(all.map((one) => one.close()))
  })

  it("goes on while a newer program adds to its schema, and both see what the other writes", async () => {
    const url = await stores.newUrl()
    const older = await openStore({ url })
    await run(older.store.open(shop, paymentOf("p1")))
    await ask(older, "p1", "before", 10)
    const owner = new Client({ connectionString: url })
    await owner.connect()
    // What a next version may do without a stop: columns that may be empty, tables, indexes.
    await owner.query(`begin; alter table refund add column tomorrow text; create table tomorrow (merchant text not null);
      create index refund_tomorrow on refund (merchant, tomorrow); alter table event add column later bigint default 0;
      insert into refund_rules_migration values (1000, 'tomorrow', 'now'); commit`)
    await ask(older, "p1", "after", 20)
    await owner.query("delete from refund_rules_migration where version = 1000")
    const newer = await openStore({ url })
    expect(await standing(newer, "p1")).toEqual({ refunds: ["before", "after"], held: 30 })
    await ask(newer, "p1", "newer", 30)
    expect(await standing(older, "p1")).toEqual({ refunds: ["before", "after", "newer"], held: 60 })
    expect(await brokenIn(older)).toEqual([])
    await owner.end()
    await Promise.all([older.close(), newer.close()])
  })

  it("knows time no earlier than the latest instant in it", async () => {
    const url = await stores.newUrl()
    const first = await openStore({ url, clock: () => Date.parse("2030-01-01T00:00:00.000Z") })
    await run(first.store.open(shop, paymentOf("p1")))
    await ask(first, "p1", "r1", 10)
    await first.close()
    const { rows } = await stores.admin.query<{ latest: string }>(
      `select max(value) as latest from ${new URL(url).searchParams.get("options")!.split("=")[1]!}.store_state`,
    )
    expect(rows[0]!.latest).toBe("2026-01-01T00:00:00.000Z")
  })
})

describe("a user who is no superuser", () => {
  /** A server that nobody used before; each user has a database of its own there. */
  const withOwners = async (
    use: (owning: (name: string, may?: string) => Promise<string>, admin: Client) => Promise<void>,
  ) => {
    await using server = await startPostgres()
    const admin = new Client({ connectionString: server.url })
    await admin.connect()
    const owning = async (name: string, may = ""): Promise<string> => {
      await admin.query(`create role ${name} login ${may} password 'secret'`)
      await admin.query(`create database ${name} owner ${name} encoding 'UTF8' template template0`)
      return Object.assign(new URL(server.url), { username: name, password: "secret", pathname: `/${name}` }).href
    }
    await use(owning, admin)
    await admin.end()
  }

  const works = async (url: string): Promise<void> => {
    const opened = await openStore({ url })
    await run(opened.store.open(shop, paymentOf("p1")))
    await ask(opened, "p1", "r1", 10)
    expect(await standing(opened, "p1")).toMatchObject({ refunds: ["r1"] })
    expect(await brokenIn(opened)).toEqual([])
    await opened.close()
  }

  it("and owns the database may create the role of all work, and needs to only once", () =>
    withOwners(async (owning, admin) => {
      const url = await owning("shop", "createrole")
      await works(url)
      await admin.query("alter role shop nocreaterole")
      await works(url)
    }))

  it("and may not is told what a superuser has to do, as is a second one on the same server, and works once it is done", () =>
    withOwners(async (owning, admin) => {
      const [first, second] = [await owning("shop"), await owning("rival", "createrole")]
      expect(await refusal(first)).toContain("`create role refund_rules_worker nologin`")
      await admin.query("create role refund_rules_worker nologin")
      for (const [url, name] of [
        [first, "shop"],
        [second, "rival"],
      ] as const) {
        expect(await refusal(url)).toContain("`grant refund_rules_worker to` the user (postgres_worker_role)")
        await admin.query(`grant refund_rules_worker to ${name}`)
        await works(url)
      }
    }))
})
