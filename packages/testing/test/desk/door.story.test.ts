/** The promise door, as an embedder uses it, with a dispatcher that runs. */
import { type Desk, openDesk } from "@refund-rules/engine"
import { memoryDesk, simulatedGateway, testClock } from "@refund-rules/testing"
import { describe, expect, it } from "vitest"
import { paid, reviewAbove } from "./bench.ts"

const policy = { bindAt: "request", approval: { otherActor: true }, rules: [reviewAbove(5000)], terms: {} }

const withDesk = async (use: (desk: Desk) => Promise<void>, given: object = {}): Promise<void> => {
  const { gateway } = simulatedGateway()
  const desk = await openDesk({ database: memoryDesk(Date.now), gateways: [gateway], policy, ...given })
  try {
    await use(desk)
  } finally {
    await desk.close()
  }
}

describe("a desk that was opened", () => {
  it("decides, sends and settles", () =>
    withDesk(async (desk) => {
      const { payment } = await desk.registerPayment(paid())
      const first = await desk.request({ key: "k1", paymentId: payment.id, amount: 4000, reason: "goodwill" })
      expect(first).toMatchObject({ _tag: "Accepted", replayed: false, refund: { reason: "goodwill" } })
      const { id } = (first as { readonly refund: { readonly id: string } }).refund
      expect(id).toMatch(/^ref_[0-9a-z]{26}$/)
      expect(await desk.settled(id, 60)).toMatchObject({ status: "succeeded" })
      expect((await desk.payment("p1")).balance).toMatchObject({ refunded: 4000, refundable: 6000 })
      expect(await desk.verify()).toEqual({ payments: 1, broken: [] })
    }))

  it("takes an ask by itself or beside the payment, and answers a key the same either way", () =>
    withDesk(async (desk) => {
      await desk.registerPayment(paid())
      const beside = await desk.request({ key: "k1", paymentId: "p1", amount: 4000 })
      const under = await desk.request({ key: "k1", paymentId: "p1", ask: { amount: 4000 } })
      expect(under).toEqual({ ...beside, replayed: true })
      await expect(desk.request({ key: "k1", paymentId: "p1", amount: 4001 })).rejects.toMatchObject({
        _tag: "KeyReused",
      })
    }))

  it.each([[""], [undefined], [7], ["k".repeat(256)]])("takes no %j for a key, and says so", (key) =>
    withDesk(async (desk) => {
      await desk.registerPayment(paid())
      const wrong = { _tag: "Invalid", message: "/key: expected a text of 1 to 255 characters" }
      await expect(desk.request({ key: key as string, paymentId: "p1", amount: 4000 })).rejects.toMatchObject(wrong)
      await expect(desk.executeSession({ key: key as string, sessionId: "s" })).rejects.toMatchObject(wrong)
    }),
  )

  it("says what there is not in words", () =>
    withDesk((desk) =>
      expect(desk.refund("r")).rejects.toThrow("there is no refund `r` of this merchant in this mode"),
    ))

  it("keeps a requester from approving, and lets another", () =>
    withDesk(async (desk) => {
      await desk.registerPayment(paid())
      const asked = await desk.as("alice").request({ key: "k1", paymentId: "p1", amount: 6000 })
      expect(asked).toMatchObject({ _tag: "Review" })
      const { id } = (asked as { readonly refund: { readonly id: string } }).refund
      await expect(desk.as("alice").approve(id)).rejects.toMatchObject({ _tag: "Conflict", code: "self_approval" })
      await desk.as({ id: "bob" }).approve(id)
      expect(await desk.settled(id, 60)).toMatchObject({ status: "succeeded", requestedBy: "alice" })
    }))

  it("imports payments and tells what became of each by its place", () =>
    withDesk(async (desk) => {
      const payments = [paid(), paid({ id: "p2", captured: -1 }), paid(), paid({ currency: "USD" }), paid({ id: "p3" })]
      const told: unknown[] = []
      for await (const one of desk.importPayments(payments)) told.push(one)
      expect(told).toMatchObject([
        { index: 0, paymentId: "p1", isNew: true },
        { index: 1, error: { _tag: "Invalid" } },
        { index: 2, paymentId: "p1", isNew: false },
        { index: 3, error: { _tag: "Conflict", code: "payment_conflict" } },
        { index: 4, paymentId: "p3", isNew: true },
      ])
    }))

  it("refuses a policy it cannot read, and names the fault's place", async () => {
    const opening = openDesk({ database: memoryDesk(), policy: { ...policy, rules: [{ id: "x" }] } })
    await expect(opening).rejects.toMatchObject({ _tag: "Invalid", faults: [{ path: "/policy/rules/0/requires" }, {}] })
  })

  it("works by the clock it is given", () => {
    const clock = testClock("2030-05-01T12:00:00.000Z")
    return withDesk(
      async (desk) => {
        await desk.registerPayment(paid())
        const opened = await desk.openSession({ key: "s1", paymentId: "p1", ask: { amount: 1000 } })
        expect(opened).toMatchObject({ _tag: "Opened", session: { expiresAt: "2030-05-31T12:00:00.000Z" } })
      },
      { clock: clock.milliseconds },
    )
  })
})
