/** A shop whose provider and whose books part: a real server refunds at a real sandbox, and is killed while they differ. */
import { startServer } from "@refund-rules/harness"
import { type ServedSandbox, serveSandbox } from "@refund-rules/provider-sandbox"
import { join } from "node:path"
import type { Folder } from "../running.ts"

interface Payment {
  readonly id: string
  readonly behaviour: string
}

const payments: readonly Payment[] = [
  { id: "agrees", behaviour: "succeed" },
  { id: "settles", behaviour: "pending" },
  { id: "moved", behaviour: "hang_after_move" },
  { id: "fails", behaviour: "succeed" },
  { id: "gone", behaviour: "hang" },
  { id: "double", behaviour: "succeed" },
  { id: "outside", behaviour: "succeed" },
]

export interface Drifting {
  readonly sandbox: ServedSandbox
  /** What the command line is told of the gateway. */
  readonly environment: Readonly<Record<string, string>>
  readonly refundOf: (payment: string) => string
  /** What the provider calls the refunds that nobody here asked for. */
  readonly outside: string
  readonly orphan: string
  readonly twin: string
}

/** A refund that the provider's own dashboard makes. */
export const refundThere = async (
  { url }: ServedSandbox,
  paymentIntent: string,
  rest: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const answer = await fetch(`${url}/stripe/v1/refunds`, {
    method: "POST",
    headers: { authorization: "Bearer sk_test_dashboard", "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ payment_intent: paymentIntent, amount: "300", currency: "eur", ...rest }),
  })
  return ((await answer.json()) as { readonly id: string }).id
}

const settle = (sandbox: ServedSandbox, id: string, status: string) =>
  fetch(`${sandbox.url}/control/refunds/${id}`, { method: "POST", body: JSON.stringify({ status, notify: false }) })

interface Listed {
  readonly id: string
  readonly paymentId: string
  readonly status: string
  readonly providerRefundId: string | null
}

export const driftingShop = async (folder: Folder, database: string): Promise<Drifting> => {
  const sandbox = await serveSandbox({ port: 0, file: join(folder.path, "sandbox.jsonl") })
  const environment = { REFUND_RULES_SANDBOX_URL: sandbox.url, REFUND_RULES_DATABASE_URL: database }
  const run = async (line: string): Promise<Record<string, any>> => {
    const { code, err, out } = await folder.run(`refund-rules ${line} --json`, { environment })
    if (code !== 0) throw new Error(`${line}: ${err}${out}`)
    return JSON.parse(out) as Record<string, any>
  }
  folder.write("payments.ndjson", payments.map(registered).join("\n"))
  await run("migrate")
  await run("import payments payments.ndjson")
  await using server = await startServer({
    REFUND_RULES_DATABASE_URL: database,
    REFUND_RULES_SANDBOX_URL: sandbox.url,
    REFUND_RULES_POLL_MS: "50",
    // Long enough for a provider that lives in this busy process, whatever hangs on purpose.
    REFUND_RULES_GATEWAY_TIMEOUT_MS: "5000",
    // What is in doubt stays in doubt for as long as this takes.
    REFUND_RULES_GATEWAY_RETRY_MS: "0,86400000,86400000",
  })
  for (const { id } of payments) if (id !== "outside") await run(`refund create ${id} --amount 700`)
  const isDone = ({ paymentId, status }: Listed): boolean => {
    const { behaviour } = payments.find(({ id }) => id === paymentId)!
    return status === (behaviour.startsWith("hang") ? "unknown" : behaviour === "pending" ? "pending" : "succeeded")
  }
  let refunds: readonly Listed[] = []
  do {
    await new Promise((resolve) => setTimeout(resolve, 300))
    refunds = (await run("refund list"))["items"] as readonly Listed[]
  } while (refunds.length === 0 || !refunds.every(isDone))
  server.process.kill("SIGKILL")
  await server.ended
  const of = (payment: string): Listed => refunds.find(({ paymentId }) => paymentId === payment)!
  await settle(sandbox, of("settles").providerRefundId!, "succeeded")
  await settle(sandbox, of("fails").providerRefundId!, "failed")
  await run(`refund resolve ${of("gone").id} --outcome succeeded --reason "the bank says so"`)
  return {
    sandbox,
    environment,
    refundOf: (payment) => of(payment).id,
    outside: await refundThere(sandbox, "pi_outside"),
    orphan: await refundThere(sandbox, "pi_nobody"),
    twin: await refundThere(sandbox, "pi_double", { "metadata[refund_rules_id]": of("double").id, amount: "700" }),
  }
}

const registered = ({ behaviour, id }: Payment): string =>
  JSON.stringify({
    id,
    provider: "stripe",
    references: { paymentIntent: `pi_${id}` },
    currency: "EUR",
    captured: 10_000,
    capturedAt: "2026-01-01T00:00:00Z",
    metadata: { sandbox: behaviour },
  })
