/** The program as a shell starts it: its exit code, its signals, its pipes, and what a killed one leaves. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { type Folder, folderWithShop, folderWithStore } from "../running.ts"

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url))
const compiled = fileURLToPath(new URL("../../node_modules/.cache/compiled/", import.meta.url))

const start = (folder: Folder, line: string, env: Readonly<Record<string, string>> = {}) => {
  const given = ["--conditions=@refund-rules/source", "--disable-warning=ExperimentalWarning", main, ...line.split(" ")]
  const child = spawn(process.execPath, given, {
    cwd: folder.path,
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compiled, ...env },
  })
  const said = { out: "", err: "" }
  child.stdout.on("data", (chunk) => (said.out += chunk))
  child.stderr.on("data", (chunk) => (said.err += chunk))
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...said }) as Ended)
  return { child, ended }
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

const manyPayments = (folder: Folder, count: number): void => {
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      id: `many-${index}`,
      provider: "sandbox",
      references: { order: `many-${index}` },
      currency: "EUR",
      captured: 1000 + index,
      capturedAt: "2026-01-01T00:00:00Z",
    }),
  )
  folder.write("many.ndjson", `${lines.join("\n")}\n`)
}

const progressKept = (folder: Folder): readonly string[] =>
  readdirSync(join(folder.path, "shop")).filter((name) => /\.import-\w+\.json$/.test(name))

test("ends with the code of the answer, and without colour in a pipe", async () => {
  const folder = await folderWithShop()
  folder.write("late.json", folder.read("shop/case.json").replace(/"askedAt": "\d+/, '"askedAt": "2099'))
  const { code, err, out } = await start(folder, "decide late.json --policy shop/policy.json").ended
  expect({ code, err }).toEqual({ code: 1, err: "" })
  expect(out).toMatch(/^refused\n/)
  expect(out).not.toContain("\u001b")
})

test("whoever has read enough may stop reading", async () => {
  const folder = await folderWithStore()
  const { child, ended } = start(folder, "export payments --db shop/refunds.db")
  child.stdout.destroy()
  expect(await ended).toMatchObject({ code: 0, err: "" })
})

describe("an import", () => {
  const line = "import payments many.ndjson --db shop/refunds.db --json"
  const COUNT = 30_000

  /** Waits until the import has kept how far it came. */
  const underWay = async (folder: Folder): Promise<void> => {
    while (progressKept(folder).length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  test.each(["SIGKILL", "SIGINT"] as const)(
    "stopped by %s goes on and comes to the same end",
    { timeout: 120_000 },
    async (signal) => {
      const folder = await folderWithStore()
      manyPayments(folder, COUNT)
      const { child, ended } = start(folder, line)
      await underWay(folder)
      child.kill(signal)
      const first = await ended
      expect([first.code, first.signal]).toEqual(signal === "SIGINT" ? [130, null] : [null, "SIGKILL"])
      const second = await start(folder, line).ended
      const told = JSON.parse(second.out) as { rows: number; new: number; known: number; resumedAt: number }
      expect({ code: second.code, rows: told.rows }).toEqual({ code: 0, rows: COUNT })
      expect(told.new + told.known).toBe(COUNT)
      expect(told.resumedAt).toBeGreaterThan(0)
      expect(second.err).toContain("going on at line")
      expect(progressKept(folder)).toEqual([])
      const { out } = await folder.run("refund-rules verify --db shop/refunds.db --json")
      expect(JSON.parse(out)).toEqual({ payments: COUNT + 3, broken: [] })
    },
  )

  test("of another file of the same name begins at its beginning", { timeout: 120_000 }, async () => {
    const folder = await folderWithStore()
    manyPayments(folder, COUNT)
    const { child, ended } = start(folder, line)
    await underWay(folder)
    child.kill("SIGKILL")
    await ended
    manyPayments(folder, 10)
    const { out } = await folder.run(`refund-rules ${line}`)
    expect(JSON.parse(out)).toMatchObject({ rows: 10, resumedAt: 0 })
  })
})

test("a full disk is one clear line, and what was answered is there", async () => {
  const folder = await folderWithStore()
  manyPayments(folder, 20_000)
  // The largest file this process may write; a disk that is full looks the same to the database.
  const given = `ulimit -f 4000; exec "${process.execPath}" --conditions=@refund-rules/source "${main}" import payments many.ndjson --db shop/refunds.db`
  const child = spawn("bash", ["-c", given], { cwd: folder.path })
  let err = ""
  child.stderr.on("data", (chunk) => (err += chunk))
  const [code] = (await once(child, "close")) as [number | null]
  expect({ code, err: err.replaceAll(/\s+/g, " ") }).toEqual({
    code: 3,
    err: expect.stringMatching(/wrong: the database could not do it: .* next: nothing was half done/),
  })
  const { out } = await folder.run("refund-rules verify --db shop/refunds.db --json")
  const { broken, payments } = JSON.parse(out) as { broken: unknown[]; payments: number }
  expect(broken).toEqual([])
  expect(payments).toBeGreaterThan(3)
  const again = await folder.run("refund-rules import payments many.ndjson --db shop/refunds.db --json")
  expect(JSON.parse(again.out)).toMatchObject({ rows: 20_000, rejectedCount: 0 })
})
