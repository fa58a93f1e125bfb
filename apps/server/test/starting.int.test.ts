/** How the server starts and starts again: what it keeps, what it says once, and what it does not start with. */
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { spawnServer, startServer, testRootKey } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "refund-rules-start-"))))
afterAll(() => rm(folder, { recursive: true, force: true }))

// Several starts each, on machines that are busy with other tests.
const patience = { timeout: 180_000 }

const ask = (url: string, method: string, path: string, key: string, body?: unknown, headers: object = {}) =>
  fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }

describe("a server that was killed", () => {
  it("has kept every refund it acknowledged, and answers its key with the same bytes", patience, async () => {
    const settings = { REFUND_RULES_DATABASE_URL: `file:${join(folder, "kept.db")}` }
    const refund = (url: string) =>
      ask(url, "POST", "/v1/refunds", testRootKey, { paymentId: "p1", amount: 6000 }, { "idempotency-key": "k" })
    const first = await startServer(settings)
    await ask(first.line.native, "POST", "/v1/payments", testRootKey, payment)
    const before = await (await refund(first.line.native)).text()
    first.process.kill("SIGKILL")
    await first.ended
    await using second = await startServer(settings)
    const again = await refund(second.line.native)
    expect([again.status, await again.text()]).toEqual([201, before])
    expect(again.headers.get("idempotency-replayed")).toBe("true")
  })

  it("at a named point, told so by a test, has kept what was committed", patience, async () => {
    const settings = { REFUND_RULES_DATABASE_URL: `file:${join(folder, "point.db")}` }
    const refund = (url: string) =>
      ask(url, "POST", "/v1/refunds", testRootKey, { paymentId: "p1", amount: 6000 }, { "idempotency-key": "k" })
    const preparing = await startServer(settings)
    await ask(preparing.line.native, "POST", "/v1/payments", testRootKey, payment)
    await preparing.stop()
    // The intent to send it: the refund was committed before, however much else a server commits while it starts.
    const dying = { REFUND_RULES_CRASH_AT: "after-intent:1" }
    const first = await startServer({ ...settings, ...dying })
    await refund(first.line.native).catch(() => "not answered")
    expect((await first.ended).signal).toBe("SIGKILL")
    await using second = await startServer(settings)
    const again = await refund(second.line.native)
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"])
  })
})

describe("an empty store without a root key set", () => {
  it("gets one, said once on stderr, that lasts until one is set", patience, async () => {
    const settings = { REFUND_RULES_DATABASE_URL: `file:${join(folder, "root.db")}`, REFUND_RULES_ROOT_KEY: "" }
    const first = await startServer(settings)
    const { stderr, stdout } = await first.stop()
    const [, key = ""] = /shown this once: (rr_test_[\w-]{43})\n/.exec(stderr)!
    expect(stdout).not.toContain(key)
    const second = await startServer(settings)
    const merchant = await ask(second.line.native, "POST", "/v1/merchants", key, { id: "shop" })
    expect(merchant.status).toBe(201)
    expect((await second.stop()).stderr).not.toContain("shown this once")
    await using third = await startServer({ ...settings, REFUND_RULES_ROOT_KEY: testRootKey })
    expect((await ask(third.line.native, "GET", "/v1/payments", key)).status).toBe(401)
    expect((await ask(third.line.native, "GET", "/v1/payments", testRootKey)).status).toBe(200)
    expect((await readFile(join(folder, "root.db"))).includes(key)).toBe(false)
  })
})

describe("a start that cannot be", () => {
  it.each([
    ["REFUND_RULES_DATABASE_URL: ", { REFUND_RULES_DATABASE_URL: "file:/dev/null/x.db" }],
    ["REFUND_RULES_DATABASE_URL: ", { REFUND_RULES_DATABASE_URL: "file:/proc/x/y.db" }],
    ["REFUND_RULES_SANDBOX_FILE: the sandbox cannot keep", { REFUND_RULES_SANDBOX_FILE: "/proc/x/sandbox.jsonl" }],
    ["REFUND_RULES_POLICY: found `nowhere.json`", { REFUND_RULES_POLICY: "nowhere.json" }],
  ])("says %s for %j, and is no start", patience, async (words, settings) => {
    const { code, stderr, stdout } = await spawnServer(settings).ended
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toContain(words)
  })
})

describe("live mode", () => {
  it("starts where everything is in order, and makes live keys only", patience, async () => {
    const strong = "Rk4-v9Qz_7LmX2pT8sWb3NcY6uJf1HdG"
    await using server = await startServer({ REFUND_RULES_MODE: "live", REFUND_RULES_ROOT_KEY: strong })
    const made = await ask(server.line.native, "POST", "/v1/keys", strong, { actor: "a", scopes: ["read"] })
    expect(await made.json()).toMatchObject({ key: expect.stringMatching(/^rr_live_/) })
  })
})
