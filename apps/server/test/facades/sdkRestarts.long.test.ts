/** Providers' own clients, which ask again by themselves, while the server dies under their request, twice, and comes back. */
import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { spawnServer } from "@refund-rules/harness"
import { serveSandbox } from "@refund-rules/provider-sandbox"
import DodoPayments from "dodopayments"
import Stripe from "stripe"
import { afterAll, beforeAll, describe, it } from "vitest"
import { asker, rootKey } from "../serving.ts"
import { relay } from "./relay.ts"

const folder = mkdtempSync(join(tmpdir(), "restarts-"))
let sandbox: Awaited<ReturnType<typeof serveSandbox>>
beforeAll(async () => {
  sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl") })
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

const points = [
  "before-commit",
  "after-commit",
  "after-intent",
  "after-send",
  "after-provider-reply",
  "before-outbox-ack",
] as const

/** A server at one place, which is started again whenever it ended, and dies at the point given in its first lives. */
const supervised = async (provider: string, point: string, lives: number) => {
  const door = await relay()
  const { port } = door
  const settings = {
    REFUND_RULES_LOG: "error",
    REFUND_RULES_SANDBOX_URL: sandbox.url,
    REFUND_RULES_DATABASE_URL: `file:${join(folder, `${provider} ${point}`)}.db`,
    REFUND_RULES_FACADES: `${provider}=0`,
    REFUND_RULES_GATEWAY_RETRY_MS: "0,100,500",
    REFUND_RULES_GATEWAY_TIMEOUT_MS: "1000",
    REFUND_RULES_POLL_MS: "100",
    REFUND_RULES_LEASE_MS: "1000",
  }
  const first = spawnServer(settings)
  const line = (await first.ready)!
  const ask = asker(line.native)
  const payment = { id: "p1", provider, currency: "EUR", captured: 10_000 }
  const customer = { id: "cus_1", name: "Ada", email: "ada@example.org" }
  const references = provider === "stripe" ? { charge: `ch_${port}` } : { paymentId: `pay_${port}` }
  strictEqual((await ask("POST", "/v1/payments", { body: { ...payment, references, customer } })).status, 201)
  await first.stop()
  let [died, isOver] = [0, false]
  let running = first
  const living = (async () => {
    while (!isOver) {
      running = spawnServer({ ...settings, ...(died < lives ? { REFUND_RULES_CRASH_AT: `${point}:1` } : {}) })
      const line = await running.ready
      if (line !== undefined) door.to(Number(new URL(line.facades[provider]!).port))
      await running.ended
      died++
    }
  })()
  return {
    port,
    name: Object.values(references)[0]!,
    died: () => died,
    ask: async (path: string) => asker((await running.ready)!.native)("GET", path),
    close: async () => {
      isOver = true
      await running[Symbol.asyncDispose]()
      await living
      door.close()
    },
  }
}

const clients = {
  stripe: async (port: number, charge: string) => {
    const stripe = new Stripe(rootKey, { host: "127.0.0.1", port, protocol: "http", maxNetworkRetries: 12 })
    const { amount, id } = await stripe.refunds.create({ charge, amount: 6000, metadata: { order: "7" } })
    return { amount, id: `ref_${id.slice(3)}` }
  },
  dodo: async (port: number, payment_id: string) => {
    const dodo = new DodoPayments({ baseURL: `http://127.0.0.1:${port}`, bearerToken: rootKey, maxRetries: 12 })
    const items = [{ item_id: "payment", amount: 6000 }]
    const { amount, refund_id: id } = await dodo.refunds.create({ payment_id, items, metadata: { order: "7" } })
    return { amount, id }
  },
}

describe.concurrent.each(Object.entries(clients))(
  "%s's own client gets one refund, though the server dies twice",
  (provider, create) => {
    it.each(points)("%s", { timeout: 900_000 }, async (point) => {
      const server = await supervised(provider, point, 2)
      const made = await create(server.port, server.name)
      strictEqual(made.amount, 6000)
      const all = async () => (await server.ask("/v1/refunds?limit=100")).json.items as readonly any[]
      // Where the death came after the answer was owed, the dispatcher of the next life brings it to its end.
      for (let wait = 0; wait < 600 && (await all().catch(() => []))[0]?.status !== "succeeded"; wait++)
        await new Promise((resolve) => setTimeout(resolve, 100))
      deepStrictEqual(
        (await all()).map(({ amount, id, status }) => [id, amount, status]),
        [[made.id, 6000, "succeeded"]],
      )
      const { movements } = (await (await fetch(`${sandbox.url}/ledger?payment=${server.name}`)).json()) as {
        readonly movements: readonly { readonly amount: number }[]
      }
      deepStrictEqual(
        movements.map(({ amount }) => amount),
        [6000],
      )
      strictEqual(server.died() >= 1, true, "it never died")
      await server.close()
    })
  },
)
