/** The outcome table through the whole server: a peer that answers and tells, and its ledger as the truth about money. */
import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { serveSandbox, type ServedSandbox } from "@refund-rules/provider-sandbox"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Relay, relay } from "./relay.ts"
import { face, type Facing } from "./stripeClient.ts"

const secret = "whsec_of_the_peer_0123456789"
const folder = mkdtempSync(join(tmpdir(), "outcomes-"))
let sandbox: ServedSandbox
let facing: Facing
/** Where the sandbox tells of what becomes of a refund: it has to know that before the server can know the sandbox. */
let door: Relay
beforeAll(async () => {
  door = await relay()
  sandbox = await serveSandbox({
    port: 0,
    file: join(folder, "sandbox.jsonl"),
    webhookUrl: `http://127.0.0.1:${door.port}/webhooks`,
    webhookSecret: secret,
    laterMs: 200,
  })
  facing = await face({
    REFUND_RULES_SANDBOX_URL: sandbox.url,
    REFUND_RULES_GATEWAY_STRIPE_WEBHOOK_SECRET: secret,
    REFUND_RULES_GATEWAY_TIMEOUT_MS: "3000",
    REFUND_RULES_FACADE_WAIT_MS: "50",
    REFUND_RULES_POLL_MS: "100",
  })
  door.to(Number(new URL(facing.url).port))
})
afterAll(async () => {
  await facing.close()
  await sandbox.close()
  door.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Row {
  readonly does: string
  /** Where the refund ends, and what then is refunded and held of 70.00. */
  readonly ends: string
  readonly refunded: 0 | 7000
  readonly held: 0 | 7000
  readonly moved: 0 | 1
  readonly told?: readonly string[]
}

const succeeded = { ends: "succeeded", refunded: 7000, held: 0, moved: 1 } as const
const waiting = { refunded: 0, held: 7000, moved: 0 } as const
const failed = { ends: "failed", refunded: 0, held: 0, moved: 0 } as const

const table: readonly Row[] = [
  { does: "succeed", ...succeeded },
  { does: "succeed,webhook_twice", ...succeeded },
  { does: "succeed,webhook_late", ...succeeded },
  { does: "succeed,webhook_out_of_order,webhook_twice", ...succeeded },
  { does: "hang_after_move", ...succeeded },
  { does: "hang_after_move,webhook_late", ...succeeded },
  { does: "error_after_move,webhook_out_of_order", ...succeeded },
  { does: "not_json,webhook_twice", ...succeeded },
  { does: "rate_limited", ...succeeded },
  { does: "pending", ends: "pending", ...waiting },
  { does: "review", ends: "pending", ...waiting },
  { does: "requires_action", ends: "requires_action", ...waiting },
  { does: "fail", ...failed },
  { does: "fail_later", ...failed },
  { does: "hang", ends: "unknown", ...waiting },
  { does: "refuse_already_refunded", ...failed, told: ["refunded_outside"] },
]

const ledgerOf = async (payment: string) =>
  (await (await fetch(`${sandbox.url}/ledger?payment=${payment}`)).json()) as {
    readonly movements: readonly { readonly amount: number; readonly currency: string }[]
    readonly calls: readonly { readonly method: string; readonly key: string | null }[]
  }

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** What must hold at every moment: the money is either held, or moved, or certainly not to be moved. */
const lived = async ({ does, ends, held, moved, refunded, told = [] }: Row): Promise<void> => {
  const { ask, pay, stripe } = facing
  const { charge, id: paymentId, payment_intent } = await pay()
  const { id } = await stripe.refunds.create({ charge, amount: 7000, metadata: { sandbox: does } })
  const statusOf = async (): Promise<string> => {
    const { json } = await ask("GET", `/v1/refunds/ref_${id.slice(3)}`)
    // Whatever nobody knows is sent again under its key, over and over.
    return json.status === "submitting" ? "unknown" : json.status
  }
  for (let turn = 0; turn < 400 && (await statusOf()) !== ends; turn++) {
    const { balance } = (await ask("GET", `/v1/payments/${paymentId}`)).json
    const { movements } = await ledgerOf(payment_intent)
    strictEqual(movements.length > 0 && balance.refundable > 3000, false, `${does}: what moved was let go`)
    await pause(50)
  }
  // Webhooks that are late, and second tries, have come by then.
  await pause(1500)
  const { balance } = (await ask("GET", `/v1/payments/${paymentId}`)).json
  deepStrictEqual([await statusOf(), balance.refunded, balance.held], [ends, refunded, held])
  const { calls, movements } = await ledgerOf(payment_intent)
  deepStrictEqual(
    movements.map(({ amount, currency }) => [amount, currency]),
    Array.from({ length: moved }, () => [7000, "EUR"]),
  )
  const keys = new Set(calls.filter(({ method }) => method === "POST").map(({ key }) => key))
  strictEqual(keys.size, 1)
  const { json } = await ask("GET", "/v1/incidents?limit=200")
  const mine = json.items.filter((one: any) => one.paymentId === paymentId)
  deepStrictEqual(
    mine.map(({ kind }: any) => kind),
    told,
  )
}

describe.concurrent("a refund ends as the provider's ledger says, held for as long as nobody knows", () => {
  for (const row of table) it(`where it does ${row.does}`, () => lived(row))
})

describe("a gateway whose key is refused", () => {
  it("holds what it could not send, and somebody is told", async () => {
    const { ask, pay, stripe } = facing
    const { charge, id: paymentId, payment_intent } = await pay()
    await stripe.refunds.create({ charge, amount: 7000, metadata: { sandbox: "unauthorized" } })
    const told = async () =>
      (await ask("GET", "/v1/incidents?limit=200")).json.items.filter(({ kind }: any) => kind === "gateway_auth")
    await expect.poll(async () => (await told()).length).toBe(1)
    const { balance } = (await ask("GET", `/v1/payments/${paymentId}`)).json
    deepStrictEqual([balance.held, balance.refunded], [7000, 0])
    strictEqual((await ledgerOf(payment_intent)).movements.length, 0)
  })
})
