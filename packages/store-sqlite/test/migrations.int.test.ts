import Database from "better-sqlite3"
import { execFile } from "node:child_process"
import { copyFileSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, expect, test } from "vitest"
import { Records } from "@refund-rules/engine"
import { Context, Stream } from "effect"
import { connect, migrate } from "../src/open.ts"
import { AT, paymentOf, run, shop } from "./given.ts"
import { openInside } from "./inside.ts"
import { openStore, temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

const child = fileURLToPath(new URL("children/migrate.ts", import.meta.url))
const migrateInChild = (file: string, dieAt = ""): Promise<unknown> =>
  promisify(execFile)(process.execPath, ["--conditions=@refund-rules/source", child, file, dieAt], { timeout: 60_000 })

/** The schema as SQLite itself keeps it. */
const schemaOf = (file: string): string => {
  const database = new Database(file)
  const sql = "select sql from sqlite_schema where sql is not null order by rowid"
  const statements = database.prepare(sql).pluck().all() as readonly string[]
  database.close()
  return `${statements.join(";\n")};\n`
}

const released = (version: number): string => fileURLToPath(new URL(`schemas/${version}.sql`, import.meta.url))

test("every schema version is what it was when it was released", () => {
  for (const version of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    const file = join(place.folder, `released ${version}.db`)
    openInside(file, { schema: version }).close()
    expect(schemaOf(file)).toBe(readFileSync(released(version), "utf8"))
  }
})

test("what an older version kept is there, and whole, in the newest", async () => {
  for (const version of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const file = join(place.folder, `kept ${version}.db`)
    const before = openInside(file, { schema: version })
    await run(before.store.open(shop, paymentOf("p1")))
    before.close()
    const { close, context, store } = await openStore({ url: `file:${file}` })
    expect((await run(store.read(shop, "p1"))).payment.captured).toBe(10_000)
    const found = await run(Stream.runCollect(Context.get(context, Records).verify))
    expect([...found]).toEqual([{ paymentId: "p1", broken: [] }])
    await close()
  }
})

test("what a process leaves that dies at any statement of a migration opens as if it had never begun, or is whole", () => {
  const file = join(place.folder, "dying.db")
  const left: string[] = []
  const connection = connect(file)
  migrate(connection, AT, () => {
    const copy = join(place.folder, `left ${left.length}.db`)
    for (const part of ["", "-wal"]) if (existsSync(file + part)) copyFileSync(file + part, copy + part)
    left.push(copy)
  })
  connection.database.close()
  const whole = schemaOf(file)
  expect(left.length).toBeGreaterThan(40)
  for (const copy of left) {
    const again = connect(copy)
    migrate(again, AT)
    expect(again.database.pragma("integrity_check", { simple: true })).toBe("ok")
    again.database.close()
    expect(schemaOf(copy)).toBe(whole)
  }
})

test("a process killed in the middle leaves a file that the next one brings to the end", async () => {
  for (const dieAt of ["1", "20", "45"]) {
    const file = join(place.folder, `killed ${dieAt}.db`)
    await expect(migrateInChild(file, dieAt)).rejects.toMatchObject({ signal: "SIGKILL" })
    const { close, store } = await openStore({ url: file })
    await run(store.open(shop, paymentOf("p1")))
    await close()
  }
})

test("several processes may open a new file at once, and one of them makes it", async () => {
  const file = join(place.folder, "together.db")
  const opened = await Promise.all([1, 2, 3, 4].map(() => openStore({ url: file })))
  const rows = await Promise.all([migrateThroughStore(file), migrateThroughStore(file)])
  expect(rows).toEqual([9, 9])
  for (const { close } of opened) await close()
})

const migrateThroughStore = async (file: string): Promise<number> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@refund-rules/source", fileURLToPath(new URL("children/open.ts", import.meta.url)), file],
    { timeout: 60_000 },
  )
  return Number(stdout)
}
