import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { createHmac } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import { serveSandbox } from "@refund-rules/provider-sandbox"
import { afterAll, beforeAll, describe, it } from "vitest"
import { asker, patientFacades, type Serving } from "../serving.ts"

const SECRET = "loop_webhook_secret_1"
const ADMIN = "/v1/admin/refunds"

interface Facing extends Serving {
  /** Asks the facade at the root of its own listener. */
  readonly loop: Serving["ask"]
  readonly below: Serving["ask"]
  readonly sandbox: string
  readonly pay: (given?: object) => Promise<string>
}

let facing: Facing
let count = 700

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "loop-"))
  const sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl") })
  const { line, stop } = await startServer({
    REFUND_RULES_LOG: "error",
    ...patientFacades,
    REFUND_RULES_SANDBOX_URL: sandbox.url,
    REFUND_RULES_FACADES: "loop=0",
    REFUND_RULES_GATEWAY_LOOP_KEY: "loop_token_1",
    REFUND_RULES_GATEWAY_LOOP_URL: `${sandbox.url}/loop`,
    REFUND_RULES_GATEWAY_LOOP_WEBHOOK_SECRET: SECRET,
  })
  const ask = asker(line.native)
  facing = {
    url: line.native,
    ask,
    loop: asker(line.facades["loop"]!),
    below: asker(`${line.native}/loop`),
    sandbox: sandbox.url,
    pay: async (given = {}) => {
      const name = ++count
      const references = { chargeId: `ch_${name}`, paymentId: `pm_${name}` }
      const payment = { provider: "loop", references, customer: { id: `cus_${name}` }, currency: "USD" }
      const body = { id: `pay_${name}`, ...payment, captured: 10_000, ...given }
      const { status, text } = await ask("POST", "/v1/payments", { body })
      if (status !== 201) throw new Error(text)
      return `ch_${name}`
    },
    close: async () => {
      await stop()
      await sandbox.close()
      rmSync(folder, { recursive: true })
    },
  }
})
afterAll(() => facing.close())

interface Ledger {
  readonly movements: readonly { readonly refund: string; readonly amount: number; readonly currency: string }[]
}
const ledgerOf = async (payment: string): Promise<Ledger> =>
  (await (await fetch(`${facing.sandbox}/ledger?payment=${payment}`)).json()) as Ledger

const event = (id: string, data: object): string =>
  JSON.stringify({
    id,
    type: "refund.updated",
    user_id: null,
    client_id: "c",
    occurred_at: "2026-01-01T00:00:00Z",
    data,
  })

const deliver = (body: string, signature = createHmac("sha256", SECRET).update(body).digest("hex")) =>
  fetch(`${facing.url}/webhooks/loop`, { method: "POST", body, headers: { "x-loop-signature": signature } })

