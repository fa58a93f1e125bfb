import type { Broken } from "@refund-rules/engine"
import { Stream } from "effect"
import { afterAll, describe, expect, test } from "vitest"
import { run } from "./given.ts"
import { lived } from "./lived.ts"

const opened = await lived(":memory:")
const { connection, records } = opened
const { database } = connection
afterAll(opened.close)

const broken = async (): Promise<readonly Broken[]> =>
  (await run(Stream.runCollect(records.verify))).flatMap((one) => one.broken)

type Row = Readonly<Record<string, string | number | null>> & { readonly rowid?: number }

const tables = ["payment", "line", "refund", "session", "dispute", "event", "payment_reference"].concat([
  "incident",
  "incident_event",
  "seal",
  "sealed_to",
])

const keys: Readonly<Record<string, readonly string[]>> = {
  event: ["position"],
  incident: ["merchant", "mode", "id"],
  incident_event: ["turn"],
  seal: ["merchant", "mode", "number"],
  sealed_to: ["mode"],
  line: ["merchant", "mode", "payment_id", "id"],
  payment_reference: ["merchant", "mode", "provider", "name", "value"],
}

/** What finds a row again, whatever else about it was changed. */
const place = (table: string, row: Row): string =>
  (keys[table] ?? ["rowid"]).map((name) => `${name} = ${literal(row[name]!)}`).join(" and ")

const literal = (value: string | number | null): string =>
  typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value)

const rowsOf = (table: string): readonly Row[] =>
  database.prepare(`select ${keys[table] === undefined ? "rowid, " : ""}* from ${table}`).all() as readonly Row[]

const other = (name: string, value: string | number | null): string | number => {
  if (name === "mode") return value === "test" ? "live" : "test"
  if (typeof value === "number") return value + 1000
  // Another body is still JSON, as an index reads it; that it could not be read at all is refused by the index itself.
  return name === "body" ? JSON.stringify({ ...JSON.parse(value!), forged: true }) : `${value ?? ""}x`
}

/**
 * How a decision came about is no part of the history: it is checked to be about its refund, and no further. Who seals next is
 * nobody's past.
 */
const unproven = (name: string): boolean => ["decided", "ready", "worker"].includes(name)

test("a store in which everything has happened proves clean, payment by payment", async () => {
  const proven = await run(Stream.runCollect(records.verify))
  expect(proven.map(({ broken: found, paymentId }) => [paymentId, found])).toEqual([
    ["p1", []],
    ["p2", []],
  ])
})

describe.each(tables)("in table %s", (table) => {
  test("every column of every row is proven: any other value is found", async () => {
    database.pragma("ignore_check_constraints = on")
    for (const row of rowsOf(table)) {
      for (const [name, value] of Object.entries(row)) {
        if (unproven(name) || name === "rowid" || (table === "sealed_to" && name === "mode")) continue
        const changed = { ...row, [name]: other(name, value) }
        database.exec(`update ${table} set ${name} = ${literal(changed[name]!)} where ${place(table, row)}`)
        expect(await broken(), `${table}.${name} of ${place(table, row)}`).not.toEqual([])
        database.exec(`update ${table} set ${name} = ${literal(value)} where ${place(table, changed)}`)
      }
    }
    expect(await broken()).toEqual([])
    database.pragma("ignore_check_constraints = off")
  })

  test("a row that is taken away is found", async () => {
    for (const row of rowsOf(table)) {
      const names = Object.keys(row)
      database.exec(`delete from ${table} where ${place(table, row)}`)
      expect(await broken(), `${table} ${place(table, row)}`).not.toEqual([])
      database.exec(`insert into ${table} (${names.join(", ")}) values (${Object.values(row).map(literal).join(", ")})`)
    }
    expect(await broken()).toEqual([])
  })
})

describe("events", () => {
  test("that change places are found", async () => {
    const set = (sequence: number, to: number): unknown =>
      database.exec(`update event set sequence = ${to} where payment_id = 'p1' and sequence = ${sequence}`)
    for (const [a, b] of [
      [2, 3],
      [1, 9],
    ] as const) {
      const swap = (): void => [[a, 0] as const, [b, a] as const, [0, b] as const].forEach(([x, y]) => set(x, y))
      swap()
      expect((await broken()).some(({ what }) => what === "chain")).toBe(true)
      swap()
    }
    expect(await broken()).toEqual([])
  })

  test("that somebody adds are found, at the end too", async () => {
    database.exec(
      "insert into event select null, merchant, mode, payment_id, 99, tag, at, by, body, hash from event where payment_id = 'p1' and sequence = 1",
    )
    expect(await broken()).not.toEqual([])
    database.exec("delete from event where sequence = 99")
    expect(await broken()).toEqual([])
  })

  test("that are cut off at the end together with their rows are found by the place they leave", async () => {
    database.exec("update event set position = position + 1000 where position = 3")
    expect((await broken()).map(({ detail }) => detail).join(" ")).toContain("events are missing before position")
    database.exec("update event set position = 3 where position = 1003")
    expect(await broken()).toEqual([])
  })
})

test("rows of a payment that is not there are found", async () => {
  database.exec(
    "insert into line select merchant, mode, 'p9', id, gross, 0, units, 0 from line where payment_id = 'p1'",
  )
  expect((await broken()).map(({ paymentId, what }) => `${paymentId} ${what}`)).toEqual(["p9 lines"])
  database.exec("delete from line where payment_id = 'p9'")
})

test("a row that is no JSON any more is told as broken, and the other payments are proven all the same", async () => {
  const body = String(database.prepare("select body from event where position = 1").pluck().get())
  database.exec("update event set body = '{' where position = 1")
  const proven = await run(Stream.runCollect(records.verify))
  expect(proven.map((one) => one.broken.length)).toEqual([1, 0])
  database.exec(`update event set body = ${literal(body)} where position = 1`)
})
