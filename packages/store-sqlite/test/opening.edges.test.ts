import Database from "better-sqlite3"
import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, describe, expect, test } from "vitest"
import { assertDurable, connect, fileOf } from "../src/open.ts"
import { paymentOf, run, shop } from "./given.ts"
import { openStore, temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

const refusal = async (url: string): Promise<string> => {
  try {
    await openStore({ url })
    return "it was opened"
  } catch (error) {
    const { _tag, reason } = error as { readonly _tag: string; readonly reason: string }
    return `${_tag}: ${reason}`
  }
}

describe("a URL", () => {
  test.each([
    ["file:data/refunds.db", resolve("data/refunds.db")],
    ["file:./data/refunds.db", resolve("data/refunds.db")],
    ["data/refunds.db", resolve("data/refunds.db")],
    ["file:/var/data/refunds.db", "/var/data/refunds.db"],
    [pathToFileURL("/var/my data/refunds.db").href, "/var/my data/refunds.db"],
    ["file:/var/my%20data/refunds.db", "/var/my data/refunds.db"],
    [":memory:", ":memory:"],
    ["file::memory:", ":memory:"],
  ])("%s names %s", (url, file) => expect(fileOf(url)).toBe(file))

  test.each(["postgres://localhost/refunds", "https://example.org/x.db", "file:", "file:x.db?mode=ro"])(
    "%s names no file, and is refused with a sentence",
    async (url) => expect(await refusal(url)).toMatch(/^CannotOpenStore: .* (is not a file|does not name a file)/),
  )
})

test("opening makes the folder and the file, and what was kept is found again", async () => {
  const url = `file:${join(place.folder, "new", "folder", "store.db")}`
  const first = await openStore({ url })
  await run(first.store.open(shop, paymentOf("p1")))
  await first.close()
  const second = await openStore({ url })
  expect((await run(second.store.read(shop, "p1"))).payment.id).toBe("p1")
  await second.close()
})

test("a folder that cannot be made is said, also where the system would let one try for ever", async () => {
  expect(await refusal("file:/proc/refunds/store.db")).toMatch(
    /^CannotOpenStore: the database `.*` could not be opened \(ENOENT\): .*`?\/proc\/refunds.*; give this process the right/,
  )
  expect(await refusal("file:/dev/null/store.db")).toMatch(/^CannotOpenStore: .* could not be opened/)
})

test("a connection is on write-ahead logging with synchronous = full, where the driver alone would open it with 1", () => {
  const file = join(place.folder, "durable.db")
  const { database } = connect(file)
  expect(database.pragma("journal_mode", { simple: true })).toBe("wal")
  expect(database.pragma("synchronous", { simple: true })).toBe(2)
  database.close()
  const careless = new Database(file)
  expect(careless.pragma("synchronous", { simple: true })).toBe(1)
  expect(() => assertDurable(careless)).toThrow("synchronous = 1")
  careless.pragma("synchronous = full")
  expect(() => assertDurable(careless)).not.toThrow()
  careless.close()
})

test("a database newer than the program is refused, and left as it is", async () => {
  const file = join(place.folder, "newer.db")
  const first = await openStore({ url: file })
  await first.close()
  const database = new Database(file)
  database.exec("insert into refund_rules_migration (version, name, applied_at) values (10, 'from tomorrow', '')")
  expect(await refusal(file)).toBe(
    "CannotOpenStore: the database has schema version 10, this program knows up to 9: run the newer refund-rules it was last used with, or restore a backup from before",
  )
  expect(database.prepare("select max(version) from refund_rules_migration").pluck().get()).toBe(10)
  database.close()
})

test("a file that is no database is refused, and not touched", async () => {
  const file = join(place.folder, "words.txt")
  writeFileSync(
    file,
    "these are words, and more of them than a header of a database is long; they go on for a while, as words do",
  )
  expect(await refusal(file)).toMatch(/^CannotOpenStore: .*not a database/)
  expect(existsSync(`${file}-wal`)).toBe(false)
})

test("a file that is made is its owner's alone, its log too; one that was there stays as it was", async () => {
  const modeOf = (name: string) => (statSync(join(place.folder, name)).mode & 0o777).toString(8)
  const before = process.umask(0)
  try {
    const file = join(place.folder, "own.db")
    const { close } = await openStore({ url: file })
    const names = readdirSync(place.folder).filter((name) => name.startsWith("own.db"))
    expect(names.map(modeOf)).toEqual(["600", "600", "600"])
    await close()
    chmodSync(file, 0o640)
    await (await openStore({ url: file })).close()
    expect(modeOf("own.db")).toBe("640")
  } finally {
    process.umask(before)
  }
})
