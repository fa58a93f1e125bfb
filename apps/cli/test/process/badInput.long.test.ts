/** Bad input and bad places, each with the real process: one clear line, an exit code, and nothing lost. */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { appendFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test, vi } from "vitest"
import { type Folder, folderWithStore } from "../running.ts"
import { main, start } from "./starting.ts"

const payment = (id: string, more: object = {}) =>
  JSON.stringify({ id, provider: "sandbox", references: {}, currency: "EUR", captured: 1000, ...more })

const payments = async (folder: Folder): Promise<readonly string[]> => {
  const { out } = await folder.run("refund-rules export payments --db shop/refunds.db")
  return out
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { readonly id: string }).id)
    .toSorted()
}

vi.setConfig({ testTimeout: 60_000 })

const STARTER = ["pay-1", "pay-2", "pay-3"]

interface Row {
  readonly name: string
  readonly prepare: (folder: Folder) => void
  readonly line: string
  readonly code: number
  /** What it says, wherever it says it. */
  readonly words: string
  /** What is there after it, beside the starter's. */
  readonly kept: readonly string[]
}

const into = "--db shop/refunds.db"
const importing = `import payments p.ndjson ${into}`
const three = (second: string) => (folder: Folder) =>
  folder.write("p.ndjson", `${payment("p1")}\n${second}\n${payment("p3")}`)

const rows: readonly Row[] = [
  {
    name: "a file that was cut off in its last line",
    prepare: (folder) => folder.write("p.ndjson", `${payment("p1")}\n${payment("p2").slice(0, 40)}`),
    line: importing,
    code: 1,
    words: "p.ndjson:2 this is not JSON",
    kept: ["p1"],
  },
  {
    name: "a currency that is none",
    prepare: three(payment("p2", { currency: "EURO" })),
    line: importing,
    code: 1,
    words: "EURO",
    kept: ["p1", "p3"],
  },
  {
    name: "another currency than the payment's",
    prepare: (folder) => folder.write("ask.json", { amount: 100, currency: "USD", reason: "goodwill" }),
    line: `refund create pay-1 --ask ask.json ${into}`,
    code: 1,
    words: "USD",
    kept: [],
  },
  {
    name: "a line of ten megabytes",
    prepare: (folder) => {
      three(`{"id":"`)(folder)
      folder.write("p.ndjson", `${payment("p1")}\n`)
      appendFileSync(join(folder.path, "p.ndjson"), `{"id":"${"x".repeat(10_000_000)}"}\n${payment("p3")}\n`)
    },
    line: importing,
    code: 1,
    words: "longer than 1,000,000 bytes",
    kept: ["p1", "p3"],
  },
  {
    name: "a file that is not there",
    prepare: () => {},
    line: importing,
    code: 2,
    words: "there is no file",
    kept: [],
  },
  {
    name: "a database that is not there",
    prepare: three(payment("p2")),
    line: "import payments p.ndjson --db shop/refund.db",
    code: 2,
    words: "there is no database",
    kept: [],
  },
  {
    name: "a result where something is already",
    prepare: () => {},
    line: `backtest --policy shop/policy.json --format csv --out shop/policy.json ${into}`,
    code: 2,
    words: "is there already",
    kept: [],
  },
  {
    name: "an ask that is no JSON",
    prepare: (folder) => folder.write("ask.json", "{amount: 100}"),
    line: `refund create pay-1 --ask ask.json ${into}`,
    code: 2,
    words: "not JSON",
    kept: [],
  },
]

