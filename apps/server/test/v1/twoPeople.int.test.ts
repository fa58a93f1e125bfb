/** Approvals with two people: whoever asked, by whatever door and with whatever key, neither approves nor rejects it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { face, type Facing } from "../facades/stripeClient.ts"

let facing: Facing
const keys: Record<string, string> = {}
const policy = {
  bindAt: "request",
  approval: { otherActor: true },
  rules: [{ id: "large", requires: { _tag: "AmountAtMost", limits: { EUR: 100 } }, otherwise: "Review" }],
  terms: {},
}

beforeAll(async () => {
  facing = await face()
  expect((await facing.ask("PUT", "/v1/policies/default", { body: policy })).status).toBe(201)
  const scopes = ["read", "refunds:write", "refunds:approve"]
  for (const [name, actor] of Object.entries({ ann: "ann", annAgain: "ann", bob: "bob" }))
    keys[name] = (await facing.ask("POST", "/v1/keys", { body: { actor, scopes } })).json.key
})
afterAll(() => facing.close())

const charge = async (): Promise<string> => (await facing.pay()).charge

/** Each door by which Ann asks; the id of the refund that waits for somebody. */
const doors: Readonly<Record<string, () => Promise<string>>> = {
  "the native interface": async () => {
    const { id } = await facing.pay()
    const asked = { as: keys["ann"]!, key: `two-${id}`, body: { paymentId: id, amount: 6000 } }
    const { json, status } = await facing.ask("POST", "/v1/refunds", asked)
    expect([status, json.status, json.requestedBy]).toEqual([202, "review", "ann"])
    return json.id
  },
  "the facade of Stripe": async () => {
    const stripe = facing.clientOf(keys["ann"]!)
    const { id } = await stripe.refunds.create({ charge: await charge(), amount: 6000 })
    return `ref_${id.slice(3)}`
  },
}

describe.each(Object.keys(doors))("a refund that Ann asked for at %s", (door) => {
  const move = (id: string, how: string, by: string) =>
    facing.ask("POST", `/v1/refunds/${id}/${how}`, { as: keys[by]! })

  it.each(["approve", "reject"])("is not hers to %s, with any key of hers, however often", async (how) => {
    const id = await doors[door]!()
    for (const by of ["ann", "annAgain", "ann"]) {
      const { json, status } = await move(id, how, by)
      expect([status, json.code]).toEqual([403, "self_approval"])
    }
    expect((await facing.ask("GET", `/v1/refunds/${id}`)).json.status).toBe("review")
  })

  it("is Bob's to approve, once, and then nobody's to approve again into another refund", async () => {
    const id = await doors[door]!()
    const [first, second] = [await move(id, "approve", "bob"), await move(id, "approve", "bob")]
    expect([first.status, second.status]).toEqual([200, 200])
    const { json } = await facing.ask("GET", `/v1/refunds/${id}`)
    expect(["accepted", "submitting", "pending", "succeeded", "unknown"]).toContain(json.status)
  })

  it("is Bob's to reject, and gives its money back", async () => {
    const id = await doors[door]!()
    expect((await move(id, "reject", "bob")).json.status).toBe("rejected")
    const { paymentId } = (await facing.ask("GET", `/v1/refunds/${id}`)).json
    expect((await facing.ask("GET", `/v1/payments/${encodeURIComponent(paymentId)}`)).json.balance.held).toBe(0)
  })
})
