/** Whatever breaks between a store and its server: nothing answered is lost, nothing happens twice, every key is told. */
import { type Fate, startProxy } from "@refund-rules/harness"
import { StoreHealth } from "@refund-rules/store-kysely"
import { Context, Effect } from "effect"
import { Client } from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "./copies.ts"
import { ask, askUntil, brokenIn, ending, type Opened, asking, paymentOf, run, shop, standing } from "./given.ts"
import { openStore, startStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof startStores>>
beforeAll(async () => {
  stores = await startStores({ max_connections: "60", deadlock_timeout: "200ms" })
})
afterAll(() => stores.stop())

const ids = ["p1", "p2", "p3"]

/** Payments with an ask each and one more that does not fit, all at once; then every key once more. */
const work = async (opened: Opened, seed: string): Promise<void> => {
  const asks = ids.flatMap((id) => [1, 2, 3].map((n) => [id, `${seed} ${id} ${n}`] as const))
  const first = await Promise.all(asks.map(([id, key]) => askUntil(opened, id, key, 4000)))
  const again = await Promise.all(asks.map(([id, key]) => askUntil(opened, id, key, 4000)))
  const answers = (all: typeof first) => all.map((one) => ("answer" in one ? one.answer : one._tag))
  expect(answers(again)).toEqual(answers(first))
  for (const id of ids) {
    const accepted = first.filter((one, index) => asks[index]![0] === id && "answer" in one && one.answer !== null)
    expect(accepted).toHaveLength(2)
    expect(await standing(opened, id)).toMatchObject({ held: 8000 })
  }
}

const withPayments = async (url: string): Promise<Opened> => {
  const opened = await openStore({ url })
  for (const id of ids) await run(opened.store.open(shop, paymentOf(id)))
  return opened
}

const isCommitOfEvents = (statements: readonly string[]): boolean =>
  statements.at(-1) === "commit" && statements.some((sql) => sql.includes('insert into "event"'))

describe("a connection that is cut", () => {
  const fates: readonly Fate[] = ["lose", "lose the answer"]
  it.each(fates)("at any message (%s) changes no answer, and nothing happens twice", async (fate) => {
    let cuts = 0
    for (let at = 1; at <= 24; at++) {
      const proxy = await startProxy(await stores.newUrl())
      const opened = await withPayments(proxy.url)
      let from: number | undefined
      proxy.fate = (message) => {
        from ??= message
        if (message !== from + at - 1) return "pass"
        cuts += 1
        return fate
      }
      await work(opened, `${at}`)
      expect(await brokenIn(opened)).toEqual([])
      await opened.close()
      await proxy.close()
    }
    expect(cuts).toBeGreaterThan(15)
  })

  it("between any two statements of a change does it all the same, and once", async () => {
    const proxy = await startProxy(await stores.newUrl())
    const opened = await withPayments(proxy.url)
    const cut: string[] = []
    for (let at = 1; cut.length === at - 1; at++) {
      let seen = 0
      proxy.fate = (_number, { statements }) => {
        const left = at - seen
        seen += statements.length
        if (left < 1 || left > statements.length) return "pass"
        cut.push(statements[left - 1]!)
        return { after: left }
      }
      expect(await askUntil(opened, "p1", `cut ${at}`, 10)).toMatchObject({ answer: `cut ${at}` })
    }
    proxy.fate = () => "pass"
    expect(cut.at(-1)).toBe("commit")
    expect(new Set(cut).size).toBeGreaterThan(8)
    const { refunds } = await standing(opened, "p1")
    expect(new Set(refunds).size).toBe(refunds.length)
    expect(refunds).toHaveLength(cut.length + 1)
    expect(await brokenIn(opened)).toEqual([])
    await opened.close()
    await proxy.close()
  })

  it("after the commit was sent is told by its key: the one who asked gets the answer, not a failure", async () => {
    const proxy = await startProxy(await stores.newUrl())
    const opened = await withPayments(proxy.url)
    for (const index of [1, 2, 3, 4, 5]) {
      let isCut = false
      proxy.fate = (_number, { statements }) => {
        if (isCut || !isCommitOfEvents(statements)) return "pass"
        isCut = true
        return "lose the answer"
      }
      expect(await ask(opened, "p1", `lost ${index}`, 10)).toEqual({ _tag: "Done", answer: `lost ${index}` })
      expect(isCut).toBe(true)
    }
    expect((await standing(opened, "p1")).refunds).toEqual([1, 2, 3, 4, 5].map((index) => `lost ${index}`))
    await opened.close()
    await proxy.close()
  })
})

it("sessions that an administrator ends again and again delay a change and never double it", async () => {
  const opened = await withPayments(await stores.newUrl())
  let isOver = false
  const ending = (async () => {
    // Ever more rarely: where a session takes long to be opened, one lives long enough in the end.
    for (let pause = 15; !isOver; await run(Effect.sleep((pause *= 1.03))))
      await stores.admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'refund-rules' and random() < 0.5",
      )
  })()
  for (const seed of ["a"]) await work(opened, seed)
  isOver = true
  await ending
  expect(await brokenIn(opened)).toEqual([])
  await opened.close()
})