test.each(rows)("$name", async ({ code, kept, line, prepare, words }) => {
  const folder = await folderWithStore()
  prepare(folder)
  const said = await start(folder, line).ended
  const all = `${said.out}${said.err}`.replaceAll(/\s+/g, " ")
  expect({ code: said.code, all }).toEqual({ code, all: expect.stringContaining(words) })
  expect(all).not.toMatch(/ at \S+ \(|report it/)
  expect(await payments(folder)).toEqual([...kept, ...STARTER].toSorted())
})

test("a cell that a spreadsheet would run is text in what is exported, and is itself when it comes back", async () => {
  const folder = await folderWithStore()
  const formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]
  folder.write("p.ndjson", formulas.map((id, index) => payment(`f${index}`, { customer: { id } })).join("\n"))
  expect((await start(folder, importing).ended).code).toBe(0)
  const { code, out } = await start(folder, `export payments --format csv ${into}`).ended
  expect(code).toBe(0)
  const cells = out.split("\n").flatMap((line) => line.split(","))
  expect(cells.filter((cell) => /^"?[=+\-@\t]/.test(cell))).toEqual([])
  for (const formula of formulas) expect(out).toContain(`'${formula}`)
})

/** Runs lines of a shell in a folder that is on a disk of its own: read-only, or with so little room. */
const onDisk = async (folder: Folder, options: string, lines: readonly string[]) => {
  const disk = join(folder.path, "disk")
  const program = `"${process.execPath}" --conditions=@refund-rules/source --disable-warning=ExperimentalWarning "${main}"`
  const script = [
    `mkdir -p ${disk} && mount -t tmpfs -o size=64m tmpfs ${disk} && cp -r shop p.ndjson ${disk} && cd ${disk}`,
    `mount -o remount,${options} ${disk}`,
    ...lines.map((line) => line.replace("refund-rules", program)),
  ].join("\n")
  const child = spawn("unshare", ["-m", "bash", "-c", script], { cwd: folder.path })
  let [out, err] = ["", ""]
  child.stdout.on("data", (chunk) => (out += chunk))
  child.stderr.on("data", (chunk) => (err += chunk))
  const [code] = (await once(child, "close")) as [number | null]
  return { code, out, err: err.replaceAll(/\s+/g, " ") }
}

const mayMount = spawnSync("unshare", ["-m", "true"]).status === 0

// The last two read a database that is elsewhere, and write here.
const elsewhere = "--db ../shop/refunds.db"

test.runIf(mayMount).each([
  ["migrate --db new.db", "cannot be made"],
  [`import payments p.ndjson ${into}`, "give this process the right to write"],
  ["init other", "cannot be made"],
  [`backtest --policy shop/policy.json --format csv --out r.csv ${elsewhere}`, "cannot be written"],
  [`backup copy.db ${elsewhere}`, "could not be written"],
])("%s in a folder that can only be read", async (line, words) => {
  const folder = await folderWithStore()
  folder.write("p.ndjson", payment("p1"))
  const { code, err } = await onDisk(folder, "ro", [`refund-rules ${line}`])
  expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining(words) })
  expect(err).not.toContain("report it")
})

test.runIf(mayMount).each([
  [`import payments p.ndjson ${into}`, 262_144, "is full"],
  [`backtest --policy shop/policy.json --format html --out r.html ${elsewhere}`, 4096, "cannot be written"],
  [`backup copy.db ${elsewhere}`, 4096, "could not be written"],
])("%s on a disk with room for %i bytes leaves what was there, and nothing half", async (line, room, words) => {
  const folder = await folderWithStore()
  const many = Array.from({ length: 4000 }, (_, index) => payment(`m${index}`))
  folder.write("p.ndjson", many.join("\n"))
  const fill = `head -c "$(($(df --output=avail -B1 . | tail -1) - ${room}))" /dev/zero > filler`
  const said = await onDisk(folder, "size=64m", [
    fill,
    `refund-rules ${line}`,
    'code=$?; ls; rm -f filler; cp -r shop ../after; exit "$code"',
  ])
  expect({ code: said.code, err: said.err }).toEqual({ code: 3, err: expect.stringContaining(words) })
  expect(said.out.split("\n").filter((name) => /^(r\.html|copy\.db)/.test(name))).toEqual([])
  const after = await folder.run("refund-rules verify --db after/refunds.db --json")
  expect(JSON.parse(after.out)).toMatchObject({ broken: [] })
  const again = await folder.run("refund-rules import payments p.ndjson --db after/refunds.db --json")
  expect(JSON.parse(again.out)).toMatchObject({ rows: 4000, rejectedCount: 0 })
  expect(readdirSync(folder.path)).toContain("after")
})

test("an output that cannot be written says so, and never ends well", async () => {
  const folder = await folderWithStore()
  const given = `"${process.execPath}" --conditions=@refund-rules/source "${main}" export payments ${into} > /dev/full`
  const child = spawn("bash", ["-c", given], { cwd: folder.path })
  onTestFinished(() => void child.kill())
  let err = ""
  child.stderr.on("data", (chunk) => (err += chunk))
  const [code] = (await once(child, "close")) as [number | null]
  expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining("cannot be written") })
})
