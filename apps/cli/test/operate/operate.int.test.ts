/** A database in use: refunds and sessions move, a copy is proven, and what somebody damaged is found. */
import { existsSync, statSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { describe, expect, test } from "vitest"
import { type Folder, folderWithStore, refundOf } from "../running.ts"

const json = async (folder: Folder, line: string) => {
  const { code, err, out } = await folder.run(`refund-rules ${line} --db shop/refunds.db --json`)
  return { code, value: JSON.parse(out === "" ? err : out) as Record<string, any> }
}

/** Does something to the file behind the store's back. */
const damage = (folder: Folder, sql: string): void => {
  const database = new Database(join(folder.path, "shop/refunds.db"))
  database.exec(sql)
  database.close()
}

describe("refund", () => {
  test("is created once under a key, however often it is asked", async () => {
    const folder = await folderWithStore()
    const line = "refund create pay-1 --amount 700 --reason goodwill --once k1"
    const [first, again] = [await json(folder, line), await json(folder, line)]
    expect(again.value).toEqual({ ...first.value, replayed: true })
    expect((await json(folder, "refund list")).value["items"]).toHaveLength(1)
    const other = await json(folder, "refund create pay-1 --amount 800 --reason goodwill --once k1")
    expect(other).toMatchObject({ code: 1, value: { error: { code: "idempotency_key_reused" } } })
  })

  test("that is refused ends with 1 and says what could be had", async () => {
    const folder = await folderWithStore()
    const { code, value } = await json(folder, "refund create pay-1 --amount 99999 --reason goodwill")
    expect({ code, value }).toMatchObject({ code: 1, value: { code: "amount_exceeds_refundable", available: 9600 } })
  })

  test("in review is approved by another actor only", async () => {
    const folder = await folderWithStore()
    const id = await refundOf(folder, "pay-2 --amount 25000")
    expect(await json(folder, `refund approve ${id}`)).toMatchObject({
      code: 1,
      value: { error: { code: "self_approval", next: expect.stringContaining("--actor") } },
    })
    expect(await json(folder, `refund approve ${id} --actor ann`)).toMatchObject({
      code: 0,
      value: { status: "accepted" },
    })
    await json(folder, `refund reject ${id} --actor ann`)
    expect(await json(folder, `refund approve ${id} --actor ann`)).toMatchObject({
      code: 1,
      value: { error: { code: "refund_state_conflict" } },
    })
  })

  test("is not found in another mode or for another merchant", async () => {
    const folder = await folderWithStore()
    const id = await refundOf(folder, "pay-1 --amount 100")
    for (const where of ["--mode live", "--merchant other"])
      expect(await json(folder, `refund show ${id} ${where}`)).toMatchObject({
        code: 1,
        value: { error: { code: "not_found" } },
      })
  })

  test("with lines comes from a file", async () => {
    const folder = await folderWithStore()
    folder.write("ask.json", { lines: [{ id: "shirts", quantity: 2 }], reason: "goodwill" })
    const { value } = await json(folder, "refund create pay-1 --ask ask.json")
    expect(value["refund"]).toMatchObject({ amount: 6000, status: "accepted" })
    expect(
      (await folder.run("refund-rules refund create pay-1 --ask ask.json --amount 5 --db shop/refunds.db")).code,
    ).toBe(2)
  })
})

test("a session is held, executed, and not executed twice", async () => {
  const folder = await folderWithStore()
  const { value } = await json(folder, "session open pay-1 --amount 400 --reason goodwill")
  const id = String(value["id"])
  expect(await json(folder, `session execute ${id}`)).toMatchObject({
    code: 0,
    value: { amount: 400, status: "accepted" },
  })
  expect(await json(folder, `session cancel ${id}`)).toMatchObject({
    code: 1,
    value: { error: { code: "session_state_conflict" } },
  })
  expect(await json(folder, "session list --status executed")).toMatchObject({ value: { items: [{ id }] } })
})

const headOf = async (folder: Folder): Promise<string> =>
  (await folder.run("refund-rules export head --db shop/refunds.db")).out

describe("verify", () => {
  test("prints payments and nothing broken", async () => {
    const folder = await folderWithStore()
    const { code, out } = await folder.run("refund-rules verify --db shop/refunds.db --json")
    expect({ code, out }).toEqual({ code: 0, out: '{"payments":3,"broken":[]}\n' })
  })

  test("finds a balance that somebody changed", async () => {
    const folder = await folderWithStore()
    await refundOf(folder, "pay-1 --amount 500")
    damage(folder, "update payment set held = 1 where id = 'pay-1'")
    const { code, value } = await json(folder, "verify")
    expect({ code, broken: value["broken"] }).toMatchObject({
      code: 1,
      broken: [{ paymentId: "pay-1", what: "balance" }],
    })
  })

  test("finds with a head what a proof of the rest cannot: a history that was cut and made to fit", async () => {
    const folder = await folderWithStore()
    await refundOf(folder, "pay-1 --amount 500")
    damage(folder, `vacuum into '${join(folder.path, "shop/before.db")}'`)
    folder.write("head.json", await headOf(folder))
    await refundOf(folder, "pay-1 --amount 501")
    await headOf(folder)
    expect(await json(folder, "verify --head head.json")).toMatchObject({ code: 0, value: { broken: [] } })
    const on = "--db shop/before.db --json"
    expect(JSON.parse((await folder.run(`refund-rules verify ${on}`)).out)).toMatchObject({ broken: [] })
    const { code, out } = await folder.run(`refund-rules verify --head head.json ${on}`)
    expect({ code, out: JSON.parse(out) }).toMatchObject({
      code: 1,
      out: { broken: [{ what: "head", detail: expect.stringContaining("the history was cut: the head is seal 1") }] },
    })
  })

  test("finds with a head a history that was written anew and sealed again, and who sealed it without one", async () => {
    const folder = await folderWithStore()
    await refundOf(folder, "pay-1 --amount 500")
    folder.write("head.json", await headOf(folder))
    damage(folder, "delete from seal; update sealed_to set position = 0, turn = 0, seals = 0")
    const attacker = { environment: { REFUND_RULES_SECRETS_KEY: "cd".repeat(32) } }
    expect((await folder.run("refund-rules export head --db shop/refunds.db", attacker)).code).toBe(0)
    const { code, value } = await json(folder, "verify --head head.json")
    expect({ code, what: value["broken"].map(({ what }: { what: string }) => what) }).toEqual({
      code: 1,
      what: ["head", "seals"],
    })
    expect(value["broken"][0].detail).toContain("the history was written anew")
  })

  test("believes a head only as far as its signature, and the key that is named", async () => {
    const folder = await folderWithStore()
    await refundOf(folder, "pay-1 --amount 500")
    const head = JSON.parse(await headOf(folder)) as Readonly<Record<string, unknown>>
    folder.write("head.json", head)
    folder.write("forged.json", { ...head, events: 0 })
    folder.write("no.json", { merchant: "default" })
    const verify = async (rest: string) => (await folder.run(`refund-rules verify --db shop/refunds.db ${rest}`)).code
    expect(await verify(`--head head.json --seal-key=${String(head["publicKey"])}`)).toBe(0)
    expect(await verify(`--head head.json --seal-key=${"A".repeat(43)}`)).toBe(1)
    expect(await verify("--head forged.json")).toBe(1)
    expect(await verify("--head no.json")).toBe(2)
  })

  test("finds what is told of an incident, where somebody changed it", async () => {
    const folder = await folderWithStore()
    const told =
      "'default', 'test', 'i1', 1, null, null, 'IncidentOpened', '2026-01-01T00:00:00.000Z', null, '{}', 'x', 0"
    damage(folder, `insert into incident_event values (1, ${told})`)
    const { code, value } = await json(folder, "verify")
    expect({ code, value }).toMatchObject({
      code: 1,
      value: { broken: [{ what: "incidents" }, { what: "incidents" }] },
    })
  })

  test("has no head where nobody signs, and says what to set", async () => {
    const folder = await folderWithStore()
    await refundOf(folder, "pay-1 --amount 500")
    const { code, err } = await folder.run("refund-rules export head --db shop/refunds.db --mode live --json")
    expect({ code, error: JSON.parse(err).error }).toMatchObject({ code: 1, error: { code: "not_sealed" } })
    expect(err).toContain("REFUND_RULES_SECRETS_KEY")
  })

  test("makes no database of a name that was mistyped", async () => {
    const folder = await folderWithStore()
    const { code, err } = await folder.run("refund-rules verify --db shop/refund.db")
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("there is no database") })
    expect(existsSync(join(folder.path, "shop/refund.db"))).toBe(false)
  })
})

