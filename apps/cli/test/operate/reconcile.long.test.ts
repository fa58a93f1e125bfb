/** A comparison with a provider over real sockets on PostgreSQL, and one of hundreds of refunds that is killed half-way. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { startPostgres } from "@refund-rules/harness"
import { serveSandbox } from "@refund-rules/provider-sandbox"
import { expect, onTestFinished, test } from "vitest"
import { start } from "../process/starting.ts"
import { makeFolder } from "../running.ts"
import { refundThere } from "./drifting.ts"
import { type Drift, reconcileStory } from "./reconcileStory.ts"

test("on PostgreSQL a drift of each kind comes to the same end as in a file", { timeout: 600_000 }, async () => {
  const server = await startPostgres()
  onTestFinished(() => server.stop())
  await reconcileStory(() => server.url)
})

/** The way to a provider, on which so many questions are answered, and the next one waits for ever. */
const gated = async (provider: string, questions: number) => {
  let asked = 0
  const server = createServer((request, response) => {
    if (request.method === "GET" && (asked += 1) > questions) return
    const headers = request.headers as Record<string, string>
    void fetch(`${provider}${request.url}`, { method: request.method!, headers }).then(async (answer) =>
      response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text()),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, isWaiting: () => asked > questions }
}

test("killed half-way and run again, each of hundreds is adopted once", { timeout: 600_000 }, async () => {
  const folder = makeFolder()
  const sandbox = await serveSandbox({ port: 0, file: join(folder.path, "sandbox.jsonl") })
  onTestFinished(() => folder[Symbol.dispose]())
  onTestFinished(() => sandbox.close())
  const environment = { REFUND_RULES_SANDBOX_URL: sandbox.url, REFUND_RULES_DATABASE_URL: "refunds.db" }
  const count = 250
  const ids = Array.from({ length: count }, (_, index) => `p${index}`)
  const payment = (id: string) => ({
    id,
    provider: "stripe",
    references: { paymentIntent: `pi_${id}` },
    currency: "EUR",
    captured: 1000,
    capturedAt: "2026-01-01T00:00:00Z",
  })
  folder.write("payments.ndjson", ids.map((id) => JSON.stringify(payment(id))).join("\n"))
  for (const line of ["migrate", "import payments payments.ndjson"])
    await folder.run(`refund-rules ${line}`, { environment })
  for (const id of ids) await refundThere(sandbox, `pi_${id}`)
  const line = "reconcile --gateway stripe --since 1h --repair --json"
  // However fast it is, it does not get to the end: the list has three pages.
  const gate = await gated(sandbox.url, 2)
  const { child, ended } = start(folder, line, { ...environment, REFUND_RULES_SANDBOX_URL: gate.url })
  await expect.poll(gate.isWaiting).toBe(true)
  child.kill("SIGKILL")
  expect(await ended).toMatchObject({ code: null, signal: "SIGKILL", out: "" })
  const adopted = async (): Promise<number> => {
    const { out } = await folder.run("refund-rules export refunds", { environment })
    return out.trim().split("\n").length
  }
  const half = await adopted()
  expect(half).toBeGreaterThan(50)
  expect(half).toBeLessThan(count)
  const again = await start(folder, line, environment).ended
  const { drifts } = JSON.parse(again.out) as { drifts: readonly Drift[] }
  expect({ code: again.code, err: again.err, adopted: await adopted(), all: half + drifts.length }).toEqual({
    code: 0,
    err: "",
    adopted: count,
    all: count,
  })
})
