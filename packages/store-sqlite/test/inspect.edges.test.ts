/** A file is looked at and copied without being made: what is not there, or is no database, is said to be so. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { backup, holdsStore, inspect } from "../src/index.ts"
import { paymentOf, run, shop } from "./given.ts"
import { openStore, temporaryFolder } from "./stores.ts"

const folder = (): string => {
  const { folder: path, remove } = temporaryFolder()
  onTestFinished(remove)
  return path
}

test("a store in use is inspected, and copied whole while more is written", async () => {
  const path = folder()
  const url = `file:${join(path, "store.db")}`
  const { close, store } = await openStore({ url })
  for (let index = 0; index < 300; index++) await run(store.open(shop, paymentOf(`p${index}`)))
  const later = inspect(url).migrations.slice(1)
  expect(inspect(url)).toMatchObject({ durability: "full", damage: [], migrations: [{ version: 1 }, ...later] })
  const seen: number[] = []
  const copying = backup(url, join(path, "copy.db"), (done) => void seen.push(done))
  await run(store.open(shop, paymentOf("late")))
  await copying
  await close()
  const copy = await openStore({ url: join(path, "copy.db") })
  expect((await run(copy.store.read(shop, "p299"))).payment.captured).toBe(10_000)
  await copy.close()
  await expect(backup(url, join(path, "copy.db"))).rejects.toMatchObject({ _tag: "CannotOpenStore" })
})

test.each([
  ["absent.db", undefined, "there is no database"],
  [
    "text.db",
    "a text that is no database, and long enough to have a header of its own ".repeat(20),
    "could not be opened",
  ],
])("%s is not inspected", (name, content, words) => {
  const file = join(folder(), name)
  if (content !== undefined) writeFileSync(file, content)
  expect(() => inspect(`file:${file}`)).toThrow(words)
  expect(existsSync(file)).toBe(content !== undefined)
})

test("a file that is no store yet has no migrations", () => {
  const file = join(folder(), "empty.db")
  writeFileSync(file, "")
  expect(inspect(`file:${file}`).migrations).toEqual([])
})

test("only what was made a store holds one, and looking changes no byte", async () => {
  const path = folder()
  const [empty, text, store] = ["empty.db", "text.db", "store.db"].map((name) => join(path, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(empty, "")
  expect(holdsStore(`file:${empty}`)).toBe(false)
  expect(readFileSync(empty).length).toBe(0)
  const words = "a text that is no database, and long enough to have a header of its own ".repeat(20)
  writeFileSync(text, words)
  expect(() => holdsStore(`file:${text}`)).toThrow("not a database")
  expect(readFileSync(text, "utf8")).toBe(words)
  const { close } = await openStore({ url: store })
  expect(holdsStore(store)).toBe(true)
  await close()
  expect(holdsStore(store)).toBe(true)
})
