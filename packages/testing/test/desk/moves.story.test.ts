/** What people do to refunds: approve, reject, cancel, resolve, rename. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { alice, bob, failure, keyOf, openTestDesk, paid, policyOf, publish, reviewAbove, scope } from "./bench.ts"

const inReview = async (approval: object = { otherActor: true }) => {
  const opened = await openTestDesk()
  await opened.ask.registerPayment(alice, paid())
  await publish(opened, policyOf([reviewAbove(5000)], { approval }))
  await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  return opened
}

describe("a refund in review", () => {
  it("is sent once another actor approves it, and approving again changes nothing", async () => {
    const { ask, round } = await inReview()
    expect(await round()).toBe(0)
    expect(await ask.approve(bob, "ref_1")).toMatchObject({ status: "accepted", verdict: "Review" })
    expect(await ask.approve(bob, "ref_1")).toMatchObject({ status: "accepted" })
    expect(await round()).toBe(1)
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded", requestedBy: "alice" })
  })

  it("is neither approved nor rejected by whoever asked for it", async () => {
    const { desk } = await inReview()
    expect(await failure(desk.approve(alice, "ref_1"))).toBe("Conflict self_approval")
    expect(await failure(desk.reject(alice, "ref_1"))).toBe("Conflict self_approval")
  })

  it("is approved only in a role that the policy names", async () => {
    const { ask, desk } = await inReview({ roles: ["lead"] })
    expect(await failure(desk.approve(alice, "ref_1"))).toBe("Conflict approval_role_missing")
    expect(await ask.approve({ ...alice, actor: { id: "alice", roles: ["lead"] } }, "ref_1")).toMatchObject({
      status: "accepted",
    })
  })

  it("is approved as the version asks that decided it, whatever was published since", async () => {
    const opened = await inReview()
    await publish(opened, policyOf([reviewAbove(5000)], { approval: { otherActor: false } }))
    expect(await failure(opened.desk.approve(alice, "ref_1"))).toBe("Conflict self_approval")
  })

  it("is approved only while it still fits", async () => {
    const { ask, desk } = await inReview()
    await ask.recordFact(alice, {
      paymentId: "p1",
      providerRefundId: "re_elsewhere",
      status: "succeeded",
      amount: 5000,
      currency: "EUR",
    })
    expect(await failure(desk.approve(bob, "ref_1"))).toBe("Conflict amount_exceeds_refundable")
  })

  it("gives back what it held when it is rejected, and cannot be approved after that", async () => {
    const { ask, desk, round } = await inReview()
    expect(await ask.reject(bob, "ref_1")).toMatchObject({ status: "rejected" })
    expect(await ask.reject(bob, "ref_1")).toMatchObject({ status: "rejected" })
    expect((await ask.payment(alice, "p1")).balance.refundable).toBe(10_000)
    expect(await failure(desk.approve(bob, "ref_1"))).toBe("Conflict refund_state_conflict")
    expect(await round()).toBe(0)
  })
})

const accepted = async () => {
  const opened = await openTestDesk()
  await opened.ask.registerPayment(alice, paid())
  await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  return opened
}

describe("a refund on its way", () => {
  it("is canceled before it is sent, and not after", async () => {
    const first = await accepted()
    expect(await first.ask.cancel(alice, "ref_1")).toMatchObject({ status: "canceled" })
    expect(await first.ask.cancel(alice, "ref_1")).toMatchObject({ status: "canceled" })
    expect(await first.round()).toBe(0)
    const second = await accepted()
    await second.round()
    expect(await failure(second.desk.cancel(alice, "ref_1"))).toBe("Conflict refund_state_conflict")
  })

  it("that waits for the payer is held: no gateway can take it back", async () => {
    const { ask, desk } = await accepted()
    await ask.recordFact(alice, { ...saidOf("re_1"), refundId: "ref_1", status: "requires_action" })
    expect(await failure(desk.cancel(alice, "ref_1"))).toBe("Conflict refund_state_conflict")
  })

  it("is renamed by laying metadata over it, and refuses what is none", async () => {
    const { ask, desk } = await accepted()
    expect(await ask.setMetadata(alice, "ref_1", { a: "1", b: "2" })).toMatchObject({ metadata: { a: "1", b: "2" } })
    expect(await ask.setMetadata(alice, "ref_1", { a: "" })).toMatchObject({ metadata: { b: "2" } })
    expect(await failure(desk.setMetadata(alice, "ref_1", { a: 1 }))).toMatch(/^Invalid/)
    expect(await failure(desk.setMetadata(alice, "ref_9", {}))).toBe("NotFound refund")
  })
})

const saidOf = (providerRefundId: string) => ({
  paymentId: "p1",
  providerRefundId,
  status: "succeeded" as const,
  amount: 6000,
  currency: "EUR",
})

describe("a refund nobody knows the outcome of", () => {
  const unknown = async () => {
    const opened = await openTestDesk({ gateway: silent })
    await opened.ask.registerPayment(alice, paid())
    await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
    await opened.round()
    return opened
  }

  it("ends by an operator's word, with a reason that is kept", async () => {
    const { ask, clock, desk, memory, round } = await unknown()
    const input = { refundId: "ref_1", outcome: "failed", reason: "seen in their books" } as const
    expect(await failure(desk.resolve(bob, { ...input, reason: " " }))).toBe("Invalid reason_needed")
    expect(await ask.resolve(bob, input)).toMatchObject({ status: "failed" })
    expect(await ask.resolve(bob, input)).toMatchObject({ status: "failed" })
    expect(await failure(desk.resolve(bob, { ...input, outcome: "succeeded" }))).toBe("Conflict refund_state_conflict")
    const { items } = await Effect.runPromise(memory.records.incidents(scope, {}, { limit: 10 }))
    expect(items).toMatchObject([
      {
        kind: "unknown_outcome",
        refundId: "ref_1",
        status: "resolved",
        resolvedBy: "bob",
        resolution: "seen in their books",
        detail: "`bob` resolved it as failed: seen in their books",
      },
      { kind: "unknown_outcome", status: "resolved" },
    ])
    clock.move(86_400)
    await round()
    expect((await ask.events(alice, { paymentId: "p1" }, 10)).at(-1)).toMatchObject({
      by: "bob",
      event: { _tag: "RefundFailed" },
    })
  })

  it("is the only one an operator may resolve", async () => {
    const { desk } = await accepted()
    const input = { refundId: "ref_1", outcome: "succeeded", reason: "x" } as const
    expect(await failure(desk.resolve(bob, input))).toBe("Conflict refund_state_conflict")
    expect(await failure(desk.resolve(bob, { ...input, refundId: "ref_9" }))).toBe("NotFound refund")
  })
})

const silent = {
  provider: "sandbox",
  capabilities: {},
  keyed: false,
  lookUp: "none",
  send: () => Effect.succeed({ _tag: "Unknown", cause: "reset" } as const),
  find: () => Effect.succeed("unknown" as const),
} as const
