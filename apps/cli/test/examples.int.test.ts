/** Every example that `--help` or the README shows is run here, in the order in which somebody would read them. */
import { readFileSync } from "node:fs"
import type { Command } from "effect/cli"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { commandLine } from "../src/commandLine.ts"
import { type Folder, makeFolder, prepareStore, refundOf, runShell } from "./running.ts"

interface Example {
  readonly of: string
  readonly line: string
}

const examplesOf = (command: Command.Command.Any, path = ""): readonly Example[] => {
  const of = `${path} ${command.name}`.trim()
  return [
    ...command.examples.map(({ command: line }) => ({ of, line })),
    ...command.subcommands.flatMap(({ commands }) => commands.flatMap((one) => examplesOf(one, of))),
  ]
}

const leavesOf = (command: Command.Command.Any, path = ""): readonly string[] => {
  const of = `${path} ${command.name}`.trim()
  const below = command.subcommands.flatMap(({ commands }) => commands.flatMap((one) => leavesOf(one, of)))
  return below.length === 0 ? [of] : below
}

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
const inReadme = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) =>
  block
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) =>
      line
        .replace(/\s+# .*/, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .filter((line) => line.includes("refund-rules ") && !line.startsWith("#")),
)

const stripeCsv = `id,Created (UTC),Amount,Currency,Captured,Status,Customer ID,Customer Email,PaymentIntent ID
ch_1,2026-11-01 10:00:00,20.00,eur,TRUE,Paid,cus_1,ann@example.com,pi_1
`
const dodoRefund = { refund_id: "rfnd_1", payment_id: "pay_dodo", amount: 300, currency: "EUR", status: "succeeded" }
const dodoPayment = {
  id: "dodo-1",
  provider: "dodo",
  references: { paymentId: "pay_dodo" },
  currency: "EUR",
  captured: 1000,
  customer: { id: "c", name: "Ann", email: "ann@example.com" },
}

const onDatabase = "--db shop/refunds.db --json"

/** Ids are made by chance: what an example calls `ref-1` stands for one that is in the state it needs. */
const prepared = async (folder: Folder): Promise<Readonly<Record<string, string>>> => {
  await folder.run("refund-rules init shop")
  await prepareStore(folder)
  folder.write("stripe.csv", stripeCsv)
  folder.write("dodo.ndjson", dodoPayment)
  folder.write("refunds.csv", "payment,amount,reason\npay-1,110,goodwill\npay-2,120,goodwill\n")
  folder.write("dodo-refunds.ndjson", dodoRefund)
  await folder.run("refund-rules import payments dodo.ndjson --db shop/refunds.db")
  const idIn = async (line: string): Promise<string> => {
    const { err, out } = await folder.run(`${line} ${onDatabase}`)
    if (out === "") throw new Error(`${line}: ${err}`)
    return (JSON.parse(out) as { readonly id: string }).id
  }
  return {
    "ref-1": await refundOf(folder, "pay-1 --amount 100"),
    "ref-2": await refundOf(folder, "pay-2 --amount 20001"),
    "ref-3": await refundOf(folder, "pay-2 --amount 5000 --note second"),
    "ref-4": await refundOf(folder, "pay-1 --amount 101"),
    "ses-1": await idIn("refund-rules session open pay-1 --amount 200 --reason goodwill"),
    "ses-2": await idIn("refund-rules session open pay-1 --amount 201 --reason goodwill"),
    "key-1": await idIn("refund-rules keys create somebody"),
  }
}

/** What needs a provider that answered strangely is shown, and shown to be refused where no provider did. */
const endings: Readonly<Record<string, number>> = {
  "refund-rules refund resolve": 1,
  "refund-rules incidents resolve": 1,
}

describe("examples of help", () => {
  const folder = makeFolder()
  let ids: Readonly<Record<string, string>> = {}
  beforeAll(async () => {
    ids = await prepared(folder)
  })
  afterAll(() => folder[Symbol.dispose]())

  const later = (line: string): number => (/head.json|backtest merge/.test(line) ? 1 : 0)
  const examples = examplesOf(commandLine)
    .filter(({ line }) => !line.includes(" init "))
    .toSorted(
      (a, b) => later(a.line) - later(b.line) || Number(b.line.includes("export")) - Number(a.line.includes("export")),
    )

  test.each(examples)("$of: $line", async ({ of, line }) => {
    const hash = line.includes("0123456789abcdef")
      ? (JSON.parse(folder.read("shop/plan.json")) as { readonly hash: string }).hash
      : ""
    const real = line
      .replaceAll(/\b(ref|ses|key)-\d\b/g, (name) => ids[name] ?? name)
      .replace("0123456789abcdef", hash.slice(0, 16))
    const expected = endings[of] ?? 0
    const { code, err, out } = await runShell(folder, real)
    expect({ line, code, said: code === expected ? "" : err + out }).toEqual({ line, code: expected, said: "" })
  })

  test("every command has one", () => {
    const shown = new Set(examplesOf(commandLine).map(({ of }) => of))
    expect(leavesOf(commandLine).filter((path) => !shown.has(path))).toEqual([])
  })
})

test("the examples of the README, one after the other", async () => {
  using folder = makeFolder()
  expect(inReadme.length).toBeGreaterThan(3)
  for (const line of inReadme) {
    const { code, err, out } = await runShell(folder, line)
    expect({ line, code, said: code === 0 ? "" : err + out }).toEqual({ line, code: 0, said: "" })
  }
})
