/** Policies and sessions over real sockets: versions that never change, holds that end. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { serve, type Serving } from "../serving.ts"

let server: Serving
beforeAll(async () => void (server = await serve()))
afterAll(() => server.close())

const rule = (id: string, EUR: number) => ({
  id,
  requires: { _tag: "AmountAtMost", limits: { EUR } },
  otherwise: "Refuse",
})
const policyOf = (...rules: readonly object[]) => ({ bindAt: "request", rules, terms: {} })

describe("a policy", () => {
  it("has a version for each content, and none for the same content again", async () => {
    const put = (body: object, headers = {}) => server.ask("PUT", "/v1/policies/limits", { body, headers })
    const first = await put(policyOf(rule("a", 5000)))
    expect([first.status, first.json]).toEqual([
      201,
      { id: "limits", version: 1, hash: expect.stringMatching(/^sha256:[\da-f]{64}$/) },
    ])
    expect(first.headers.get("etag")).toBe('"1"')
    expect([(await put(policyOf(rule("a", 5000)))).status, (await put(policyOf(rule("a", 4000)))).status]).toEqual([
      200, 201,
    ])
    const { headers, json } = await server.ask("GET", "/v1/policies/limits")
    expect([headers.get("etag"), json.version, json.policy.rules[0].requires.limits]).toEqual(['"2"', 2, { EUR: 4000 }])
    const versions = await server.ask("GET", "/v1/policies/limits/versions")
    expect(versions.json.items.map((one: any) => [one.version, one.policy.rules[0].requires.limits.EUR])).toEqual([
      [1, 5000],
      [2, 4000],
    ])
    const stale = await put(policyOf(rule("a", 3000)), { "if-match": '"1"' })
    expect([stale.status, stale.json.code]).toEqual([412, "version_mismatch"])
    expect((await put(policyOf(rule("a", 3000)), { "if-match": '"2"' })).json.version).toBe(3)
  })

  it("of one expected version is published by one of many at once", async () => {
    await server.ask("PUT", "/v1/policies/raced", { body: policyOf() })
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        server.ask("PUT", "/v1/policies/raced", {
          body: policyOf(rule("a", index + 1)),
          headers: { "if-match": '"1"' },
        }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201,
      ...Array.from({ length: 15 }, () => 412),
    ])
  })

  it("tells in words what another would change, and what in it never matters", async () => {
    await server.ask("PUT", "/v1/policies/words", { body: policyOf(rule("a", 5000)) })
    const policy = { id: "words", ...policyOf(rule("a", 4000), { ...rule("b", 100_000), otherwise: "Review" }) }
    const diff = await server.ask("POST", "/v1/policies/words/diff", { body: { policy } })
    expect([diff.status, diff.json.from.version]).toEqual([200, 1])
    expect(diff.json.changes.join(" ")).toContain("`b`")
    const lint = await server.ask("POST", "/v1/policies/words/lint", { body: { policy } })
    expect(lint.json.findings.map((one: any) => one.rule)).toEqual(["b"])
    expect((await server.ask("POST", "/v1/policies/words/lint", { body: {} })).json).toEqual({ findings: [] })
    const absent = await server.ask("POST", "/v1/policies/words/diff", { body: { policy, version: 9 } })
    expect([absent.status, absent.json.errors[0].pointer]).toEqual([422, "/version"])
  })

  it("is judged by from the moment it is published", async () => {
    const body = {
      id: "judged",
      provider: "sandbox",
      references: {},
      currency: "EUR",
      captured: 10_000,
      policyId: "judging",
    }
    await server.ask("POST", "/v1/payments", { body })
    const ask = (key: string) => server.ask("POST", "/v1/refunds", { key, body: { paymentId: "judged", amount: 200 } })
    expect((await ask("j1")).status).toBe(201)
    await server.ask("PUT", "/v1/policies/judging", { body: policyOf(rule("small", 100)) })
    const { json, status } = await ask("j2")
    expect([status, json.code, json.decision.policy.version]).toEqual([422, "amount_above_limit", 1])
  })

  it("with an expression nobody can evaluate is refused at its place", async () => {
    const broken = { id: "x", requires: { _tag: "Expression", cel: "amount <=" }, otherwise: "Refuse" }
    const { json, status } = await server.ask("PUT", "/v1/policies/broken", { body: policyOf(broken) })
    expect([status, json.errors[0].pointer]).toEqual([422, "/rules/0/requires/cel"])
  })
})

describe("a session", () => {
  const opened = async (name: string, given: object = {}) => {
    const body = { id: name, provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
    await server.ask("POST", "/v1/payments", { body })
    return server.ask("POST", "/v1/sessions", {
      key: `open-${name}`,
      body: { paymentId: name, ask: { amount: 6000 }, ...given },
    })
  }
  const remaining = async (name: string) => (await server.ask("GET", `/v1/payments/${name}`)).json.balance.remaining

  it("holds its money, becomes a refund once, and answers the same under its key", async () => {
    const { headers, json, status } = await opened("s1", { metadata: { a: "b" } })
    expect([status, json.status, json.amount, headers.get("location")]).toEqual([
      201,
      "open",
      6000,
      `/v1/sessions/${json.id}`,
    ])
    expect(await remaining("s1")).toBe(4000)
    const execute = (key: string) => server.ask("POST", `/v1/sessions/${json.id}/execute`, { key })
    const first = await execute("exe-1")
    expect([first.status, first.json.amount]).toEqual([201, 6000])
    const again = await execute("exe-1")
    expect([again.status, again.text, again.headers.get("idempotency-replayed")]).toEqual([201, first.text, "true"])
    const other = await execute("exe-2")
    expect([other.status, other.json.code]).toEqual([409, "session_state_conflict"])
    expect(other.headers.get("idempotency-replayed")).toBe(null)
    const told = await execute("exe-2")
    expect([told.status, told.text, told.headers.get("idempotency-replayed")]).toEqual([409, other.text, "true"])
    const listed = await server.ask("GET", "/v1/sessions?paymentId=s1&status=executed")
    expect(listed.json.items.map((one: any) => one.refundId)).toEqual([first.json.id])
    expect(await remaining("s1")).toBe(4000)
  })

  it("gives its money back where it is canceled, as often as that is asked", async () => {
    const { json } = await opened("s2")
    const cancel = () => server.ask("POST", `/v1/sessions/${json.id}/cancel`)
    expect([(await cancel()).json.status, (await cancel()).status, await remaining("s2")]).toEqual([
      "canceled",
      200,
      10_000,
    ])
  })

  it("ends at its instant and cannot be executed then", async () => {
    const { json } = await opened("s3", { expiresAt: new Date(Date.now() + 5000).toISOString() })
    const status = async () => (await server.ask("GET", `/v1/sessions/${json.id}`)).json.status
    expect(json.status).toBe("open")
    await expect.poll(status, { interval: 100 }).toBe("expired")
    const late = await server.ask("POST", `/v1/sessions/${json.id}/execute`, { key: "late" })
    expect([late.status, late.json.code]).toEqual([422, "session_expired"])
  })

  it.each([
    [{ expiresAt: "tomorrow" }, ["/expiresAt"]],
    [{ ask: { amount: -1 } }, ["/ask/amount"]],
    [{ amount: 1 }, ["/amount"]],
  ])("with %j names what is wrong at %j", async (given, pointers) => {
    const { json, status } = await opened("s4", given)
    expect([status, json.errors.map((one: any) => one.pointer)]).toEqual([422, pointers])
  })

  it("whose ask is refused is 422 with the decision", async () => {
    const { json, status } = await opened("s5", { ask: { amount: 10_001 } })
    expect([status, json.code, json.available]).toEqual([422, "amount_exceeds_refundable", 10_000])
  })
})
