/** What is erased is in no row from then on; its bytes leave the tables' files when the table is written anew. */
import { openDesk } from "@refund-rules/engine"
import { startPostgres } from "@refund-rules/harness"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { Client } from "pg"
import { expect, test } from "vitest"
import { postgres } from "../src/index.ts"

const customer = { id: "c1", name: "Zoë Ångström", email: "zoe@example.org", phone: "+46-canary" }
const paid = { provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
const words = ["Zoë Ångström", "zoe@example.org", "+46-canary", "the zip broke"]

const standing = (texts: readonly Buffer[]): readonly string[] =>
  words.filter((word) => texts.some((text) => text.includes(Buffer.from(word))))

const filesBelow = (folder: string): readonly Buffer[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path))

test("no row, and after `vacuum full` no table's file, holds a word of what was erased", async () => {
  await using server = await startPostgres()
  const session = new Client({ connectionString: server.url })
  await session.connect()
  const inRows = async (): Promise<readonly string[]> => {
    const { rows } = await session.query<{ name: string }>(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    )
    const texts: Buffer[] = []
    for (const { name } of rows) {
      const copied = await session.query<{ row: string }>(`select each::text as row from ${name} as each`)
      texts.push(...copied.rows.map(({ row }) => Buffer.from(row)))
    }
    expect(texts.length).toBeGreaterThan(5)
    return standing(texts)
  }
  const desk = await openDesk({ database: postgres(server.url) })
  await desk.registerPayment({ ...paid, id: "p1", customer })
  await desk.request({ key: "k", paymentId: "p1", amount: 100, note: "the zip broke" })
  await session.query("checkpoint")
  expect([await inRows(), standing(filesBelow(join(server.data, "base")))]).toEqual([words, words])

  expect(await desk.erasePersonalData("c1")).toBe(2)
  expect(await inRows()).toEqual([])
  expect(await desk.verify()).toEqual({ payments: 1, broken: [] })
  await session.query("vacuum full personal")
  await session.query("checkpoint")
  expect(standing(filesBelow(join(server.data, "base")))).toEqual([])
  await desk.close()
  await session.end()
})
