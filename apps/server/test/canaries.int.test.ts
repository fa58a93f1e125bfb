/** No secret of any kind comes out of a server on a file: in no answer, log line, measure, span or byte of its database. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { spawnServer } from "@refund-rules/harness"
import { afterAll, beforeAll, expect, it } from "vitest"
import { canary, drive, driven, foundIn, triedOf } from "./canaries.ts"

const folder = mkdtempSync(join(tmpdir(), "refund-rules-canaries-"))
const run = driven()

const keep = (when: string): void => {
  for (const name of readdirSync(folder))
    run.out.set(`file ${name}, ${when}`, readFileSync(join(folder, name), "latin1"))
}

beforeAll(async () => {
  await drive(run, `file:${join(folder, "store.db")}`, () => {
    keep("while it is written")
    const database = new DatabaseSync(join(folder, "store.db"))
    database.exec("pragma wal_checkpoint(passive)")
    keep("after a checkpoint")
    database.close()
    return Promise.resolve()
  })
  keep("after the end")
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it("was tried: secrets were shown to those they are for, and much came out", () => {
  expect(Object.entries(triedOf(run)).filter(([, holds]) => !holds)).toEqual([])
  const logs = [...run.out].filter(([name]) => name.startsWith("file store.db-wal"))
  expect(logs.map(([name, bytes]) => [name, bytes.includes("ch_1 of shop")])).toEqual([
    ["file store.db-wal, while it is written", true],
    ["file store.db-wal, after a checkpoint", true],
  ])
})

it("no secret stands in any answer, log, measure, span or file, in any spelling", () => {
  expect(foundIn(run)).toEqual([])
})

it.each([
  ["OTLP_URL", `http://user:${canary("in a url")}@127.0.0.1:4318`],
  ["OTLP_HEADERS", `authorization ${canary("in a header")}`],
  ["DATABASE_URL", `postgres://user:${canary("in a database")}@`],
  ["SECRETS_KEY", canary("as a key")],
  ["GATEWAY_DODO_URL", `https://user:${canary("in the url of a gateway")}@example.com`],
  ["GATEWAY_STRIPE_KEY", `${canary("with a space")} x`],
])("a wrong %s is refused without a word of it", async (name, value) => {
  await using server = spawnServer({ [`REFUND_RULES_${name}`]: value })
  const { stderr, stdout } = await server.ended
  expect(stderr).toContain(`REFUND_RULES_${name}`)
  expect(`${stdout}${stderr}`).not.toContain("canary")
})
