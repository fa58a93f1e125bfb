/** No secret of any kind comes out of a server on a file: in no answer, log line, measure, span or byte of its database. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { spawnServer } from "@refund-rules/harness"
import { afterAll, beforeAll, expect, it } from "vitest"
import { canary, drive, driven, foundIn, triedOf } from "./canaries.ts"

const folder = mkdtempSync(join(tmpdir(), "refund-rules-canaries-"))
const run = driven()

beforeAll(async () => {
  await drive(run, `file:${join(folder, "store.db")}`)
  for (const name of readdirSync(folder)) run.out.set(`file ${name}`, readFileSync(join(folder, name), "latin1"))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it("was tried: secrets were shown to those they are for, and much came out", () => {
  expect(Object.entries(triedOf(run)).filter(([, holds]) => !holds)).toEqual([])
  expect([...run.out.keys()].filter((name) => name.startsWith("file")).length).toBeGreaterThan(0)
})

it("no secret stands in any answer, log, measure, span or file, in any spelling", () => {
  expect(foundIn(run)).toEqual([])
})

it.each([
  ["OTLP_URL", `http://user:${canary("in a url")}@127.0.0.1:4318`],
  ["OTLP_HEADERS", `authorization ${canary("in a header")}`],
  ["DATABASE_URL", `postgres://user:${canary("in a database")}@`],
  ["SECRETS_KEY", canary("as a key")],
  ["GATEWAY_STRIPE_KEY", `${canary("with a space")} x`],
])("a wrong %s is refused without a word of it", async (name, value) => {
  await using server = spawnServer({ [`REFUND_RULES_${name}`]: value })
  const { stderr, stdout } = await server.ended
  expect(stderr).toContain(`REFUND_RULES_${name}`)
  expect(`${stdout}${stderr}`).not.toContain("canary")
})
