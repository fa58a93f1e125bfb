/** The same commands against a running server: the same answers, the same exit codes, and no secret on a command line. */
import { join } from "node:path"
import { type ServerProcess, startServer, testRootKey } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Folder, makeFolder, prepareStore } from "../running.ts"

const folder: Folder & Disposable = makeFolder()
let server: ServerProcess & { readonly line: { readonly native: string } }

beforeAll(async () => {
  await folder.run("refund-rules init shop")
  await prepareStore(folder)
  server = await startServer({ REFUND_RULES_DATABASE_URL: `file:${join(folder.path, "shop/refunds.db")}` })
  folder.write("key.txt", `${testRootKey}\n`)
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const environment = { REFUND_RULES_KEY: testRootKey }

const ask = async (line: string, rest: Parameters<Folder["run"]>[1] = { environment }) => {
  const { code, err, out } = await folder.run(`refund-rules ${line} --url ${server.line.native} --json`, rest)
  return { code, value: JSON.parse(out === "" ? err : out) as Record<string, any> }
}

test("a refund is priced, created once, listed and refused as in a database", async () => {
  expect(await ask("refund quote pay-1 --amount 700 --reason goodwill")).toMatchObject({
    code: 0,
    value: { _tag: "Approve" },
  })
  const created = await ask("refund create pay-1 --amount 700 --reason goodwill --once k1")
  expect(created).toMatchObject({ code: 0, value: { refund: { amount: 700, paymentId: "pay-1" } } })
  const again = await ask("refund create pay-1 --amount 700 --reason goodwill --once k1")
  expect((again.value["refund"] as { id: string }).id).toBe((created.value["refund"] as { id: string }).id)
  expect((await ask("refund list --payment pay-1")).value["items"]).toHaveLength(1)
  expect(await ask("refund create pay-1 --amount 99999 --reason goodwill")).toMatchObject({
    code: 1,
    value: { _tag: "Refused", code: "amount_exceeds_refundable", decision: { _tag: "Refuse" } },
  })
  expect(await ask("refund show nothing")).toMatchObject({ code: 1, value: { error: { code: "not_found" } } })
})

test("a session is held and executed", async () => {
  const { value } = await ask("session open pay-1 --amount 300 --reason goodwill")
  expect(value).toMatchObject({ amount: 300, status: "open" })
  expect(await ask(`session execute ${String(value["id"])}`)).toMatchObject({ code: 0, value: { amount: 300 } })
  expect(await ask("incidents list")).toMatchObject({ code: 0, value: { items: [] } })
})

test("a policy is published as the next version, and the same again makes none", async () => {
  folder.write("next.json", folder.read("shop/policy.json").replace('"days": 30', '"days": 60'))
  const published = await ask("policy publish next.json")
  expect(published).toMatchObject({ code: 0, value: { id: "default", version: 2 } })
  expect(await ask("policy publish next.json")).toEqual(published)
})

test("a batch is planned and run through the server, once", async () => {
  folder.write("refunds.csv", "payment,amount,reason\npay-1,11,goodwill\npay-2,12,goodwill\npay-x,1,goodwill\n")
  const { value } = await ask("batch plan refunds.csv --out plan.json")
  expect(value["verdicts"]).toEqual({ Approve: 2, Review: 0, Refuse: 0, Unreadable: 1 })
  const line = `batch run plan.json --hash ${String(value["hash"])} --rate 100`
  expect(await ask(line)).toMatchObject({ code: 0, value: { made: 2, known: 0, failed: [] } })
  expect(await ask(line)).toMatchObject({ code: 0, value: { made: 0, known: 2, failed: [] } })
})

describe("a key", () => {
  test.each([
    ["from a file", "--key file:key.txt", {}],
    ["from standard input", "--key -", { text: testRootKey }],
    ["from another variable", "--key env:OTHER", { environment: { OTHER: testRootKey } }],
  ])("comes %s", async (_name, rest, place) => {
    expect((await ask(`refund list ${rest}`, place)).code).toBe(0)
  })

  test.each([
    ["on the command line", `--key ${testRootKey}`, {}, "everybody on this machine"],
    ["from nowhere", "", {}, "there is no key in `env:REFUND_RULES_KEY`"],
    ["that is wrong", "--key env:OTHER", { environment: { OTHER: "rr_test_wrong_key_0000" } }, ""],
  ])("%s ends with 2 and never shows it", async (_name, rest, place, words) => {
    const { code, err } = await folder.run(`refund-rules refund list ${rest} --url ${server.line.native}`, place)
    expect({ code, err: err.replaceAll(/\s+/g, " ") }).toEqual({ code: 2, err: expect.stringContaining(words) })
    expect(err).not.toContain(testRootKey)
  })
})

test.each([
  ["http://refunds.example.com", 2, "in the clear"],
  ["refunds.example.com", 2, "no address of a server"],
  ["http://127.0.0.1:9", 3, "look whether the server runs"],
])("a server at %s ends with %i", async (url, code, words) => {
  const said = await folder.run(`refund-rules refund list --url ${url}`, { environment })
  expect({ code: said.code, err: said.err.replaceAll(/\s+/g, " ") }).toEqual({
    code,
    err: expect.stringContaining(words),
  })
})

test("a database and a server are not asked at once", async () => {
  const { code, err } = await folder.run("refund-rules refund list --db a.db --url http://127.0.0.1:9", { environment })
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("name two places") })
})
