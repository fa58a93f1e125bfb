/** What tells of people: told to whoever may ask and to the provider, never chained, and gone when it is erased. */
import { simulatedGateway } from "@refund-rules/testing"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { alice, keyOf, openTestDesk, paid, scope } from "./bench.ts"

const ann = { id: "c1", name: "Ann Ø", email: "ann@example.org", phone: "+49 1", metadata: { tier: "gold-7" } }
const words = ["Ann Ø", "ann@example.org", "+49 1", "gold-7", "it smells", "she called"]

const live = async () => {
  const simulated = simulatedGateway()
  const notes: (string | undefined)[] = []
  const gateway: typeof simulated.gateway = {
    ...simulated.gateway,
    send: (sending) => {
      notes.push(sending.refund.asked?.ask.note)
      return simulated.gateway.send(sending)
    },
  }
  const opened = await openTestDesk({ gateway })
  const { ask } = opened
  await ask.registerPayment(alice, { ...paid(), customer: ann })
  await ask.registerPayment(alice, { ...paid({ id: "p2" }), customer: { id: "c2", name: "Ben" } })
  const request = { key: keyOf("k"), paymentId: "p1", ask: { amount: 100, note: "it smells" } }
  await ask.request(alice, request)
  await ask.openSession(alice, { key: keyOf("s"), paymentId: "p1", ask: { amount: 200, note: "she called" } })
  await ask.executeSession(alice, { key: keyOf("e"), sessionId: "ses_1" })
  await opened.round()
  return { ...opened, notes, request }
}

describe("what tells of people", () => {
  it("is told whole, to people and to the provider", async () => {
    const { ask, notes, request } = await live()
    expect((await ask.payment(alice, "p1")).customer).toEqual(ann)
    const { items: payments } = await ask.payments(alice, {}, { limit: 10 })
    expect(payments.map(({ customer }) => customer?.name)).toEqual(["Ben", "Ann Ø"])
    const { items } = await ask.refunds(alice, {}, { limit: 10 })
    expect(items.map(({ note }) => note)).toEqual(["she called", "it smells"])
    expect(new Set(notes)).toEqual(new Set(["it smells", "she called"]))
    expect(await ask.request(alice, request)).toMatchObject({
      replayed: true,
      answer: { refund: { note: "it smells" } },
    })
  })

  it("is in no event, no ledger and no answer that is kept", async () => {
    const { memory } = await live()
    const ledger = await Effect.runPromise(memory.store.read(scope, "p1"))
    const history = await Effect.runPromise(memory.store.history(scope, "p1"))
    const chained = JSON.stringify([ledger, history])
    expect(words.filter((word) => chained.includes(word))).toEqual([])
  })

  it("is no fact: the same payment under another name is the same payment", async () => {
    const { ask } = await live()
    const again = await ask.registerPayment(alice, { ...paid(), customer: { ...ann, name: "Ann Smith" } })
    expect(again).toMatchObject({ isNew: false, payment: { customer: { name: "Ann Ø" } } })
  })

  it("is erased with all that is of the customer, and of nobody else", async () => {
    const { ask, desk, request } = await live()
    expect(await ask.erasePersonalData(alice, "c1")).toBe(3)
    expect(await ask.erasePersonalData(alice, "c1")).toBe(0)
    const erased = { id: "c1", name: "(erased)", email: "(erased)", phone: "(erased)", metadata: { tier: "(erased)" } }
    expect((await ask.payment(alice, "p1")).customer).toEqual(erased)
    expect((await ask.payment(alice, "p2")).customer).toEqual({ id: "c2", name: "Ben" })
    expect((await ask.refund(alice, "ref_1")).note).toBe("(erased)")
    expect(await ask.request(alice, request)).toMatchObject({
      replayed: true,
      answer: { refund: { note: "(erased)" } },
    })
    const told = await Effect.runPromise(Effect.map(desk.refunds(alice, {}, { limit: 10 }), JSON.stringify))
    expect(words.filter((word) => told.includes(word))).toEqual([])
  })

  it("of another merchant or mode is nobody's to erase", async () => {
    const { ask } = await live()
    for (const other of [{ merchant: "rival", mode: "test" } as const, { merchant: "shop", mode: "live" } as const])
      expect(await ask.erasePersonalData({ ...alice, scope: other }, "c1")).toBe(0)
    expect((await ask.payment(alice, "p1")).customer).toEqual(ann)
  })
})
