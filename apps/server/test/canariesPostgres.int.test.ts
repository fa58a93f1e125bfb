/** No secret of any kind comes out of a server on PostgreSQL: nor out of the database, its dump, or a start that fails. */
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { type Postgres, spawnServer, startPostgres } from "@refund-rules/harness"
import { Client } from "pg"
import { beforeAll, expect, it } from "vitest"
import { canary, drive, driven, foundIn, triedOf } from "./canaries.ts"

const run = driven()
const password = canary("database password")

beforeAll(async () => {
  await using database = await startPostgres()
  await asked(database.url, `create role keeper superuser login password '${password}'`)
  const url = new URL(database.url)
  url.username = "keeper"
  url.password = password
  run.secrets.push(password)
  await drive(run, url.href, async (ask) => {
    for (const [name, text] of await dumpOf(database)) run.out.set(`dump of ${name}`, text)
    await database.crash()
    for (const path of ["/readyz", "/v1/refunds"]) await ask("GET", path)
    await ask("POST", "/v1/refunds", { key: "late", body: { paymentId: "ch_1 of root", amount: 1 } })
    await database.restart()
  })
  for (const [name, wrong] of [
    ["wrong password", url.href.replace(password, `${password}x`)],
    ["no such database", `${url.href}-which-is-not-there`],
    ["nobody there", url.href.replace(url.port, "1")],
  ] as const) {
    await using server = spawnServer({ REFUND_RULES_DATABASE_URL: wrong, REFUND_RULES_LOG: "debug" })
    const { code, stderr, stdout } = await server.ended
    run.out.set(`start with ${name}`, `${code} ${stdout}${stderr}`)
  }
  for (const file of filesBelow(database.data)) {
    const bytes = orGone(() => readFileSync(file, "latin1"))
    if (bytes !== undefined) run.out.set(`byte of ${file}`, bytes)
  }
})

const asked = async (url: string, sql: string): Promise<readonly object[]> => {
  const session = new Client({ connectionString: url })
  await session.connect()
  const { rows } = await session.query(sql)
  await session.end()
  return rows as readonly object[]
}

/**
 * Every row of every table of ours, and what the server knows of its roles and statements, as `copy` writes them into a
 * dump: bytes in hexadecimal. Debian's `pg_dump` is older than this server and would refuse it.
 */
const dumpOf = async ({ data, url }: Postgres): Promise<ReadonlyMap<string, string>> => {
  const tables = (await asked(
    url,
    "select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  )) as readonly { readonly name: string }[]
  const names = [...tables.map(({ name }) => name), "pg_stat_activity", "pg_authid", "pg_settings"]
  const dump = new Map<string, string>()
  for (const name of names) {
    const file = join(data, `dump of ${name}`)
    await asked(url, `copy (select * from ${name}) to '${file}'`)
    dump.set(name, readFileSync(file, "utf8"))
  }
  return dump
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => orGone(() => statSync(path))?.isFile())

/** What is read of a file; nothing where the database has taken the file away meanwhile. */
const orGone = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}

it("was tried: secrets were shown to those they are for, and much came out", () => {
  expect(Object.entries(triedOf(run)).filter(([, holds]) => !holds)).toEqual([])
  expect(run.out.get("dump of public.payment")).toContain("ch_1 of shop")
  expect([...run.out.keys()].filter((name) => name.startsWith("dump of")).length).toBeGreaterThan(20)
  expect([...run.out.keys()].filter((name) => name.startsWith("byte of")).length).toBeGreaterThan(100)
  const failed = [...run.out].filter(([name]) => name.startsWith("start with"))
  expect(failed.map(([, text]) => /^1 [^]*REFUND_RULES_DATABASE_URL/.test(text))).toEqual([true, true, true])
})

it("no secret stands in any answer, log, measure, span, row or byte, in any spelling", () => {
  expect(foundIn(run)).toEqual([])
})
