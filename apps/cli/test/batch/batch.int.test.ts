/** A batch does what was looked at and nothing else: not what was changed, not what moved, and nothing twice. */
import { expect, test } from "vitest"
import { type Folder, folderWithStore, refundOf } from "../running.ts"

const csv = `payment,amount,reason,note
pay-1,100,goodwill,
pay-1,200,goodwill,"second, with a comma"
pay-2,25000,goodwill,
pay-3,500,goodwill,
pay-9,500,goodwill,
pay-2,-5,goodwill,
`

interface Planned {
  readonly hash: string
  readonly verdicts: Readonly<Record<string, number>>
  readonly totals: Readonly<Record<string, unknown>>
}

const plan = async (folder: Folder, text = csv): Promise<Planned> => {
  folder.write("refunds.csv", text)
  const { code, err, out } = await folder.run(
    "refund-rules batch plan refunds.csv --out plan.json --db shop/refunds.db --json",
  )
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as Planned
}

const execute = async (folder: Folder, hash: string, rest = "") => {
  const line = `refund-rules batch run plan.json --hash ${hash} --rate 1000 ${rest} --db shop/refunds.db --json`
  const { code, err, out } = await folder.run(line)
  return { code, value: JSON.parse(out === "" ? err : out) as Record<string, any> }
}

const refunds = async (folder: Folder): Promise<readonly Record<string, any>[]> => {
  const { out } = await folder.run("refund-rules refund list --db shop/refunds.db --json")
  return (JSON.parse(out) as { readonly items: readonly Record<string, any>[] }).items
}

test("a plan has a verdict for each row, totals for each currency, and holds nothing", async () => {
  const folder = await folderWithStore()
  expect(await plan(folder)).toMatchObject({
    verdicts: { Approve: 2, Review: 1, Refuse: 1, Unreadable: 2 },
    totals: { EUR: { approved: 300, review: 25_000, rows: 3 } },
  })
  expect(await refunds(folder)).toEqual([])
})

test("running it makes exactly its refunds under one audit id; running it again changes nothing", async () => {
  const folder = await folderWithStore()
  const { hash } = await plan(folder)
  const first = await execute(folder, hash)
  expect(first).toMatchObject({ code: 0, value: { made: 3, known: 0, failed: [], stopped: false, skipped: 3 } })
  const made = await refunds(folder)
  expect(made.map(({ amount, status }) => `${String(amount)} ${String(status)}`)).toEqual([
    "25000 review",
    "200 accepted",
    "100 accepted",
  ])
  expect(new Set(made.map(({ metadata }) => (metadata as { batch: string }).batch))).toEqual(
    new Set([first.value["audit"]]),
  )
  expect(await execute(folder, hash)).toMatchObject({ code: 0, value: { made: 0, known: 3, failed: [] } })
  expect(await refunds(folder)).toEqual(made)
})

test("a plan that was changed, or is not the one that was looked at, is not run", async () => {
  const folder = await folderWithStore()
  const { hash } = await plan(folder)
  expect(await execute(folder, "0123456789abcdef")).toMatchObject({ code: 2, value: { error: { code: "usage" } } })
  folder.write("plan.json", folder.read("plan.json").replace('"amount":100,', '"amount":101,'))
  expect(await execute(folder, hash)).toMatchObject({
    code: 2,
    value: { error: { faults: [{ code: "plan_changed" }] } },
  })
  expect(await refunds(folder)).toEqual([])
})

test("a row whose payment moved since is not made as something else", async () => {
  const folder = await folderWithStore()
  const { hash } = await plan(folder, "payment,reason\npay-1,goodwill\npay-2,goodwill\n")
  await refundOf(folder, "pay-1 --amount 1000")
  expect(await execute(folder, hash)).toMatchObject({
    code: 1,
    value: {
      made: 1,
      failed: [{ line: 2, paymentId: "pay-1", reason: expect.stringContaining("planned as Approve of 9600") }],
    },
  })
})

test("it stops after so many failures, and the same command goes on with the rest", async () => {
  const folder = await folderWithStore()
  const { hash } = await plan(folder, "payment,reason\npay-1,goodwill\npay-2,goodwill\n")
  const id = await refundOf(folder, "pay-1 --amount 1000")
  expect(await execute(folder, hash, "--stop-after 1")).toMatchObject({
    code: 1,
    value: { made: 0, stopped: true, failed: [{ line: 2 }] },
  })
  await folder.run(`refund-rules refund cancel ${id} --db shop/refunds.db`)
  expect(await execute(folder, hash)).toMatchObject({ code: 0, value: { made: 2, failed: [], stopped: false } })
})

test("what is wrong with rows is told to people in lines that fit, whether planned or imported", async () => {
  const folder = await folderWithStore()
  folder.write("refunds.csv", "payment,amount,reason\npay-1,100,because\n")
  folder.write("more.csv", "id,provider,currency,captured,colour,size\np9,,EUR,1.5,red,xl\n")
  for (const line of ["batch plan refunds.csv", "import payments more.csv"]) {
    const { out } = await folder.run(`refund-rules ${line} --db shop/refunds.db`)
    expect(out).toMatch(/Unreadable line 2|rejected more\.csv:2/)
    expect(out.split("\n").filter(({ length }) => length > 80)).toEqual([])
  }
})