describe("backup", () => {
  test("is whole, proven and for its owner's eyes only", async () => {
    const folder = await folderWithStore()
    await refundOf(folder, "pay-1 --amount 500")
    expect(await json(folder, "backup copy.db")).toMatchObject({ code: 0, value: { payments: 3, broken: [] } })
    expect(statSync(join(folder.path, "copy.db")).mode & 0o777).toBe(0o600)
    const listed = await folder.run("refund-rules refund list --db copy.db --json")
    expect(JSON.parse(listed.out)).toMatchObject({ items: [{ amount: 500 }] })
    expect(await json(folder, "backup copy.db")).toMatchObject({ code: 2, value: { error: { code: "usage" } } })
  })

  test("of a database that is broken ends with 1", async () => {
    const folder = await folderWithStore()
    damage(folder, "update payment set captured = captured + 1")
    expect(await json(folder, "backup copy.db")).toMatchObject({ code: 1, value: { error: { code: "broken_copy" } } })
  })
})

describe("doctor", () => {
  test("calls a new database good, and says what is still to be done", async () => {
    const folder = await folderWithStore()
    const { code, value } = await json(folder, "doctor")
    const states = Object.fromEntries(
      (value["checks"] as { name: string; state: string }[]).map(({ name, state }) => [name, state]),
    )
    expect({ code, states }).toMatchObject({
      code: 0,
      states: {
        durability: "good",
        schema: "good",
        permissions: "good",
        clock: "good",
        policy: "good",
        keys: "note",
        seals: "good",
      },
    })
  })

  test("finds a seal that says something else", async () => {
    const folder = await folderWithStore()
    await folder.run("refund-rules refund create pay-1 --amount 5 --reason goodwill --db shop/refunds.db")
    await folder.run("refund-rules export head --db shop/refunds.db")
    const before = await json(folder, "doctor")
    expect(before.value["checks"]).toContainEqual(
      expect.objectContaining({ name: "seals", state: "good", detail: expect.stringContaining("seal 1 of ") }),
    )
    damage(folder, "update seal set events = events + 1")
    const { code, value } = await json(folder, "doctor")
    expect({ code, checks: value["checks"] }).toMatchObject({
      code: 1,
      checks: expect.arrayContaining([expect.objectContaining({ name: "seals", state: "bad" })]),
    })
  })

  test("finds a store that is ahead of the clock", async () => {
    const folder = await folderWithStore()
    damage(folder, "update store_state set value = '2199-01-01T00:00:00.000Z' where name = 'latest'")
    const { code, value } = await json(folder, "doctor")
    expect({ code, checks: value["checks"] }).toMatchObject({
      code: 1,
      checks: expect.arrayContaining([expect.objectContaining({ name: "clock", state: "bad" })]),
    })
  })
})

