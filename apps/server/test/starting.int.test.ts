/** How the server starts and starts again: what it keeps, what it says once, and what it does not start with. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { spawnServer, startServer, testRootKey } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "refund-rules-start-"))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const ask = (url: string, method: string, path: string, key: string, body?: unknown, headers: object = {}) =>
  fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
const policy = { bindAt: "request", rules: [], terms: {} }

describe.concurrent("a server that was killed", () => {
  it("has kept every refund it acknowledged, and answers its key with the same bytes", async () => {
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

  it.each([
    ["before-commit", false],
    ["after-commit", true],
  ])("at %s, told so by a test, has kept the refund: %s", async (point, isKept) => {
    const settings = { REFUND_RULES_DATABASE_URL: `file:${join(folder, `${point}.db`)}` }
    const refund = (url: string) =>
      ask(url, "POST", "/v1/refunds", testRootKey, { paymentId: "p1", amount: 6000 }, { "idempotency-key": "k" })
    const preparing = await startServer(settings)
    await ask(preparing.line.native, "POST", "/v1/payments", testRootKey, payment)
    await preparing.stop()
    const first = await startServer({ ...settings, REFUND_RULES_CRASH_AT: point })
    await expect(refund(first.line.native)).rejects.toThrow("fetch failed")
    expect((await first.ended).signal).toBe("SIGKILL")
    await using second = await startServer(settings)
    const again = await refund(second.line.native)
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, isKept ? "true" : null])
  })
})

describe.concurrent("an empty store without a root key set", () => {
  it("gets one, said once on stderr, that lasts until one is set", async () => {
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

describe.concurrent("a policy file", () => {
  it("is the policy `default`, one version for one content", async () => {
    const file = join(folder, "policy.json")
    const settings = { REFUND_RULES_DATABASE_URL: `file:${join(folder, "policy.db")}`, REFUND_RULES_POLICY: file }
    for (const [days, version] of [
      [30, 1],
      [30, 1],
      [14, 2],
    ]) {
      const rules = [{ id: "window", requires: { _tag: "WithinDays", of: "captured", days }, otherwise: "Refuse" }]
      await writeFile(file, JSON.stringify({ ...policy, rules }))
      await using server = await startServer(settings)
      const read = await ask(server.line.native, "GET", "/v1/policies/default", testRootKey)
      expect(await read.json()).toMatchObject({ version, policy: { rules } })
      await server.stop()
    }
  })

  it.each([
    ["absent", undefined, "ENOENT"],
    ["half", "{", "the body is not JSON"],
    ["other", JSON.stringify({ ...policy, id: "other" }), "it is policy `other`, not `default`"],
    ["faulty", JSON.stringify({ ...policy, rules: [{}] }), "/rules/0/id: expected a value, found none"],
  ])("that is %s stops the start", async (name, content, why) => {
    const file = join(folder, `${name}.json`)
    if (content !== undefined) await writeFile(file, content)
    const { code, stderr, stdout } = await spawnServer({ REFUND_RULES_POLICY: file }).ended
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toContain("REFUND_RULES_POLICY: found")
    expect(stderr).toContain(why)
  })
})

describe.concurrent("settings that do not go together or name nothing", () => {
  const strong = "Rk4-v9Qz_7LmX2pT8sWb3NcY6uJf1HdG"

  it.each([
    [
      "REFUND_RULES_ROOT_KEY",
      { REFUND_RULES_MODE: "live", REFUND_RULES_ROOT_KEY: "changeme-changeme-changeme-changeme" },
    ],
    [
      "REFUND_RULES_ROOT_KEY",
      { REFUND_RULES_MODE: "live", REFUND_RULES_ROOT_KEY: "rr_test_0K4v9Qz7LmX2pT8sWb3NcY6uJf1HdG" },
    ],
    [
      "REFUND_RULES_CRASH_AT",
      { REFUND_RULES_MODE: "live", REFUND_RULES_ROOT_KEY: strong, REFUND_RULES_CRASH_AT: "after-commit" },
    ],
    ["REFUND_RULES_ROOT_KEY", { REFUND_RULES_ROOT_KEY: "short" }],
    ["REFUND_RULES_MODE", { REFUND_RULES_MODE: "production" }],
    ["REFUND_RULES_LEASE_MS", { REFUND_RULES_LEASE_MS: "1" }],
    ["REFUND_RULES_CIRCUIT_MS", { REFUND_RULES_CIRCUIT_MS: "soon" }],
    ["REFUND_RULES_DATABASE_URL", { REFUND_RULES_DATABASE_URL: "mysql://localhost" }],
    ["REFUND_RULES_DATABASE_URL", { REFUND_RULES_DATABASE_URL: "file:/dev/null/x.db" }],
    ["REFUND_RULES_CRASH_AT", { REFUND_RULES_CRASH_AT: "sometimes" }],
  ])("stop the start with %s for %j, and never say a secret", async (name, settings) => {
    const { code, stderr, stdout } = await spawnServer(settings).ended
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toContain(`${name}: `)
    const secret = (settings as Record<string, string>).REFUND_RULES_ROOT_KEY
    if (secret !== undefined) expect(stderr).not.toContain(secret)
  })

  it("leave live mode alone where everything is in order, with live keys only", async () => {
    await using server = await startServer({ REFUND_RULES_MODE: "live", REFUND_RULES_ROOT_KEY: strong })
    const made = await ask(server.line.native, "POST", "/v1/keys", strong, { actor: "a", scopes: ["read"] })
    expect(await made.json()).toMatchObject({ key: expect.stringMatching(/^rr_live_/) })
  })
})
