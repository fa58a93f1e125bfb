/** A database on a server is worked on with the same lines as one in a file, and says the same. */
import { startPostgres } from "@refund-rules/harness"
import { afterAll, beforeAll, expect, test } from "vitest"
import { makeHistory } from "../backtest/history.ts"
import { type Folder, makeFolder } from "../running.ts"

const folder: Folder & Disposable = makeFolder()
let server: Awaited<ReturnType<typeof startPostgres>>

beforeAll(async () => {
  server = await startPostgres()
  await folder.run("refund-rules init shop")
})
afterAll(async () => {
  folder[Symbol.dispose]()
  await server.stop()
})

const run = (line: string, database = server.url) =>
  folder.run(`refund-rules ${line}`, {
    environment: { REFUND_RULES_DATABASE_URL: database, REFUND_RULES_SECRETS_KEY: "ab".repeat(32) },
  })

const json = async (line: string) => {
  const { code, err, out } = await run(`${line} --json`)
  return { code, value: JSON.parse(out === "" ? err : out) as Record<string, any> }
}

test("nothing is made in a database that holds no store, and nobody is shown its password", async () => {
  const { code, err } = await run("verify")
  const words = err.replaceAll(/\s+/g, " ")
  expect({ code, words }).toEqual({
    code: 2,
    words: expect.stringMatching(/127\.0\.0\.1:\d+\/postgres` holds no store/),
  })
  expect(words).not.toContain(new URL(server.url).password)
})

test("a backtest of it says what one of a file says, in one piece, on threads and in shards", async () => {
  await Promise.all([makeHistory(folder, 40), makeHistory(folder, 40, server.url)])
  const policy = folder.read("shop/policy.json").replaceAll("20000", "700").replace('"days": 30', '"days": 10')
  folder.write("strict.json", policy)
  const ofPast = (text: string) => {
    const { affected, decisions, gained, lost } = JSON.parse(text) as Record<string, any>
    return { decisions, gained, lost, weights: (affected as { weight: number }[]).map(({ weight }) => weight) }
  }
  const on = async (database: string, rest = "") => {
    const { code, err, out } = await run(`backtest --policy strict.json ${rest} --json --mode test`, database)
    if (code !== 0) throw new Error(err)
    return out
  }
  const inFile = ofPast(await on("shop/refunds.db"))
  const onServer = ofPast(await on(server.url))
  expect(inFile.lost).toBeGreaterThan(5)
  expect(onServer).toEqual(inFile)
  expect(ofPast(await on(server.url, "--threads 2"))).toEqual(onServer)
  folder.write("1.json", await on(server.url, "--shard 1/2"))
  folder.write("2.json", await on(server.url, "--shard 2/2"))
  const { out } = await folder.run("refund-rules backtest merge 1.json 2.json --json")
  expect(ofPast(out)).toEqual(onServer)
})

test("it is made, worked on, looked at and proven", async () => {
  const scope = "--merchant story"
  expect((await json("migrate")).value["migrations"].length).toBeGreaterThan(0)
  expect((await run(`policy publish shop/policy.json ${scope}`)).code).toBe(0)
  expect((await json(`import payments shop/payments.ndjson ${scope}`)).value).toMatchObject({
    new: 3,
    rejectedCount: 0,
  })
  expect((await json(`import payments shop/payments.ndjson ${scope}`)).value).toMatchObject({ known: 3 })
  const line = `refund create pay-1 --amount 700 --reason goodwill --once k1 ${scope}`
  const { value: first } = await json(line)
  expect((await json(line)).value).toEqual({ ...first, replayed: true })
  const { value: session } = await json(`session open pay-1 --amount 400 --reason goodwill ${scope}`)
  expect((await json(`session execute ${String(session["id"])} ${scope}`)).value).toMatchObject({ amount: 400 })
  expect((await json(`refund list ${scope}`)).value["items"]).toHaveLength(2)
  expect((await json(`incidents list ${scope}`)).value).toMatchObject({ items: [] })
  expect((await json(`keys create till --scopes read ${scope}`)).value["key"]).toMatch(/^rr_test_/)
  expect((await run(`export refunds ${scope}`)).out.trim().split("\n")).toHaveLength(2)
  expect((await run("backup copy.db")).code).toBe(2)
  folder.write("head.json", (await run(`export head ${scope}`)).out)
  expect(await json("verify --head head.json")).toEqual({ code: 0, value: { payments: 43, broken: [] } })
  const { code, value } = await json(`doctor ${scope}`)
  const states = Object.fromEntries(
    (value["checks"] as { name: string; state: string }[]).map((one) => [one.name, one.state]),
  )
  expect({ code, states }).toMatchObject({ code: 0, states: { database: "good", durability: "good", schema: "good" } })
})
