import { EnclosingCommit, Records } from "@refund-rules/engine"
import Database from "better-sqlite3"
import { Context, Effect } from "effect"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { asking, ending, paymentOf, run, shop } from "./given.ts"
import { openStore, temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

/** A store and an embedder's own connection to its file, with a table of its own. */
const embedded = async (name: string) => {
  const file = join(place.folder, name)
  const opened = await openStore({ url: file })
  await run(opened.store.open(shop, paymentOf("p1")))
  const database = new Database(file, { timeout: 0 })
  database.pragma("synchronous = full")
  database.exec("create table purchase (id text)")
  const inside = <A, E>(effect: Effect.Effect<A, E>) => Effect.provideService(effect, EnclosingCommit, database)
  const close = async () => {
    database.close()
    await opened.close()
  }
  return {
    ...opened,
    database,
    inside,
    close,
    purchases: () => database.prepare("select id from purchase").pluck().all(),
  }
}

test("an embedder's row and a refund commit together", async () => {
  const { close, database, inside, purchases, store } = await embedded("together.db")
  database.exec("begin immediate; insert into purchase values ('o1')")
  expect(await run(inside(store.change(shop, "p1", asking("r1", 10))))).toBe(true)
  expect(await run(store.history(shop, "p1"))).toEqual([])
  expect(await run(inside(store.history(shop, "p1")))).toHaveLength(1)
  database.exec("commit")
  expect(await run(store.history(shop, "p1"))).toHaveLength(1)
  expect(purchases()).toEqual(["o1"])
  await close()
})

test("where the embedder rolls back, nothing of the refund was ever there, for the very same id and key too", async () => {
  const { close, database, inside, purchases, store } = await embedded("back.db")
  const key = { door: "native", key: "k1", fingerprint: "f" }
  database.exec("begin immediate; insert into purchase values ('o1')")
  expect(await run(inside(store.changeOnce(shop, key, "p1", asking("r1", 9000))))).toEqual({
    _tag: "Done",
    answer: true,
  })
  database.exec("rollback")
  expect((await run(store.read(shop, "p1"))).refunds).toEqual([])
  expect(purchases()).toEqual([])
  expect(await run(store.changeOnce(shop, key, "p1", asking("r2", 8000)))).toEqual({ _tag: "Done", answer: true })
  expect((await run(store.read(shop, "p1"))).refunds.map(({ id }) => id)).toEqual(["r2"])
  await close()
})

test("a judge that throws undoes its own change only; the embedder's transaction goes on", async () => {
  const { close, database, inside, purchases, store } = await embedded("on.db")
  database.exec("begin immediate; insert into purchase values ('o1')")
  const broken = store.change(shop, "p1", () => {
    throw new Error("the judge broke")
  })
  expect(await ending(inside(broken))).toContain("the judge broke")
  expect(await run(inside(store.change(shop, "p1", asking("r1", 10))))).toBe(true)
  database.exec("commit")
  expect(purchases()).toEqual(["o1"])
  expect(await run(store.history(shop, "p1"))).toHaveLength(1)
  await close()
})

test("reading inside sees what was just written there", async () => {
  const { close, context, database, inside, store } = await embedded("reading.db")
  const records = Context.get(context, Records)
  database.exec("begin immediate")
  await run(inside(store.change(shop, "p1", asking("r1", 10))))
  expect((await run(inside(records.refund(shop, "r1"))))?.refund.id).toBe("r1")
  expect(await run(records.refund(shop, "r1"))).toBe(undefined)
  database.exec("rollback")
  await close()
})

test("what is no open transaction of this very file, or not durable, is refused with a sentence", async () => {
  const { close, database, inside, store } = await embedded("refused.db")
  const change = store.change(shop, "p1", asking("r1", 10))
  expect(await ending(inside(change))).toContain("has no open transaction: begin one first")
  expect(await ending(Effect.provideService(change, EnclosingCommit, {}))).toContain("is no better-sqlite3 database")
  const other = new Database(join(place.folder, "other.db"))
  other.exec("begin")
  expect(await ending(Effect.provideService(change, EnclosingCommit, other))).toContain("the store's is")
  other.close()
  const careless = new Database(database.name)
  careless.exec("begin")
  expect(await ending(Effect.provideService(change, EnclosingCommit, careless))).toBe("CannotOpenStore")
  careless.close()
  await close()
})

test("while an embedder's transaction is open, other changes wait for it and then go through", async () => {
  const { close, database, inside, store } = await embedded("waiting.db")
  database.exec("begin immediate")
  await run(inside(store.change(shop, "p1", asking("r1", 6000))))
  const other = run(store.change(shop, "p1", asking("r2", 6000)))
  await run(Effect.sleep(60))
  database.exec("commit")
  expect(await other).toBe(false)
  await close()
})
