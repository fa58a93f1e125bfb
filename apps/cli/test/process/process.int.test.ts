/** The program as a shell starts it: its exit code, its signals, its pipes, and what a killed one leaves. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { describe, expect, test } from "vitest"
import { makeHistory } from "../backtest/history.ts"
import { folderWithShop, folderWithStore } from "../running.ts"
import { hold, letGo, main, manyPayments, start, underWay } from "./starting.ts"

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

describe("a backtest that nobody listens to", () => {
  const backtest = "backtest --policy shop/policy.json --db shop/refunds.db --json"

  test("on a closed pipe of errors is done all the same, on one thread and on two", async () => {
    const folder = await folderWithShop()
    await makeHistory(folder, 20)
    for (const threads of [1, 2]) {
      const { child, ended } = start(folder, `${backtest} --threads ${threads}`)
      child.stderr.destroy()
      const { code, out } = await ended
      expect({ code, decisions: (JSON.parse(out) as { decisions: number }).decisions }).toEqual({
        code: 0,
        decisions: 44,
      })
    }
  })

  test("without any place for errors is done all the same, and what is wrong keeps its code", async () => {
    const folder = await folderWithShop()
    await makeHistory(folder, 20)
    const inShell = async (line: string) => {
      const given = `exec "${process.execPath}" --conditions=@refund-rules/source "${main}" ${line} 2>&-`
      const child = spawn("bash", ["-c", given], { cwd: folder.path })
      let out = ""
      child.stdout.on("data", (chunk) => (out += chunk))
      const [code] = (await once(child, "close")) as [number | null]
      return { code, out }
    }
    const { code, out } = await inShell(backtest)
    expect({ code, decisions: (JSON.parse(out) as { decisions: number }).decisions }).toEqual({
      code: 0,
      decisions: 44,
    })
    expect(await inShell("backtest --policy nothing.json --db shop/refunds.db")).toEqual({ code: 2, out: "" })
  })
})

// That one that is stopped comes to the same end is shown in resume.long.test.ts.
describe("an import", () => {
  const line = "import payments many.ndjson --db shop/refunds.db --json"
  const COUNT = 20_000

  test("of another file of the same name begins at its beginning", async () => {
    const folder = await folderWithStore()
    manyPayments(folder, COUNT)
    hold(folder, COUNT)
    const { child, ended } = start(folder, line)
    await underWay(folder, child)
    child.kill("SIGKILL")
    await ended
    letGo(folder)
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
