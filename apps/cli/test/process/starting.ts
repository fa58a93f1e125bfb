/** Starts the program in a process of its own, and tells how far an import has come. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import Database from "better-sqlite3"
import { expect } from "vitest"
import { type Folder, folderWithStore } from "../running.ts"

export const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url))
const compiled = fileURLToPath(new URL("../../node_modules/.cache/compiled/", import.meta.url))

export const start = (folder: Folder, line: string, env: Readonly<Record<string, string>> = {}) => {
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

export const manyPayments = (folder: Folder, count: number): void => {
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

const inStore = (folder: Folder, sql: string): void => {
  const database = new Database(join(folder.path, "shop/refunds.db"))
  database.exec(sql)
  database.close()
}

/**
 * Makes each row of an import take a while, and the last one of so many for ever: on a machine of any speed it keeps how
 * far it came, and is not done when it is stopped.
 */
export const hold = (folder: Folder, count: number): void =>
  inStore(
    folder,
    `create trigger slow after insert on payment begin select length(hex(randomblob(200000))); end;
     create trigger endless after insert on payment when new.id = 'many-${count - 1}'
       begin select count(*) from payment a, payment b, payment c, payment d, payment e; end;`,
  )

export const letGo = (folder: Folder): void => inStore(folder, "drop trigger slow; drop trigger endless")

const progressKept = (folder: Folder): readonly string[] =>
  readdirSync(join(folder.path, "shop")).filter((name) => /\.import-\w+\.json$/.test(name))

/** Waits until the import has kept how far it came, which it does once a second. */
export const underWay = async (folder: Folder, child: ChildProcess): Promise<void> => {
  while (progressKept(folder).length === 0) {
    if (child.exitCode !== null) throw new Error("the import was done before it could be stopped")
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Stops an import of so many payments on its way, goes on with it, and expects the end of one that was never stopped. */
export const stopAndGoOn = async (signal: "SIGKILL" | "SIGINT", count: number): Promise<void> => {
  const line = "import payments many.ndjson --db shop/refunds.db --json"
  const folder = await folderWithStore()
  manyPayments(folder, count)
  hold(folder, count)
  const { child, ended } = start(folder, line)
  await underWay(folder, child)
  child.kill(signal)
  const first = await ended
  expect([first.code, first.signal]).toEqual(signal === "SIGINT" ? [130, null] : [null, "SIGKILL"])
  letGo(folder)
  const second = await start(folder, line).ended
  const told = JSON.parse(second.out) as { rows: number; new: number; known: number; resumedAt: number }
  expect({ code: second.code, rows: told.rows }).toEqual({ code: 0, rows: count })
  expect(told.new + told.known).toBe(count)
  expect(told.resumedAt).toBeGreaterThan(0)
  expect(second.err).toContain("going on at line")
  expect(progressKept(folder)).toEqual([])
  const { out } = await folder.run("refund-rules verify --db shop/refunds.db --json")
  expect(JSON.parse(out)).toEqual({ payments: count + 3, broken: [] })
}
