/** Files as they come: whole, cut off, wrong in a row, far too long, or not there; what is good is kept, what is bad named. */
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { type Folder, folderWithStore } from "../running.ts"

const payment = (id: string, more: object = {}) =>
  JSON.stringify({ id, provider: "sandbox", references: {}, currency: "EUR", captured: 1000, ...more })

const imported = async (folder: Folder, file: string, rest = "") => {
  const { code, out } = await folder.run(`refund-rules import payments ${file} ${rest} --db shop/refunds.db --json`)
  return {
    code,
    ...(JSON.parse(out) as { new: number; known: number; rejected: { line: number; faults: { message: string }[] }[] }),
  }
}

const captured = async (folder: Folder, id: string): Promise<number | undefined> => {
  const { out } = await folder.run("refund-rules export payments --db shop/refunds.db")
  const found = out.split("\n").find((line) => line.includes(`"id":"${id}"`))
  return found === undefined ? undefined : (JSON.parse(found) as { captured: number }).captured
}

describe("a bad row", () => {
  test.each([
    ["is cut off", payment("p2").slice(0, 30), "this is not JSON"],
    ["has an unknown currency", payment("p2", { currency: "XYZ" }), "found `XYZ`"],
    [
      "does not add up",
      payment("p2", { lines: [{ id: "a", kind: "product", quantity: 1, net: 1, taxes: [] }] }),
      "999",
    ],
    ["has a fraction of a cent", payment("p2", { captured: 10.5 }), "10.5"],
    ["is no object", "7", "object"],
    ["says twice what was captured", payment("p2").replace("{", '{"captured":1,'), "stands twice"],
    ["has more digits than are kept", payment("p2").replace("1000", "1000.00000000000000001"), "another number"],
  ])("that %s is named by its line, and the others are kept", async (_name, row, words) => {
    const folder = await folderWithStore()
    folder.write("p.ndjson", `${payment("p1")}\n\n${row}\n${payment("p3")}`)
    const result = await imported(folder, "p.ndjson")
    expect(result).toMatchObject({ code: 1, new: 2, known: 0 })
    expect(result.rejected).toHaveLength(1)
    expect(result.rejected[0]).toMatchObject({ line: 3, faults: [{ message: expect.stringContaining(words) }] })
  })

  test("of ten megabytes is passed over without being held", async () => {
    const folder = await folderWithStore()
    folder.write("p.ndjson", `${payment("p1")}\n`)
    appendFileSync(join(folder.path, "p.ndjson"), `{"id":"${"x".repeat(10_000_000)}"}\n${payment("p3")}\n`)
    const result = await imported(folder, "p.ndjson")
    expect(result).toMatchObject({ code: 1, new: 2, rejected: [{ line: 2, faults: [{ code: "line_too_long" }] }] })
  })

  test("changes nothing of a payment that is known with other facts", async () => {
    const folder = await folderWithStore()
    folder.write("p.ndjson", `${payment("p1")}\n${payment("p1", { captured: 900 })}\n`)
    expect(await imported(folder, "p.ndjson")).toMatchObject({ code: 1, new: 1, rejected: [{ line: 2 }] })
    expect(await captured(folder, "p1")).toBe(1000)
  })
})

test.each([
  ["with a quote that never ends", 'id,provider,"currency,captured\nc1,sandbox,EUR,100\n', "quotes do not add up"],
  ["with two columns of one name", "id,provider,currency,captured,captured\nc1,sandbox,EUR,1,2\n", "named `captured`"],
  ["with other signs between its fields", "id;provider;currency;captured\nc1;sandbox;EUR;100\n", "write commas"],
])("a first line %s is named, and nothing below it is taken", async (_name, csv, words) => {
  const folder = await folderWithStore()
  folder.write("p.csv", csv)
  const result = await imported(folder, "p.csv")
  expect(result).toMatchObject({ code: 1, new: 0, rejected: [{ line: 1 }] })
  expect(result.rejected[0]?.faults[0]?.message).toContain(words)
})

test("running an import again changes nothing", async () => {
  const folder = await folderWithStore()
  expect(await imported(folder, "shop/payments.ndjson")).toMatchObject({ code: 0, new: 0, known: 3, rejected: [] })
})

