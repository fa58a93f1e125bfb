/** A backtest that cannot be done says in one line why, and leaves the file it was given as it was. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { expect, test } from "vitest"
import { folderWithShop } from "../running.ts"
import { makeHistory } from "./history.ts"

test("a thread that fails says what failed, and what to do next", async () => {
  const folder = await folderWithShop()
  await makeHistory(folder, 20)
  const database = new Database(join(folder.path, "shop/refunds.db"))
  database.exec("drop table event")
  database.close()
  for (const threads of [1, 2]) {
    const { code, err } = await folder.run(
      `refund-rules backtest --policy shop/policy.json --db shop/refunds.db --threads ${threads}`,
    )
    const said = err.replaceAll(/\s+/g, " ")
    expect({ code, said }).toEqual({ code: 3, said: expect.stringContaining("no such table: event") })
    expect(said).toContain("next:")
  }
})

const reading = [
  "backtest --policy shop/policy.json",
  "verify",
  "doctor",
  "export payments",
  "refund list",
  "incidents list",
  "backup copy.db",
]

test.each(reading)("%s reads no file that nobody made a store, and leaves it as it is", async (command) => {
  const folder = await folderWithShop()
  folder.write("empty.db", "")
  folder.write("text.db", "this is a text, and a long one at that ".repeat(100))
  const other = new Database(join(folder.path, "other.db"))
  other.exec("create table somebody (name text)")
  other.close()
  for (const [name, code, words] of [
    ["empty.db", 2, "empty.db` holds no store"],
    ["other.db", 2, "other.db` holds no store"],
    ["text.db", 3, "not a database"],
  ] as const) {
    const before = readFileSync(join(folder.path, name))
    const { code: ended, err, out } = await folder.run(`refund-rules ${command} --db ${name}`)
    const said = err.replaceAll(/\s+/g, " ")
    expect({ ended, out, said }).toEqual({ ended: code, out: "", said: expect.stringContaining(words) })
    expect(readFileSync(join(folder.path, name)).equals(before)).toBe(true)
  }
})
