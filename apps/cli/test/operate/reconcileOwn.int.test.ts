/** A comparison through the gateway that a merchant set at a real server, opened from its database with the key beside it. */
import { startServer, testRootKey } from "@refund-rules/harness"
import { serveSandbox } from "@refund-rules/provider-sandbox"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { makeFolder } from "../running.ts"
import { refundThere } from "./drifting.ts"

const payment = {
  id: "p1",
  provider: "stripe",
  references: { paymentIntent: "pi_p1" },
  currency: "EUR",
  captured: 10_000,
  capturedAt: "2026-01-01T00:00:00Z",
}

/** A folder with the database of a server, at which merchants `default` and `rival` set their gateways; it runs no more. */
const shopWithGateways = async () => {
  const folder = makeFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  const sandbox = await serveSandbox({ port: 0, file: join(folder.path, "sandbox.jsonl") })
  onTestFinished(() => sandbox.close())
  await using server = await startServer({ REFUND_RULES_DATABASE_URL: `file:${join(folder.path, "refunds.db")}` })
  const ask = async (method: string, path: string, key: string, body: unknown): Promise<Record<string, any>> => {
    const answer = await fetch(`${server.line.native}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return (await answer.json()) as Record<string, any>
  }
  for (const id of ["rival", "other"]) await ask("POST", "/v1/merchants", testRootKey, { id })
  const scopes = ["admin", "payments:write", "read"]
  const { key: rival } = await ask("POST", "/v1/keys", testRootKey, { merchant: "rival", actor: "ann", scopes })
  for (const key of [testRootKey, String(rival)]) {
    await ask("PUT", "/v1/gateways/stripe", key, { url: `${sandbox.url}/stripe`, key: "sk_test_canary" })
    await ask("POST", "/v1/payments", key, payment)
  }
  await server.stop()
  await refundThere(sandbox, "pi_p1")
  const reconcile = (rest: string, environment: Readonly<Record<string, string>> = {}) =>
    folder.run(`refund-rules reconcile --gateway stripe --since 1h ${rest} --db refunds.db`, { environment })
  return { folder, reconcile }
}

test("a merchant's own gateway is asked, with nothing in the environment", { timeout: 180_000 }, async () => {
  const { folder, reconcile } = await shopWithGateways()
  for (const merchant of ["default", "rival"]) {
    const { code, err, out } = await reconcile(`--merchant ${merchant} --json`)
    expect({ code, err }).toEqual({ code: 1, err: "" })
    expect(JSON.parse(out)).toMatchObject({ drifts: [{ kind: "adopt", paymentId: "p1" }], theirs: 1, ours: 0 })
  }
  expect((await reconcile("--merchant rival --repair")).code).toBe(0)
  const listed = async (merchant: string) => {
    const { out } = await folder.run(`refund-rules refund list --merchant ${merchant} --db refunds.db --json`)
    return (JSON.parse(out) as { items: readonly { readonly amount: number }[] }).items.map(({ amount }) => amount)
  }
  expect([await listed("rival"), await listed("default")]).toEqual([[300], []])
})

test("no other merchant's gateway is asked in its place, and none whose secrets do not open", async () => {
  const { reconcile } = await shopWithGateways()
  const settings = { REFUND_RULES_GATEWAY_STRIPE_KEY: "sk_test_canary", REFUND_RULES_SANDBOX_URL: "http://127.0.0.1:9" }
  const none = await reconcile("--merchant other", settings)
  expect({ code: none.code, err: none.err.replaceAll(/\s+/g, " ") }).toEqual({
    code: 2,
    err: expect.stringContaining("merchant `other` has no gateway to stripe of its own"),
  })
  const closed = await reconcile("", { ...settings, REFUND_RULES_SECRETS_KEY: "cd".repeat(32) })
  expect({ code: closed.code, err: closed.err.replaceAll(/\s+/g, " ") }).toEqual({
    code: 2,
    err: expect.stringContaining("no key opens the secrets for stripe of merchant `default`"),
  })
  expect(closed.err + none.err).not.toContain("canary")
}, 180_000)