test.each(["till --max-amount -1", "till --rate 0", "till --rate 1000001", `""`, "x".repeat(256)])(
  "a key that could never be used as it says is not made: %s",
  async (line) => {
    const folder = await folderWithStore()
    const { code, value } = await json(folder, `keys create ${line}`)
    expect({ code, value }).toMatchObject({ code: 2, value: { error: { code: "usage" } } })
    expect((await json(folder, "keys list")).value).toEqual({ items: [] })
  },
)

test("a key's secret is shown once, and never taken from the command line", async () => {
  const folder = await folderWithStore()
  const { value } = await json(folder, "keys create till --scopes read,refunds:write")
  const secret = String(value["key"])
  expect(secret).toMatch(/^rr_test_[\w-]{43}$/)
  const { out } = await folder.run("refund-rules keys list --db shop/refunds.db --json")
  expect(out).not.toContain(secret)
  expect(JSON.parse(out)).toMatchObject({ items: [{ actor: "till", scopes: ["refunds:write", "read"] }] })
  const database = new Database(join(folder.path, "shop/refunds.db"), { readonly: true })
  expect(JSON.stringify(database.prepare("select * from api_key").all())).not.toContain(secret)
  database.close()
})

test("an exported cell is never run as a formula", async () => {
  const folder = await folderWithStore()
  await folder.run(
    'refund-rules refund create pay-1 --amount 5 --reason goodwill --note "=HYPERLINK(evil)" --db shop/refunds.db',
  )
  const { out } = await folder.run("refund-rules export refunds --format csv --db shop/refunds.db")
  expect(out).toContain(",'=HYPERLINK(evil),")
})

test.each([
  ["--db /proc/refunds.db", "cannot be made"],
  ["--db /proc/refunds/of.db", "cannot be made"],
  ["--db postgres://refunds@127.0.0.1:9/refunds", "could not be opened"],
])("a database %s says in one line why not", async (where, words) => {
  const folder = await folderWithStore()
  const { code, err } = await folder.run(`refund-rules migrate ${where}`)
  expect(err.replaceAll(/\s+/g, " ")).toContain(words)
  expect(code).toBeGreaterThanOrEqual(2)
})

test("a file that is no database is not opened", async () => {
  const folder = await folderWithStore()
  folder.write("text.db", "this is a text, and a long one at that ".repeat(100))
  const { code, err } = await folder.run("refund-rules verify --db text.db")
  expect({ code, err: err.replaceAll(/\s+/g, " ") }).toEqual({
    code: 3,
    err: expect.stringContaining("not a database"),
  })
})