describe("a client of Loop's", () => {
  it("gets a refund that the provider moves once, with the id that Stripe gave it", async () => {
    const charge_id = await facing.pay()
    const { json, status } = await facing.loop("POST", ADMIN, { body: { charge_id, amount_cents: 1234 } })
    deepStrictEqual([status, json.status, json.amount_cents], [201, "succeeded", 1234])
    const [movement, ...more] = (await ledgerOf(charge_id)).movements
    deepStrictEqual([movement?.amount, movement?.currency, more.length], [1234, "USD", 0])
    strictEqual(json.stripe_refund_id, movement?.refund)
    const listed = await facing.below("GET", `${ADMIN}?customer_id=cus_${charge_id.slice(3)}&limit=1`)
    strictEqual(listed.json.refunds[0].refund_id, json.refund_id)
    const payment = await facing.loop("GET", `/v1/payments/${json.payment_id}`)
    deepStrictEqual([payment.json.amount_cents, payment.json.status], ["10000", "succeeded"])
  })
  it.each([
    ["pending", "pending", 0],
    ["fail", "failed", 0],
    ["error_after_move", "pending", 1],
    ["wrong_amount", "pending", 1],
    ["refuse_already_refunded", "failed", 0],
  ])("sees a refund whose provider does %s as %s", async (sandbox, status, moved) => {
    const charge_id = await facing.pay({ metadata: { sandbox } })
    const { json } = await facing.loop("POST", ADMIN, { body: { charge_id } })
    strictEqual(json.status, status)
    strictEqual((await ledgerOf(charge_id)).movements.length, moved)
  })
  it("never refunds more than there is, however many ask at once", async () => {
    const charge_id = await facing.pay()
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => facing.loop("POST", ADMIN, { body: { charge_id, amount_cents: 3001 } })),
    )
    const given = asked.map(({ status }) => status)
    deepStrictEqual(
      [201, 422].map((status) => given.filter((each) => each === status).length),
      [3, 7],
    )
    strictEqual((await ledgerOf(charge_id)).movements.length, 3)
  })
  it("refunds a payment that nobody registered: it is fetched first", async () => {
    const told = { provider: "loop", id: "pm_away", customer_id: "cus_away", amount_cents: "5000", currency: "usd" }
    await fetch(`${facing.sandbox}/control/payments`, { method: "POST", body: JSON.stringify(told) })
    const { json, status } = await facing.loop("POST", "/v1/refunds", { body: { payment_id: "pm_away" } })
    deepStrictEqual([status, json.amount_cents, json.payment_id], [201, 5000, "pm_away"])
    const again = await facing.loop("POST", "/v1/refunds", { body: { payment_id: "pm_away" } })
    deepStrictEqual([again.status, again.json.error], [409, "already_refunded"])
    const nobody = await facing.loop("POST", "/v1/refunds", { body: { payment_id: "pm_nobody" } })
    deepStrictEqual([nobody.status, nobody.json.error], [404, "payment_not_found"])
  })
  it("is answered in Loop's shape by the listener itself", async () => {
    const large = await facing.loop("POST", ADMIN, { body: `"${"x".repeat(300_000)}"` })
    deepStrictEqual([large.status, large.json.error], [413, "body_too_large"])
  })
})

describe("a webhook of Loop's", () => {
  const pending = async () => {
    const charge_id = await facing.pay({ metadata: { sandbox: "pending" } })
    const { json } = await facing.loop("POST", ADMIN, { body: { charge_id, amount_cents: 4000 } })
    const data = { refund_id: json.stripe_refund_id, charge_id, payment_id: json.payment_id, amount_cents: 4000 }
    const statusNow = async () => (await facing.ask("GET", `/v1/refunds/${json.refund_id}`)).json.status as string
    return { data, statusNow }
  }
  it("settles a refund, once, in the currency of its payment", async () => {
    const { data, statusNow } = await pending()
    const body = event("evt_settles", { ...data, status: "succeeded" })
    strictEqual((await deliver(body)).status, 200)
    strictEqual(await statusNow(), "succeeded")
    strictEqual((await deliver(body)).status, 200)
    strictEqual(await statusNow(), "succeeded")
  })
  it("changes nothing where it is not signed", async () => {
    const { data, statusNow } = await pending()
    const forged = event("evt_forged", { ...data, status: "succeeded" })
    strictEqual((await deliver(forged, "0".repeat(64))).status, 400)
    strictEqual(await statusNow(), "pending")
  })
  it("of another amount changes nothing, and somebody is told", async () => {
    const { data, statusNow } = await pending()
    strictEqual((await deliver(event("evt_other", { ...data, amount_cents: 4001, status: "succeeded" }))).status, 200)
    strictEqual(await statusNow(), "pending")
    const { json } = await facing.ask("GET", "/v1/incidents")
    strictEqual(json.items[0].kind, "answer_mismatch")
  })
  it("of a refund made elsewhere is adopted", async () => {
    const charge_id = await facing.pay()
    const data = { refund_id: "re_elsewhere", charge_id, amount_cents: 2500, status: "succeeded" }
    strictEqual((await deliver(event("evt_elsewhere", data))).status, 200)
    const { json } = await facing.ask("GET", `/v1/payments/pay_${charge_id.slice(3)}`)
    strictEqual(json.balance.refunded, 2500)
  })
})
