/** Refunds over real sockets: what each ask is answered with, and that asking again is the same to the byte. */
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Question, serve, type Serving } from "../serving.ts"

let server: Serving
beforeAll(async () => void (server = await serve()))
afterAll(() => server.close())

let counter = 0
const fresh = (prefix: string) => `${prefix}-${counter++}`

const paid = async (given: object = {}): Promise<string> => {
  const id = fresh("p")
  const body = { id, provider: "sandbox", references: {}, currency: "EUR", captured: 10_000, ...given }
  expect((await server.ask("POST", "/v1/payments", { body })).status).toBe(201)
  return id
}

const refund = (paymentId: string, ask: object, question: Question = {}) =>
  server.ask("POST", "/v1/refunds", { body: { paymentId, ...ask }, key: fresh("k"), ...question })

describe("a payment", () => {
  it("is new once, the same ever after, grows, and never becomes another", async () => {
    const id = await paid()
    const same = { id, provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
    const again = await server.ask("POST", "/v1/payments", { body: same })
    expect([again.status, again.json.balance.remaining]).toEqual([200, 10_000])
    const grown = await server.ask("POST", "/v1/payments", { body: { ...same, captured: 12_000 } })
    expect([grown.status, grown.json.balance.remaining]).toEqual([200, 12_000])
    const other = await server.ask("POST", "/v1/payments", { body: { ...same, currency: "USD" } })
    expect([other.status, other.json.code]).toEqual([409, "payment_conflict"])
  })

  it("answers everything that is wrong with it, each at its place", async () => {
    const body = { provider: "sandbox", references: {}, currency: "EURO", captured: -1, merchant: "other" }
    const { json, status } = await server.ask("POST", "/v1/payments", { body })
    expect(status).toBe(422)
    expect(json.code).toBe("invalid_field")
    expect(json.errors.map((one: any) => one.pointer)).toEqual(["/currency", "/captured", "/merchant"])
  })
})

describe("an ask", () => {
  it("that is approved is 201 with the refund, its place, and its money held", async () => {
    const paymentId = await paid()
    const { headers, json, status } = await refund(paymentId, { amount: 6000, reason: "goodwill" }, {})
    expect(status).toBe(201)
    expect(json).toMatchObject({ paymentId, amount: 6000, currency: "EUR", verdict: "Approve", reason: "goodwill" })
    expect(Object.keys(json)).toEqual([
      "id",
      "paymentId",
      "provider",
      "providerRefundId",
      "status",
      "failureCode",
      "verdict",
      "amount",
      "currency",
      "lines",
      "retained",
      "reason",
      "note",
      "metadata",
      "requestedBy",
      "policy",
      "createdAt",
      "updatedAt",
    ])
    expect(headers.get("location")).toBe(`/v1/refunds/${json.id}`)
    const payment = await server.ask("GET", `/v1/payments/${paymentId}`)
    expect(payment.json.balance.remaining).toBe(4000)
  })

  it("for more than remains is 422 with what is available and the whole decision", async () => {
    const paymentId = await paid()
    await refund(paymentId, { amount: 6000 })
    const { headers, json, status } = await refund(paymentId, { amount: 6000 })
    expect([status, headers.get("content-type")]).toEqual([422, "application/problem+json"])
    expect(json).toMatchObject({
      code: "amount_exceeds_refundable",
      available: 4000,
      requested: 6000,
      currency: "EUR",
      decision: { _tag: "Refuse" },
      request_id: headers.get("x-request-id"),
      retryable: false,
    })
  })

  it.each([
    [{ status: "authorized" }, {}, "payment_not_refundable", 0],
    [{}, { currency: "USD" }, "currency_mismatch", 10_000],
    [{}, { amount: 0 }, "amount_not_positive", 10_000],
    [{}, { lines: [{ id: "none" }] }, "line_not_found", 10_000],
  ])("of a payment %j for %j is refused with %s", async (payment, ask, code, available) => {
    const { json, status } = await refund(await paid(payment), ask)
    expect([status, json.code, json.available]).toEqual([422, code, available])
  })

  it.each([
    [{ amount: 1.5 }, ["/amount"]],
    [{ amount: "6000" }, ["/amount"]],
    [{ amount: 1, status: "succeeded", merchant: "x" }, ["/status", "/merchant"]],
    [{ amount: 1, lines: [{ id: "payment" }] }, ["/amount"]],
    [{ metadata: { a: 1 } }, ["/metadata/a"]],
    [{ instructionsEmail: "nobody" }, ["/instructionsEmail"]],
    [{ paymentId: 7 }, ["/paymentId"]],
  ])("with %j names what is wrong at %j, and holds nothing", async (ask, pointers) => {
    const paymentId = await paid()
    const { json, status } = await refund(paymentId, ask)
    expect([status, json.code]).toEqual([422, "invalid_field"])
    expect(json.errors.map((one: any) => one.pointer)).toEqual(pointers)
    expect((await server.ask("GET", `/v1/payments/${paymentId}`)).json.balance.remaining).toBe(10_000)
  })

  it("with a number that would be read as another one is refused, not changed", async () => {
    const paymentId = await paid()
    const body = `{"paymentId":"${paymentId}","amount":100.00000000000000000001}`
    const { json, status } = await server.ask("POST", "/v1/refunds", { body, key: fresh("k") })
    expect([status, json.code, json.errors[0].pointer]).toEqual([422, "invalid_field", "/amount"])
  })

  it("of a payment that is not there is 404", async () => {
    const { json, status } = await refund("nothing", { amount: 1 })
    expect([status, json.code]).toEqual([404, "not_found"])
  })

  it("keeps an address for instructions where a provider's binding finds it", async () => {
    const { json } = await refund(await paid(), { amount: 1, instructionsEmail: "a@example.com", metadata: { a: "b" } })
    expect(json.metadata).toEqual({ a: "b", instructionsEmail: "a@example.com" })
  })
})

describe("a key", () => {
  it("gives the same answer to the byte, whatever the order and spacing of the body, accepted or refused", async () => {
    const paymentId = await paid()
    for (const amount of [6000, 9000]) {
      const key = fresh("k")
      const first = await server.ask("POST", "/v1/refunds", {
        key,
        body: `{"paymentId":"${paymentId}","amount":${amount}}`,
      })
      const again = await server.ask("POST", "/v1/refunds", {
        key: `"${key}"`,
        body: ` {\n"amount" : ${amount}.0, "paymentId":"${paymentId}"}`,
      })
      expect([again.status, again.text]).toEqual([first.status, first.text])
      expect(first.headers.get("idempotency-replayed")).toBe(null)
      expect(again.headers.get("idempotency-replayed")).toBe("true")
      expect(again.headers.get("location")).toBe(first.headers.get("location"))
    }
    expect((await server.ask("GET", `/v1/refunds?paymentId=${paymentId}`)).json.items.length).toBe(1)
  })

  it("stands for one request: another body under it is 422, on another route as well", async () => {
    const paymentId = await paid()
    const key = fresh("k")
    await refund(paymentId, { amount: 1 }, { key })
    const other = await refund(paymentId, { amount: 2 }, { key })
    expect([other.status, other.json.code]).toEqual([422, "idempotency_key_reused"])
    const session = await server.ask("POST", "/v1/sessions", { key, body: { paymentId, ask: { amount: 1 } } })
    expect([session.status, session.json.code]).toEqual([422, "idempotency_key_reused"])
  })

  it("is free again where the request could not be read", async () => {
    const paymentId = await paid()
    const key = fresh("k")
    expect((await refund(paymentId, { amount: -1 }, { key })).status).toBe(422)
    expect((await refund(paymentId, { amount: 1 }, { key })).status).toBe(201)
  })

  it("of 64 requests at once makes one refund", async () => {
    const paymentId = await paid()
    const key = fresh("k")
    const answers = await Promise.all(Array.from({ length: 64 }, () => refund(paymentId, { amount: 100 }, { key })))
    const ids = answers.filter(({ status }) => status === 201).map(({ json }) => json.id)
    expect(new Set(ids).size).toBe(1)
    for (const { headers, json, status } of answers) {
      if (status === 201) continue
      expect([status, json.code, headers.get("retry-after")]).toEqual([409, "idempotency_in_progress", "1"])
    }
    expect((await server.ask("GET", `/v1/payments/${paymentId}`)).json.balance.remaining).toBe(9900)
  })
})

describe("64 asks of 6000 on 10000 at once", () => {
  it("have exactly one winner, and the others are told what is left", async () => {
    const paymentId = await paid()
    const answers = await Promise.all(Array.from({ length: 64 }, () => refund(paymentId, { amount: 6000 })))
    expect(answers.filter(({ status }) => status === 201).length).toBe(1)
    const lost = answers.filter(({ status }) => status !== 201)
    expect(new Set(lost.map(({ json, status }) => `${status} ${json.code} ${json.available}`))).toEqual(
      new Set(["422 amount_exceeds_refundable 4000"]),
    )
  })
})

describe("a policy that asks for another actor", () => {
  it("puts a refund in review, which its own requester may not approve and another may", async () => {
    const policy = {
      bindAt: "request",
      approval: { otherActor: true },
      rules: [{ id: "large", requires: { _tag: "AmountAtMost", limits: { EUR: 5000 } }, otherwise: "Review" }],
      terms: {},
    }
    const id = fresh("policy")
    expect((await server.ask("PUT", `/v1/policies/${id}`, { body: policy })).status).toBe(201)
    const review = await refund(await paid({ policyId: id }), { amount: 6000 })
    expect([review.status, review.json.status, review.json.policy.id]).toEqual([202, "review", id])
    const own = await server.ask("POST", `/v1/refunds/${review.json.id}/approve`)
    expect([own.status, own.json.code]).toEqual([403, "self_approval"])
    const { json: other } = await server.ask("POST", "/v1/keys", {
      body: { actor: "other", scopes: ["refunds:approve"] },
    })
    const approved = await server.ask("POST", `/v1/refunds/${review.json.id}/approve`, { as: other.key })
    expect([approved.status, approved.json.verdict]).toEqual([200, "Review"])
    const twice = await server.ask("POST", `/v1/refunds/${review.json.id}/approve`, { as: other.key, key: fresh("k") })
    expect(twice.status).toBe(200)
    const second = await refund(await paid({ policyId: id }), { amount: 6000 })
    const rejected = await server.ask("POST", `/v1/refunds/${second.json.id}/reject`, { as: other.key })
    expect([rejected.status, rejected.json.status]).toEqual([200, "rejected"])
    const late = await server.ask("POST", `/v1/refunds/${second.json.id}/approve`, { as: other.key })
    expect([late.status, late.json.code]).toEqual([409, "refund_state_conflict"])
  })
})

describe("a refund", () => {
  it("is read, listed, and given metadata", async () => {
    const paymentId = await paid()
    const { json: made } = await refund(paymentId, { amount: 100, metadata: { a: "1", b: "2" } })
    const patched = await server.ask("PATCH", `/v1/refunds/${made.id}`, { body: { metadata: { a: "", c: "3" } } })
    expect([patched.status, patched.json.metadata]).toEqual([200, { b: "2", c: "3" }])
    expect((await server.ask("GET", `/v1/refunds/${made.id}`)).json.metadata).toEqual({ b: "2", c: "3" })
    const wrong = await server.ask("PATCH", `/v1/refunds/${made.id}`, { body: { amount: 1 } })
    expect(wrong.json.errors.map((one: any) => one.pointer)).toEqual(["/amount", "/metadata"])
  })

  it("is found once on the pages of its list", async () => {
    const paymentId = await paid()
    for (const amount of [1, 2, 3, 4, 5]) {
      await refund(paymentId, { amount })
      // What a fast machine makes in one millisecond has no order.
      await sleep(5)
    }
    const seen: number[] = []
    let cursor: string | null = ""
    do {
      const more: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`
      const { json } = await server.ask("GET", `/v1/refunds?paymentId=${paymentId}&limit=2${more}`)
      seen.push(...json.items.map((one: any) => one.amount))
      cursor = json.nextCursor as string | null
    } while (cursor !== null)
    expect(seen).toEqual([5, 4, 3, 2, 1])
  })

  it("has its history told, oldest first, page by page", async () => {
    const paymentId = await paid()
    for (const amount of [1, 2, 3]) await refund(paymentId, { amount })
    const first = await server.ask("GET", `/v1/payments/${paymentId}/events?limit=2`)
    const rest = await server.ask("GET", `/v1/payments/${paymentId}/events?cursor=${first.json.nextCursor}`)
    const asked = [...first.json.items, ...rest.json.items].filter((one) => one.type === "refund.accepted")
    expect(asked.map((one) => one.data.ask.amount)).toEqual([1, 2, 3])
    expect(first.json.items.map((one: any) => one.sequence)).toEqual([1, 2])
  })
})

describe("a dispute", () => {
  it("takes what it is about, and gives it back where it is won", async () => {
    const paymentId = await paid()
    const dispute = (status: string) =>
      server.ask("POST", `/v1/payments/${paymentId}/disputes`, { body: { id: `d-${paymentId}`, amount: 4000, status } })
    expect((await dispute("open")).json.balance).toMatchObject({ disputed: 4000, remaining: 6000 })
    expect((await dispute("open")).status).toBe(200)
    expect((await dispute("won")).json.balance).toMatchObject({ disputed: 0, remaining: 10_000 })
    const lost = await dispute("lost")
    expect([lost.status, lost.json.code]).toEqual([409, "dispute_state_conflict"])
  })
})

describe("a quote", () => {
  it("is what a refund of the same body would be, and holds nothing", async () => {
    const paymentId = await paid()
    const quoted = await server.ask("POST", "/v1/quotes", { body: { paymentId, amount: 2500 } })
    expect([quoted.status, quoted.json.quote.total, quoted.json.decision._tag]).toEqual([200, 2500, "Approve"])
    const refused = await server.ask("POST", "/v1/quotes", { body: { paymentId, amount: 10_001 } })
    expect([refused.status, refused.json.decision._tag]).toEqual([200, "Refuse"])
    expect((await server.ask("GET", `/v1/payments/${paymentId}`)).json.balance.held).toBe(0)
  })
})

describe("a decision", () => {
  const payment = { provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
  const facts = { payment, history: [], ask: { amount: 6000 }, askedAt: "2026-01-31T12:00:00Z" }
  const rules = [
    { id: "half", requires: { _tag: "Expression", cel: "amount <= payment.captured / 2" }, otherwise: "Refuse" },
  ]

  it("is made of what stands in the body, expressions of its policy included", async () => {
    const without = await server.ask("POST", "/v1/decisions", { body: facts })
    expect([without.status, without.json._tag]).toEqual([200, "Approve"])
    const policy = { id: "half", bindAt: "request", rules, terms: {} }
    const { json } = await server.ask("POST", "/v1/decisions", { body: { ...facts, policy } })
    expect([json._tag, json.policy.id]).toEqual(["Refuse", "half"])
  })

  it.each([
    ["/history", { history: Array.from({ length: 1001 }, () => ({})) }],
    ["/policy/rules", { policy: { rules: Array.from({ length: 201 }, () => ({})) } }],
    ["/policy/rules", { policy: { rules: Array.from({ length: 51 }, () => rules[0]) } }],
  ])("that would hold up everybody else is refused at %s", async (pointer, more) => {
    const { json, status } = await server.ask("POST", "/v1/decisions", { body: { ...facts, ...more } })
    expect([status, json.errors]).toMatchObject([422, [{ pointer, code: "too_many" }]])
  })

  it("names every fault of the case and of the policy", async () => {
    const body = { ...facts, ask: { amount: -1 }, policy: { id: "", bindAt: "request", rules: [], terms: {} } }
    const { json, status } = await server.ask("POST", "/v1/decisions", { body })
    expect([status, json.errors.map((one: any) => one.pointer)]).toEqual([422, ["/ask/amount", "/policy/id"]])
  })
})
