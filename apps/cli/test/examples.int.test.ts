/** Every example that `--help` or the README shows is run here, in the order in which somebody would read them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { startServer, testRootKey } from "@refund-rules/harness"
import { serveSandbox } from "@refund-rules/provider-sandbox"
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

const refundsCsv = "payment,amount,reason\npay-1,110,goodwill\npay-2,120,goodwill\n"

const onDatabase = "--db shop/refunds.db --json"

/** A server and a provider beside the folder's database; the server sends nothing, so that what is held stays held. */
const around = async (folder: Folder) => {
  const sandbox = await serveSandbox({ port: 0, file: join(folder.path, "sandbox.jsonl") })
  const server = await startServer({
    REFUND_RULES_DATABASE_URL: `file:${join(folder.path, "shop/refunds.db")}`,
    REFUND_RULES_POLL_MS: "86400000",
    REFUND_RULES_WEBHOOK_ALLOW: "127.0.0.1:9",
  })
  folder.write("key.txt", testRootKey)
  return {
    environment: { REFUND_RULES_SANDBOX_URL: sandbox.url, REFUND_RULES_KEY: testRootKey },
    url: server.line.native,
    close: async () => {
      await server[Symbol.asyncDispose]()
      await sandbox.close()
    },
  }
}

type Around = Awaited<ReturnType<typeof around>>

/** What stands in an example for a place that only its reader knows. */
const placed = (line: string, { url }: Around): string =>
  line
    .replace("https://refunds.example.com", url)
    .replace("file:/run/secrets/refunds", "file:key.txt")
    .replace("REFUND_RULES_KEY=... ", `REFUND_RULES_KEY=${testRootKey} `)

const webhookAt = async ({ url }: Around): Promise<string> => {
  const answer = await fetch(`${url}/v1/webhooks`, {
    method: "POST",
    headers: { authorization: `Bearer ${testRootKey}`, "content-type": "application/json" },
    body: JSON.stringify({ url: "http://127.0.0.1:9/hooks" }),
  })
  return ((await answer.json()) as { readonly id: string }).id
}

/** Ids are made by chance: what an example calls `ref-1` stands for one that is in the state it needs. */
const idsIn = async (folder: Folder, beside: Around): Promise<Readonly<Record<string, string>>> => {
  folder.write("stripe.csv", stripeCsv)
  folder.write("dodo.ndjson", dodoPayment)
  folder.write("refunds.csv", refundsCsv)
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
    "webhook-1": await webhookAt(beside),
  }
}

/** The hash of the plan that an example runs, where it names one. */
const hashIn = (folder: Folder, line: string): string => {
  const plan = /batch run (\S+)/.exec(line)?.[1]
  return plan === undefined ? "" : (JSON.parse(folder.read(plan)) as { readonly hash: string }).hash.slice(0, 16)
}

const hashed = (folder: Folder, line: string): string => line.replace(/(?<=--hash )[0-9a-f]+/, hashIn(folder, line))

/** What needs a provider that answered strangely is shown, and shown to be refused where no provider did. */
const endings: Readonly<Record<string, number>> = {
  "refund-rules refund resolve": 1,
  "refund-rules incidents resolve": 1,
}

describe("examples of help", () => {
  const folder = makeFolder()
  let beside: Around
  let ids: Readonly<Record<string, string>> = {}
  beforeAll(async () => {
    await folder.run("refund-rules init shop")
    await prepareStore(folder)
    beside = await around(folder)
    ids = await idsIn(folder, beside)
  })
  afterAll(async () => {
    await beside.close()
    folder[Symbol.dispose]()
  })

  const later = (line: string): number => (/head.json|backtest merge/.test(line) ? 1 : 0)
  const examples = examplesOf(commandLine)
    .filter(({ line }) => !line.includes(" init "))
    .toSorted(
      (a, b) => later(a.line) - later(b.line) || Number(b.line.includes("export")) - Number(a.line.includes("export")),
    )

  test.each(examples)("$of: $line", async ({ of, line }) => {
    const named = line.replaceAll(/\b(ref|ses|key|webhook)-\d\b/g, (name) => ids[name] ?? name)
    const real = hashed(folder, placed(named, beside))
    const expected = endings[of] ?? 0
    const { code, err, out } = await runShell(folder, real, beside.environment)
    expect({ line, code, said: code === expected ? "" : err + out }).toEqual({ line, code: expected, said: "" })
  })

  test("every command has one", () => {
    const shown = new Set(examplesOf(commandLine).map(({ of }) => of))
    expect(leavesOf(commandLine).filter((path) => !shown.has(path))).toEqual([])
  })
})

test("the examples of the README, one after the other", async () => {
  using folder = makeFolder()
  folder.write("refunds.csv", refundsCsv)
  expect(inReadme.length).toBeGreaterThan(20)
  let beside: Around | undefined
  try {
    for (const line of inReadme) {
      if (/--url|reconcile/.test(line)) beside ??= await around(folder)
      const real = hashed(folder, beside === undefined ? line : placed(line, beside))
      const { code, err, out } = await runShell(folder, real, beside?.environment)
      expect({ line, code, said: code === 0 ? "" : err + out }).toEqual({ line, code: 0, said: "" })
    }
  } finally {
    await beside?.close()
  }
})

test("the README shows no command that is not run here", () => {
  const unrun = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].filter(
    ([, kind, block = ""]) => kind !== "sh" && block.includes("refund-rules "),
  )
  expect(unrun.map(([block]) => block)).toEqual([])
})
