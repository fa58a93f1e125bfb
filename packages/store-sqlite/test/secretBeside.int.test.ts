/** A secret beside a database is one, however its file is named and however many come for it at once. */
import { execFile } from "node:child_process"
import { readdirSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { afterAll, expect, test } from "vitest"
import { secretBeside } from "../src/index.ts"
import { temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)
const folder = join(place.folder, "my shop")
const file = join(folder, "refunds.db")

test("it is the same by every name of the file, and only its owner reads it", () => {
  expect(secretBeside(`file:${file}`, { make: false })).toBeUndefined()
  const made = secretBeside(`file:${file.replaceAll(" ", "%20")}`, { make: true })
  expect(made).toMatch(/^[0-9a-f]{64}$/)
  for (const url of [`file:${file}`, file, pathToFileURL(file).href, `file:${file.replaceAll(" ", "%20")}`])
    expect(secretBeside(url, { make: false })).toBe(made)
  expect(statSync(join(folder, "secrets.key")).mode & 0o777).toBe(0o600)
  expect(secretBeside(":memory:", { make: true })).toBeUndefined()
})

test("of several processes one makes it, and all have it whole", async () => {
  rmSync(join(folder, "secrets.key"))
  const source = new URL("../src/index.ts", import.meta.url).href
  const program = `import { secretBeside } from ${JSON.stringify(source)}; console.log(secretBeside(${JSON.stringify(file)}, { make: true }))`
  const run = () =>
    promisify(execFile)(process.execPath, [
      "--conditions=@refund-rules/source",
      "--input-type=module",
      "--eval",
      program,
    ])
  const told = await Promise.all(Array.from({ length: 6 }, run))
  const secrets = new Set(told.map(({ stdout }) => stdout.trim()))
  expect([...secrets]).toEqual([secretBeside(file, { make: false })])
  expect(readdirSync(folder)).toEqual(["secrets.key"])
})
