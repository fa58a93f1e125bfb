/** What becomes of a refund once it is held: sent to the sandbox, awaited, failed, left in doubt and resolved by a person. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Question, serve, type Serving } from "../serving.ts"

let server: Serving
beforeAll(
  async () => void (server = await serve({ REFUND_RULES_GATEWAY_TIMEOUT_MS: "2000", REFUND_RULES_POLL_MS: "50" })),
)
afterAll(() => server.close())

let counter = 0
const fresh = (prefix: string) => `${prefix}-${counter++}`

const refund = async (sandbox: string, question: Question = {}, at = server) => {
  const id = fresh("p")
  await at.ask("POST", "/v1/payments", {
    body: { id, provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 },
  })
  const body = { paymentId: id, amount: 6000, metadata: { sandbox } }
  return at.ask("POST", "/v1/refunds", { body, key: fresh("k"), ...question })
}

const remaining = async (paymentId: string) =>
  (await server.ask("GET", `/v1/payments/${paymentId}`)).json.balance.remaining

const becomes = (id: string, status: string) =>
  expect.poll(async () => (await server.ask("GET", `/v1/refunds/${id}`)).json.status, { interval: 30 }).toBe(status)

describe("a refund that is asked for with `Prefer: wait`", () => {
  it.each([
    ["succeed", "succeeded"],
    ["pending", "pending"],
    ["requires_action", "requires_action"],
    ["fail", "failed"],
  ])("where the provider says %s is answered as %s, within the time", async (sandbox, status) => {
    const before = performance.now()
    const { headers, json, status: code } = await refund(sandbox, { headers: { prefer: "wait=8" } })
    expect([code, json.status, headers.get("preference-applied")]).toEqual([201, status, "wait=8"])
    expect(json.providerRefundId).toMatch(/^sbx_rr_ref_/)
    expect(performance.now() - before).toBeLessThan(8000)
  })

  it("is answered as it stands when the time is over, and waits for no more than ten seconds", async () => {
    const patient = await serve()
    const before = performance.now()
    const { json, status } = await refund("hang", { headers: { prefer: "respond-async, wait=1" } }, patient)
    expect([status, json.status]).toEqual([201, "submitting"])
    expect(performance.now() - before).toBeGreaterThan(990)
    await patient.close()
    const { headers } = await refund("succeed", { headers: { prefer: "wait=99" } })
    expect(headers.get("preference-applied")).toBe("wait=10")
  })

  it("answers its key the same ever after, where nobody waits", async () => {
    const question = { key: fresh("k"), headers: { prefer: "wait=8" } }
    const { json } = await refund("succeed", question)
    const body = { paymentId: json.paymentId, amount: 6000, metadata: { sandbox: "succeed" } }
    const again = [1, 2].map(() => server.ask("POST", "/v1/refunds", { key: question.key, body }))
    const [first, second] = await Promise.all(again)
    expect([first!.text, first!.json.status]).toEqual([second!.text, "accepted"])
    expect(first!.json.id).toBe(json.id)
  })
})

describe("a refund the provider refuses", () => {
  it("has failed, and its money is there again", async () => {
    const { json } = await refund("refuse_already_refunded")
    await becomes(json.id, "failed")
    expect(await remaining(json.paymentId)).toBe(10_000)
  })
})

describe("a refund nobody knows the outcome of", () => {
  it("keeps its hold until a person resolves it, and it stands who did, and why", async () => {
    const { json } = await refund("hang")
    await becomes(json.id, "unknown")
    expect(await remaining(json.paymentId)).toBe(4000)
    const canceled = await server.ask("POST", `/v1/refunds/${json.id}/cancel`)
    expect([canceled.status, canceled.json.code]).toEqual([409, "refund_state_conflict"])
    const body = { outcome: "failed", reason: "the provider's support says it never arrived" }
    const resolved = await server.ask("POST", `/v1/refunds/${json.id}/resolve`, { body })
    expect([resolved.status, resolved.json.status]).toEqual([200, "failed"])
    expect(await remaining(json.paymentId)).toBe(10_000)
    const { json: told } = await server.ask("GET", `/v1/incidents?paymentId=${json.paymentId}`)
    expect(told.items).toMatchObject([
      { kind: "unknown_outcome", refundId: json.id, status: "resolved", resolvedBy: "root", resolution: body.reason },
    ])
  })
})

describe("a gateway that is not let in", () => {
  it("fails nothing, and is an incident until a person closes it", async () => {
    const shut = await serve({ REFUND_RULES_POLL_MS: "50" })
    const { json } = await refund("unauthorized", {}, shut)
    const open = async () => (await shut.ask("GET", "/v1/incidents?status=open")).json.items
    await expect.poll(async () => (await open()).length, { interval: 30 }).toBe(1)
    const [incident] = await open()
    expect(incident).toMatchObject({ kind: "gateway_auth", paymentId: json.paymentId })
    const body = { resolution: "the key was renewed" }
    const seen = await shut.ask("POST", `/v1/incidents/${incident.id}/resolve`, { body })
    expect([seen.status, seen.json]).toEqual([
      200,
      { id: incident.id, status: "resolved", resolvedBy: "root", ...body },
    ])
    const twice = await shut.ask("POST", `/v1/incidents/${incident.id}/resolve`, { body })
    expect([twice.status, twice.json.code, await open()]).toEqual([404, "not_found", []])
    expect((await shut.ask("GET", `/v1/payments/${json.paymentId}`)).json.balance.remaining).toBe(4000)
    await shut.close()
  })
})

describe("a refund of another provider", () => {
  it("goes to the sandbox as well, in test mode", async () => {
    const payment = {
      id: fresh("p"),
      provider: "stripe",
      references: { charge: "ch_1" },
      currency: "EUR",
      captured: 500,
    }
    await server.ask("POST", "/v1/payments", { body: payment })
    const { json } = await server.ask("POST", "/v1/refunds", {
      key: fresh("k"),
      body: { paymentId: payment.id },
      headers: { prefer: "wait=8" },
    })
    expect([json.provider, json.status]).toEqual(["stripe", "succeeded"])
  })
})
