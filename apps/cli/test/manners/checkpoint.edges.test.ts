/** How far a long command came is gone on with by the very same command only, and by nobody once it is done. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, expect, test } from "vitest"
import { checkpointAt } from "../../src/manners/checkpoint.ts"

const folder = mkdtempSync(join(tmpdir(), "refund-rules-checkpoint-"))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, "kept", "import.json")

let now = 0
const opened = (identity: string) => checkpointAt<{ readonly row: number }>(file, identity, () => now)

beforeEach(() => {
  rmSync(file, { force: true })
  now = 0
})

const left = (identity: string, row: number): void => {
  const { keep } = opened(identity)
  now += 1000
  keep({ row })
}

test("is found by the same command, and by no other", () => {
  left("payments.ndjson of 10 bytes", 7)
  expect(opened("payments.ndjson of 10 bytes").found).toEqual({ row: 7 })
  expect(opened("payments.ndjson of 11 bytes").found).toBeUndefined()
  expect(opened("").found).toBeUndefined()
})

test("is kept once a second at most, the newest of what was reached", () => {
  const { keep } = opened("a")
  now = 999
  keep({ row: 1 })
  expect(existsSync(file)).toBe(false)
  now = 1000
  keep({ row: 2 })
  now = 1999
  keep({ row: 3 })
  expect(opened("a").found).toEqual({ row: 2 })
})

test("is gone once the command is done", () => {
  left("a", 7)
  opened("a").done()
  expect(opened("a").found).toBeUndefined()
})

test.each(["", "{", '{"identity":"a"', "7", '"a"'])("where the file holds `%s` nothing is gone on with", (text) => {
  left("a", 7)
  writeFileSync(file, text)
  expect(opened("a").found).toBeUndefined()
  expect(readFileSync(file, "utf8")).toBe(text)
})
