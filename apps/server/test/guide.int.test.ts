/** The guides' commands, run one after the other against the real server: each succeeds, and answers what the guide says. */
import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { patientFacades, rootKey, serve } from "./serving.ts"

const guideOf = (name: string): URL => new URL(`../../../docs/guide/${name}.md`, import.meta.url)
const run = promisify(execFile)

/** The shell blocks that ask the server; those before set it up by hand. */
const commandsOf = (text: string): readonly string[] =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!).filter((block) => block.includes("curl "))

// What the guide uses of curl, so that its commands run where no curl is installed; it prints the status as well.
const standIn = `#!${process.execPath}
const [given, options] = [process.argv.slice(2), { headers: {} }]
let url
for (let at = 0; at < given.length; at++) {
  if (given[at] === "-X") options.method = given[++at]
  else if (given[at] === "-d") options.body = given[++at]
  else if (given[at] === "-H") {
    const [name, ...value] = given[++at].split(": ")
    options.headers[name] = value.join(": ")
  } else url = given[at]
}
fetch(url, { method: options.body === undefined ? "GET" : "POST", ...options }).then(async (response) =>
  console.log(JSON.stringify([response.status, JSON.parse((await response.text()) || "null")])),
)
`

type Answer = readonly [number, any]

/** What every command of a guide is answered with, in their order. */
const answersOf = async (name: string): Promise<readonly Answer[]> => {
  const folder = await mkdtemp(join(tmpdir(), "refund-rules-guide-"))
  await writeFile(join(folder, "curl"), standIn, { mode: 0o755 })
  const commands = commandsOf(await readFile(guideOf(name), "utf8"))
  const server = await serve(patientFacades)
  const environment = { PATH: `${folder}:${process.env["PATH"]}`, URL: server.url, KEY: rootKey }
  const answers: Answer[] = []
  for (const command of commands) {
    const { stdout } = await run("sh", ["-ec", command], { env: environment })
    for (const line of stdout.trim().split("\n")) answers.push(JSON.parse(line) as Answer)
  }
  await server.close()
  await rm(folder, { recursive: true })
  return answers
}

it("gets from a payment to a refund, and everything it says on the way is so", async () => {
  const answers = await answersOf("first-refund")
  expect(answers.map(([status]) => status)).toEqual([201, 201, 201, 422, 200, 200, 200, 200, 200, 201])
  const [payment, policy, refund, refused, , quoted, , events, refunds, key] = answers.map(([, body]) => body)
  expect(payment.balance.remaining).toBe(10_000)
  expect(policy).toMatchObject({ id: "default", version: 1 })
  expect(refund).toMatchObject({ amount: 4500, status: "succeeded", reason: "product_unsatisfactory" })
  expect(refused).toMatchObject({ code: "amount_exceeds_refundable", available: 4500 })
  expect(quoted.quote.total).toBe(4500)
  expect(events.items.map((one: any) => one.type)).toEqual(["refund.accepted", "refund.submitting", "refund.succeeded"])
  expect(refunds.items.length).toBe(1)
  expect(key.key).toMatch(/^rr_test_/)
})

it("connects a provider and lets go of it, and everything it says on the way is so", async () => {
  const answers = await answersOf("providers")
  expect(answers.map(([status]) => status)).toEqual([200, 200, 200, 204])
  const [set, changed, listed] = answers.map(([, body]) => body)
  expect(set).toMatchObject({ provider: "stripe", url: null, credentials: ["key"], webhookSecrets: 1 })
  expect(changed).toMatchObject({ credentials: ["key"], webhookSecrets: 2 })
  expect(listed.items).toEqual([changed])
})

it("refunds through every provider's own words, and everything it says on the way is so", async () => {
  const answers = await answersOf("facades")
  expect(answers.map(([status]) => status)).toEqual([201, 201, 201, 201, 201, 200, 200, 200, 201, 200, 400])
  const [stripe, dodo, wooshpay, loop, dollr, refused] = answers.slice(5).map(([, body]) => body)
  expect(stripe).toMatchObject({ object: "refund", amount: 4000, status: "succeeded", payment_intent: "pi_1" })
  expect(dodo).toMatchObject({ payment_id: "pay_2", amount: 10_000, is_partial: false })
  expect(wooshpay).toMatchObject({ amount: 4000, payment_intent: "pi_3" })
  expect(loop).toMatchObject({ charge_id: "ch_5", amount_cents: 4000 })
  expect(dollr).toMatchObject({ reference_id: "8c7e2f0a-3b1d-4f6e-9a5c-1d2e3f4a5b6c", payer_amount: 40 })
  expect(refused.error.type).toBe("invalid_request_error")
})

it("changes rules without surprise, and everything it says on the way is so", async () => {
  const answers = await answersOf("policies")
  expect(answers.map(([status]) => status)).toEqual([200, 202, 201, 200, 200, 200])
  const [checked, backtest, published, differences, active, report] = answers.map(([, body]) => body)
  expect([checked.passed, checked.counterexamples[0].case.payment.captured]).toEqual([false, 50_001])
  expect(backtest).toMatchObject({ by: ["reason"], since: "2026-01-01T00:00:00.000Z" })
  expect([published.version, differences.counts]).toEqual([1, []])
  expect([active.status, active.effectiveFrom]).toEqual(["active", "2030-01-01T00:00:00.000Z"])
  expect(report.totals).toEqual([])
})

it("erases what is kept of a customer nobody knows, and says so", async () => {
  const answers = await answersOf("personal-data")
  expect(answers).toEqual([[200, { customerId: "cus_1", erased: 0 }]])
})
