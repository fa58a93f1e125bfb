/** The proxy before a Postgres tells what the server really did of what was cut off, refused or broken. */
import { setTimeout as sleep } from "node:timers/promises"
import { type Proxy, startPostgres, startProxy, type Word } from "@refund-rules/harness"
import type { Postgres } from "@refund-rules/harness"
import { Client } from "pg"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"

let postgres: Postgres
let proxy: Proxy
let client: Client
let heard: (readonly [Word, boolean])[]
beforeAll(async () => void (postgres = await startPostgres()))
afterAll(() => postgres.stop())
beforeEach(async () => {
  proxy = await startProxy(postgres.url)
  client = new Client({ connectionString: proxy.url })
  client.on("error", () => undefined)
  await client.connect()
  await client.query("drop table if exists kept; create table kept (word text)")
  heard = []
  proxy.heard = (...told) => void heard.push(told)
})
afterEach(async () => {
  await client.end().catch(() => undefined)
  await proxy.close()
})

const ended = async (): Promise<void> => {
  while (!heard.some(([word]) => word._tag === "Ended")) await sleep(5)
}

const kept = async (): Promise<readonly unknown[]> => {
  const other = new Client({ connectionString: postgres.url })
  await other.connect()
  const { rows } = await other.query<{ word: string }>("select word from kept")
  await other.end()
  return rows.map(({ word }) => word)
}

const insert = (word: string): Promise<unknown> =>
  client.query({ name: "insert", text: "insert into kept values ($1)", values: [word] })

describe("a proxy", () => {
  it("hears that a commit was done whose answer it loses", async () => {
    await client.query("begin")
    await insert("committed")
    proxy.fate = () => "lose the answer"
    await expect(client.query("commit")).rejects.toThrow("terminated")
    await ended()
    expect(heard.filter(([, isCut]) => isCut)).toEqual([
      [{ _tag: "Done", tag: "COMMIT" }, true],
      [{ _tag: "Ready", isInTransaction: false }, true],
      [{ _tag: "Ended", wasAtWork: false }, true],
    ])
    expect(await kept()).toEqual(["committed"])
  })

  it("hears of a statement that was done before the rest was cut off, and of none that never arrived", async () => {
    await client.query("begin")
    await insert("first")
    heard = []
    proxy.fate = () => ({ after: 1 })
    await expect(insert("second")).rejects.toThrow("terminated")
    await ended()
    expect(heard.filter(([{ _tag }]) => _tag === "Done")).toEqual([[{ _tag: "Done", tag: "INSERT 0 1" }, true]])
    expect(await kept()).toEqual([])
  })

  it("hears nothing done of what it never handed on", async () => {
    proxy.fate = () => "lose"
    await expect(insert("lost")).rejects.toThrow("terminated")
    await ended()
    expect(heard.map(([{ _tag }]) => _tag)).toEqual(["Ended"])
  })

  it("says of a session that never began nothing at all", async () => {
    const url = new URL(proxy.url)
    url.password = "wrong"
    await expect(new Client({ connectionString: url.href }).connect()).rejects.toThrow("authentication failed")
    await client.end()
    await ended()
    expect(heard.filter(([{ _tag }]) => _tag === "Ended")).toHaveLength(1)
  })

  it("tells the values that a statement was given, those of one that was prepared long ago too", async () => {
    const seen: (readonly [string | undefined, readonly (string | null)[]])[] = []
    await insert("one")
    proxy.fate = (_number, { statements, values }) => {
      statements.forEach((sql, index) => seen.push([sql, values(index)]))
      return "pass"
    }
    await insert("ä€😀")
    await client.query("select 1")
    expect(seen).toEqual([
      ["insert into kept values ($1)", ["ä€😀"]],
      ["select 1", []],
    ])
  })

  it("hears the codes of refusals, and whether a session that was ended was at work", async () => {
    await expect(client.query("select 1 / 0")).rejects.toThrow("division by zero")
    await client.query("begin")
    const other = new Client({ connectionString: postgres.url })
    await other.connect()
    await other.query("select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'")
    await other.end()
    await ended()
    expect(heard.flatMap(([word]) => (word._tag === "Refused" ? [word.code] : []))).toEqual(["22012", "57P01"])
    expect(heard.at(-1)).toEqual([{ _tag: "Ended", wasAtWork: true }, false])
  })
})