test.each([
  ["nothing.ndjson", 2, "there is no file"],
  ["shop", 2, "is a folder"],
  ["-", 2, "save it to one"],
])("a file `%s` ends with %i", async (file, code, words) => {
  const folder = await folderWithStore()
  const said = await folder.run(`refund-rules import payments ${file} --db shop/refunds.db`)
  expect({ code: said.code, err: said.err }).toEqual({ code, err: expect.stringContaining(words) })
})

describe("Stripe", () => {
  test("the dashboard's spreadsheet, with its decimals and dates", async () => {
    const folder = await folderWithStore()
    folder.write(
      "stripe.csv",
      "\uFEFFid,Created (UTC),Amount,Currency,Captured,Status,Customer ID,Description,PaymentIntent ID\r\n" +
        'ch_1,2026-11-01 10:00:00,"1,234.50",eur,TRUE,Paid,cus_1,"two lines\r\nof =text",pi_1\r\n' +
        "ch_2,2026-11-01 11:00:00,1000,jpy,TRUE,Paid,,,pi_2\r\n" +
        "ch_3,2026-11-01 12:00:00,10.005,eur,TRUE,Paid,,,pi_3\r\n" +
        "ch_4,2026-11-01 13:00:00,10\r\n",
    )
    const result = await imported(folder, "stripe.csv", "--shape stripe")
    expect(result).toMatchObject({
      new: 2,
      rejected: [
        { line: 5, faults: [{ path: "/Amount", message: "`10.005` is no amount of EUR" }] },
        { line: 6, faults: [{ code: "csv_fields" }] },
      ],
    })
    expect(await captured(folder, "pi_1")).toBe(123_450)
    expect(await captured(folder, "pi_2")).toBe(1000)
  })

  test("the API's charges and refunds, a line each", async () => {
    const folder = await folderWithStore()
    folder.write("charges.ndjson", {
      id: "ch_9",
      object: "charge",
      amount: 2000,
      amount_captured: 2000,
      currency: "eur",
      status: "succeeded",
      captured: true,
      created: 1_793_527_200,
      payment_intent: "pi_9",
      customer: { id: "cus_9" },
    })
    folder.write(
      "refunds.ndjson",
      ["re_1", "re_2"]
        .map((id, index) =>
          JSON.stringify({
            id,
            amount: 500,
            currency: "eur",
            status: "succeeded",
            payment_intent: index === 0 ? "pi_9" : "pi_x",
          }),
        )
        .join("\n"),
    )
    expect(await imported(folder, "charges.ndjson", "--shape stripe")).toMatchObject({ code: 0, new: 1 })
    const line = "refund-rules import refunds refunds.ndjson --shape stripe --db shop/refunds.db --json"
    const first = await folder.run(line)
    expect(JSON.parse(first.out)).toMatchObject({
      new: 1,
      rejected: [{ line: 2, faults: [{ code: "payment_not_found" }] }],
    })
    expect(JSON.parse((await folder.run(line)).out)).toMatchObject({ new: 0, known: 1, rejectedCount: 1 })
    const listed = await folder.run("refund-rules refund list --payment pi_9 --db shop/refunds.db --json")
    expect(JSON.parse(listed.out)).toMatchObject({
      items: [{ providerRefundId: "re_1", amount: 500, status: "succeeded" }],
    })
  })
})

test("Dodo's payments, a line each", async () => {
  const folder = await folderWithStore()
  folder.write("dodo.ndjson", {
    payment_id: "pay_d",
    total_amount: 4999,
    currency: "USD",
    status: "succeeded",
    created_at: "2026-11-01T10:00:00Z",
    customer: { customer_id: "cus_d", name: "Ann", email: "ann@example.com" },
  })
  expect(await imported(folder, "dodo.ndjson", "--shape dodo")).toMatchObject({ code: 0, new: 1 })
  expect(await captured(folder, "pay_d")).toBe(4999)
})

test.each(["1e3", "0x10", " 5", "5.0", "-5", ""])(
  "the amount `%s` of a refund in a spreadsheet is no amount",
  async (amount) => {
    const folder = await folderWithStore()
    folder.write("r.csv", `paymentId,providerRefundId,status,amount,currency\npay-1,re_1,succeeded,${amount},EUR\n`)
    const { code, out } = await folder.run("refund-rules import refunds r.csv --db shop/refunds.db --json")
    expect({ code, ...(JSON.parse(out) as object) }).toMatchObject({
      code: 1,
      new: 0,
      rejected: [{ line: 2, faults: [{ path: "/amount" }] }],
    })
  },
)
