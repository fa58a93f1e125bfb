/** Every kind of incident, opened through the real server by what really gives rise to it; listed by kind, resolved once. */
import { incidentKinds } from "@refund-rules/engine"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { faceSandbox } from "../facades/stripeClient.ts"
import { tellerTo } from "../facades/stripeWebhooks.ts"

const secret = "whsec_of_the_incidents_0123456789"
let facing: Awaited<ReturnType<typeof faceSandbox>>
beforeAll(async () => {
  facing = await faceSandbox({
    REFUND_RULES_POLL_MS: "50",
    REFUND_RULES_GATEWAY_STRIPE_WEBHOOK_SECRET: secret,
  })
})
afterAll(() => facing.close())

const tell = tellerTo(() => facing.url, secret)

const refunded = async (paymentId: string, metadata: Readonly<Record<string, string>> = {}, provider = "stripe") => {
  const body = { paymentId, amount: 400, metadata }
  const key = `incident-${paymentId}-${provider}`
  return (await facing.ask("POST", "/v1/refunds", { key, body, headers: { prefer: "wait=10" } })).json
}

/** What opens each kind; a kind without a row does not compile. */
const openings: Readonly<Record<(typeof incidentKinds)[number], () => Promise<void>>> = {
  unknown_outcome: async () => {
    const references = { paymentIntent: "pi_woosh_incident" }
    const body = { id: "incident-unknown", provider: "wooshpay", references, currency: "EUR", captured: 1000 }
    await facing.ask("POST", "/v1/payments", { body })
    await refunded("incident-unknown", { sandbox: "error_after_move" }, "wooshpay")
  },
  answer_mismatch: async () => {
    const { charge, id } = await facing.pay()
    const { providerRefundId } = await refunded(id)
    expect(await tell({ id: providerRefundId, charge, status: "succeeded", amount: 401 })).toBe(200)
  },
  refunded_outside: async () => {
    const { charge } = await facing.pay()
    expect(await tell({ id: "re_outside", charge, status: "succeeded", amount: 100 })).toBe(200)
  },
  late_failure: async () => {
    const { charge, id } = await facing.pay()
    const { providerRefundId } = await refunded(id)
    expect(await tell({ id: providerRefundId, charge, status: "failed", amount: 400 })).toBe(200)
  },
  gateway_auth: async () => {
    const body = { id: "incident-auth", provider: "loop", currency: "EUR", captured: 1000 }
    const references = { paymentId: "pay_loop_incident" }
    await facing.ask("POST", "/v1/payments", { body: { ...body, references, customer: { id: "cus_loop_1" } } })
    await refunded("incident-auth", { sandbox: "unauthorized" }, "loop")
  },
  orphan_webhook: async () => {
    expect(await tell({ id: "re_orphan", charge: "ch_of_nobody", status: "succeeded", amount: 100 })).toBe(200)
  },
  dispute_exceeds: async () => {
    const { id } = await facing.pay()
    await refunded(id)
    const body = { id: "dispute-1", amount: 10_000, status: "lost" }
    expect((await facing.ask("POST", `/v1/payments/${id}/disputes`, { body })).status).toBe(200)
  },
}

const listed = async (kind: string, status = "open"): Promise<readonly any[]> =>
  (await facing.ask("GET", `/v1/incidents?kind=${kind}&status=${status}`)).json.items

describe("an incident", () => {
  it.each(incidentKinds)("of the kind %s opens, is listed by it alone, and is closed once", async (kind) => {
    expect(await listed(kind)).toEqual([])
    await openings[kind]()
    await expect.poll(async () => (await listed(kind)).map((one) => one.kind)).toEqual([kind])
    const [{ id }] = (await listed(kind)) as [{ id: string }]
    const close = () => facing.ask("POST", `/v1/incidents/${id}/resolve`, { body: { resolution: "asked the bank" } })
    expect((await close()).status).toBe(200)
    expect((await close()).status).toBe(404)
    expect(await listed(kind)).toEqual([])
    expect(await listed(kind, "resolved")).toEqual([
      expect.objectContaining({ id, kind, resolution: "asked the bank", resolvedBy: expect.any(String) }),
    ])
  })

  it("is of no kind that there is not", async () => {
    const { json, status } = await facing.ask("GET", "/v1/incidents?kind=trouble")
    expect([status, json.errors[0].pointer]).toEqual([422, "/kind"])
  })
})
