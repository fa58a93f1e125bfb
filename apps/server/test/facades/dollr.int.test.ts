import { deepStrictEqual, match, strictEqual } from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import { serveSandbox } from "@refund-rules/provider-sandbox"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { asker, patientFacades, type Serving } from "../serving.ts"

interface Facing extends Serving {
  /** Asks the facade at the root of its own listener. */
  readonly dollr: Serving["ask"]
  readonly below: Serving["ask"]
  readonly sandbox: string
  readonly pay: (given?: object) => Promise<number>
}

let facing: Facing
let count = 500

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "dollr-"))
  const sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl") })
  const { line, stop } = await startServer({
    REFUND_RULES_LOG: "error",
    ...patientFacades,
    REFUND_RULES_SANDBOX_URL: sandbox.url,
    REFUND_RULES_FACADES: "dollr=0",
    REFUND_RULES_POLL_MS: "20",
  })
  const ask = asker(line.native)
  facing = {
    url: line.native,
    ask,
    dollr: asker(line.facades["dollr"]!),
    below: asker(`${line.native}/dollr`),
    sandbox: sandbox.url,
    pay: async (given = {}) => {
      const name = ++count
      const references = { paymentIntentId: name }
      const body = { id: `pay_${name}`, provider: "dollr", references, currency: "USD", captured: 10_000, ...given }
      const { status, text } = await ask("POST", "/v1/payments", { body })
      if (status !== 201) throw new Error(text)
      return name
    },
    close: async () => {
      await stop()
      await sandbox.close()
      rmSync(folder, { recursive: true })
    },
  }
})
afterAll(() => facing.close())

const soon = (): string => new Date(Date.now() + 3_600_000).toISOString()
const sessionOf = (name: number, amount = "12.34"): string =>
  `{"original_payment_intent_id":${name},"amount":${amount},"expires_at":"${soon()}"}`

interface Ledger {
  readonly movements: readonly { readonly refund: string; readonly amount: number; readonly currency: string }[]
}
const ledgerOf = async (name: number): Promise<Ledger> =>
  (await (await fetch(`${facing.sandbox}/ledger?payment=${name}`)).json()) as Ledger