it("a server killed at work and started again has all that was answered", async () => {
  const opened = await withPayments(await stores.newUrl())
  await run(opened.store.open(shop, paymentOf("much", 1_000_000)))
  const answered: string[] = []
  let isOver = false
  const working = Promise.all(
    Array.from({ length: 8 }, async (_, client) => {
      for (let index = 0; !isOver; index++) {
        const key = `${client} ${index}`
        const answer = await ask(opened, "much", key, 10).catch(() => undefined)
        if (answer !== undefined && "answer" in answer && answer.answer !== null) answered.push(key)
      }
    }),
  )
  const admin = stores.admin
  const more = (count: number): Promise<void> => {
    const before = answered.length
    return until(async () => answered.length >= before + count)
  }
  for (const _ of [1, 2]) {
    await more(20)
    await stores.restart()
    await more(20)
  }
  expect(stores.admin).not.toBe(admin)
  isOver = true
  await working
  const { refunds } = await standing(opened, "much")
  expect(new Set(refunds).size).toBe(refunds.length)
  expect(answered.filter((key) => !refunds.includes(key))).toEqual([])
  await work(opened, "after")
  expect(await brokenIn(opened)).toEqual([])
  await opened.close()
})

it("where no session is to be had a change waits, is refused for now, and is done once there is one", async () => {
  const url = await stores.newUrl()
  const opened = await withPayments(url)
  const health = Context.get(opened.context, StoreHealth).check
  await stores.admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'refund-rules'",
  )
  // Whoever is still on the way out would leave a place free once all others are taken.
  await until(async () => {
    const { rowCount } = await stores.admin.query(
      "select from pg_stat_activity where application_name = 'refund-rules'",
    )
    return rowCount === 0
  })
  const others: Client[] = []
  for (let isFull = false; !isFull;) {
    const client = new Client({ connectionString: stores.server.url })
    client.on("error", () => undefined)
    isFull =
      (await client.connect().then(
        () => void others.push(client),
        () => true,
      )) ?? false
  }
  const refused = await ending(opened.store.change(shop, "p1", asking("r1", 10)))
  expect(refused).toBe("StoreUnavailable")
  expect((await run(health))._tag).toBe("Unavailable")
  await Promise.all(others.map((client) => client.end()))
  await work(opened, "later")
  expect((await run(health))._tag).toBe("Ready")
  await opened.close()
})

it("a deadlock with somebody else is no failure of a change", async () => {
  const url = await stores.newUrl()
  const opened = await withPayments(url)
  const other = new Client({ connectionString: url })
  await other.connect()
  for (const index of [1, 2, 3]) {
    await other.query("begin")
    await other.query("select 1 from payment where id = 'p2' for update")
    const asking = Promise.all([ask(opened, "p1", `a ${index}`, 10), ask(opened, "p2", `b ${index}`, 10)])
    await run(Effect.sleep(100))
    // Now p1 is the batch's, which waits for p2: each has what the other wants.
    await other.query("select 1 from payment where id = 'p1' for update").catch(() => undefined)
    await other.query("rollback")
    expect(await asking).toMatchObject([{ _tag: "Done" }, { _tag: "Done" }])
  }
  await other.end()
  expect(await brokenIn(opened)).toEqual([])
  await opened.close()
})

it.each(["40001", "40P01"])("a transaction that the server gives up with %s is tried again", async (code) => {
  const url = await stores.newUrl()
  const opened = await withPayments(url)
  const owner = new Client({ connectionString: url })
  await owner.connect()
  await owner.query(`create sequence given_up; grant usage on given_up to public;
    create function give_up() returns trigger language plpgsql as $$ begin
      if nextval('given_up') <= 3 then raise exception 'given up' using errcode = '${code}'; end if; return new; end $$;
    create trigger giving_up before update on payment for each row execute function give_up()`)
  await work(opened, code)
  await owner.end()
  expect(await brokenIn(opened)).toEqual([])
  await opened.close()
})

it("an instance that stands still holds up no other for longer than five seconds, and finds out when it goes on", async () => {
  const url = await stores.newUrl()
  const proxy = await startProxy(url)
  const still = await withPayments(proxy.url)
  const other = await openStore({ url })
  await ask(still, "p1", "warm", 10)
  // It stops where it has the guard of its payment and has not yet said what to do with it.
  let isStopped = false
  proxy.fate = (_number, { statements }) => {
    if (isStopped || !isCommitOfEvents(statements)) return "pass"
    isStopped = true
    proxy.stop()
    return "pass"
  }
  const leased = await run(still.store.lease("still", 1, 10))
  expect(leased).toHaveLength(1)
  const stuck = askUntil(still, "p1", "stuck", 20)
  await until(async () => isStopped)
  const began = performance.now()
  expect(await askUntil(other, "p1", "other", 30)).toEqual({ _tag: "Done", answer: "other" })
  expect(performance.now() - began).toBeLessThan(30_000)
  expect(await run(other.store.lease("other", 60, 10))).toHaveLength(2)
  proxy.goOn()
  expect(await stuck).toMatchObject({ answer: "stuck" })
  expect((await standing(other, "p1")).refunds.toSorted()).toEqual(["other", "stuck", "warm"])
  expect(await brokenIn(other)).toEqual([])
  await Promise.all([still.close(), other.close()])
  await proxy.close()
})