describe("a client of Dollr's", () => {
  it("obtains a token, opens a session, executes it and asks how it stands, and the provider moves it once", async () => {
    const { below, dollr, pay } = facing
    const { json: made } = await facing.ask("POST", "/v1/keys", {
      body: { actor: "shop", scopes: ["refunds:write", "read"] },
    })
    const obtained = await dollr("POST", "/v1/jwt/client/obtain/token", {
      as: "",
      body: { client_id: made.id, client_secret: made.key },
    })
    deepStrictEqual([obtained.status, obtained.json.expires_in], [200, 60])
    const as = obtained.json.access_token as string
    const name = await pay()
    const session = await dollr("POST", "/v1/sessions/refund", { as, body: sessionOf(name) })
    strictEqual(session.status, 200, session.text)
    match(session.text, /"amount":12\.34,/)
    strictEqual((await ledgerOf(name)).movements.length, 0)
    const reference_id = randomUUID()
    const body = { session_id: String(session.json.id), reference_id }
    const executed = await below("POST", "/v1/executions/refund", { as, body })
    deepStrictEqual([executed.status, executed.json.status], [200, "COMPLETED"], executed.text)
    const again = await dollr("POST", "/v1/executions/refund", { as, body })
    deepStrictEqual(again.json, executed.json)
    deepStrictEqual((await dollr("GET", `/v1/status/refund/${reference_id}`, { as })).json, executed.json)
    const [movement, ...more] = (await ledgerOf(name)).movements
    deepStrictEqual([movement?.amount, movement?.currency, more.length], [1234, "USD", 0])
    strictEqual(executed.json.provider_transaction_id, movement?.refund)
    const { json: native } = await facing.ask("GET", `/v1/refunds/ref_${reference_id.replaceAll("-", "")}`)
    deepStrictEqual([native.requestedBy, native.status], ["shop", "succeeded"])
  })
  it.each([
    ["pending", "PROCESSING", false, 0],
    ["requires_action", "PROCESSING", true, 0],
    ["fail", "FAILED", false, 0],
    ["error_after_move", "PROCESSING", false, 1],
    ["wrong_amount", "PROCESSING", false, 1],
    ["refuse_already_refunded", "FAILED", false, 0],
  ])("sees a refund whose provider does %s as %s", async (sandbox, status, requiresAction, moved) => {
    const name = await facing.pay({ metadata: { sandbox } })
    const session = await facing.dollr("POST", "/v1/sessions/refund", { body: sessionOf(name) })
    const body = { session_id: String(session.json.id), reference_id: randomUUID() }
    const { json } = await facing.dollr("POST", "/v1/executions/refund", { body })
    deepStrictEqual([json.status, json.requires_action], [status, requiresAction])
    strictEqual((await ledgerOf(name)).movements.length, moved)
  })
  it("hears by asking, soon, that a refund it was told is pending came to its end", async () => {
    const name = await facing.pay({ metadata: { sandbox: "pending" } })
    const session = await facing.dollr("POST", "/v1/sessions/refund", { body: sessionOf(name) })
    const reference_id = randomUUID()
    const body = { session_id: String(session.json.id), reference_id }
    const { json } = await facing.dollr("POST", "/v1/executions/refund", { body })
    strictEqual(json.status, "PROCESSING")
    const status = async () => (await facing.dollr("GET", `/v1/status/refund/${reference_id}`)).json.status as string
    const settled = JSON.stringify({ status: "succeeded" })
    await fetch(`${facing.sandbox}/control/refunds/${json.provider_transaction_id}`, { method: "POST", body: settled })
    await expect.poll(status, { interval: 50 }).toBe("COMPLETED")
    strictEqual((await ledgerOf(name)).movements.length, 1)
  })
  it("never refunds more than there is, however many sessions are opened at once", async () => {
    const name = await facing.pay()
    const opened = await Promise.all(
      Array.from({ length: 10 }, () => facing.dollr("POST", "/v1/sessions/refund", { body: sessionOf(name, "30.01") })),
    )
    const given = opened.map(({ status }) => status)
    deepStrictEqual(
      [200, 422].map((status) => given.filter((each) => each === status).length),
      [3, 7],
    )
    const other = opened.find(({ status }) => status === 422)!
    strictEqual(other.json.detail[0].type, "amount_exceeds_refundable")
    const { json } = await facing.ask("GET", `/v1/payments/pay_${name}`)
    deepStrictEqual([json.balance.held, json.balance.refundable], [9003, 997])
  })
  it("is told apart from nobody: a revoked key ends its tokens", async () => {
    const { json: made } = await facing.ask("POST", "/v1/keys", { body: { actor: "gone", scopes: ["read"] } })
    const { json } = await facing.dollr("POST", "/v1/jwt/client/obtain/token", {
      as: "",
      body: { client_id: made.id, client_secret: made.key },
    })
    const asking = async () =>
      (await facing.dollr("GET", `/v1/status/refund/${randomUUID()}`, { as: json.access_token })).status
    strictEqual(await asking(), 404)
    strictEqual((await facing.ask("DELETE", `/v1/keys/${made.id}`)).status < 300, true)
    strictEqual(await asking(), 401)
  })
  it("is answered in Dollr's shape by the listener itself", async () => {
    const missing = await facing.dollr("GET", "/nowhere")
    deepStrictEqual([missing.status, missing.json], [404, { detail: "Not Found" }])
    const large = await facing.dollr("POST", "/v1/sessions/refund", { body: `"${"x".repeat(300_000)}"` })
    deepStrictEqual([large.status, typeof large.json.detail], [413, "string"])
  })
})
