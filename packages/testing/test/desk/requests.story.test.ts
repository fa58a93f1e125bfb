import { describe, expect, it } from "vitest"
import { alice, failure, keyOf, openTestDesk, paid, policyOf, publish, reviewAbove } from "./bench.ts"

const registered = async (given: object = {}) => {
  const opened = await openTestDesk()
  await opened.ask.registerPayment(alice, paid(given))
  return opened
}

describe("a payment", () => {
  it("is new once, then known, then grown, and never another", async () => {
    const { ask, desk } = await openTestDesk()
    const first = await ask.registerPayment(alice, paid())
    expect(first).toMatchObject({ isNew: true, payment: { id: "p1", balance: { refundable: 10_000 } } })
    expect(await ask.registerPayment(alice, paid())).toEqual({ ...first, isNew: false })
    const grown = await ask.registerPayment(alice, paid({ captured: 12_000, tags: ["vip"] }))
    expect(grown).toMatchObject({ isNew: false, payment: { tags: ["vip"], balance: { refundable: 12_000 } } })
    expect(await failure(desk.registerPayment(alice, paid({ currency: "USD" })))).toMatch(/^Conflict payment_conflict/)
  })

  it("without an id is known by its provider's references", async () => {
    const { ask } = await openTestDesk()
    const given = { ...paid({ references: { order: "o-1" } }), id: undefined }
    const first = await ask.registerPayment(alice, given)
    expect(first).toMatchObject({ isNew: true, payment: { id: "pay_1" } })
    expect(await ask.registerPayment(alice, given)).toMatchObject({ isNew: false, payment: { id: "pay_1" } })
  })

  it("cannot take the references of another", async () => {
    const { ask, desk } = await openTestDesk()
    await ask.registerPayment(alice, paid({ references: { order: "o-1" } }))
    expect(await failure(desk.registerPayment(alice, paid({ id: "p2", references: { order: "o-1" } })))).toBe(
      "ReferenceTaken",
    )
  })

  it("that is a customer's balance is the one of its customer in its currency, with or without a name", async () => {
    const { ask, desk } = await openTestDesk()
    const balance = { kind: "customer_balance", provider: "sandbox", references: {}, currency: "EUR", captured: 100 }
    const first = await ask.registerPayment(alice, { ...balance, customer: { id: "c1" } })
    const { id } = first.payment
    expect(await ask.registerPayment(alice, { ...balance, customer: { id: "c1" } })).toEqual({ ...first, isNew: false })
    const grown = await ask.registerPayment(alice, { ...balance, captured: 150, customer: { id: "c1" } })
    expect(grown).toMatchObject({ isNew: false, payment: { id, balance: { refundable: 150 } } })
    const another = desk.registerPayment(alice, { ...balance, id: "other", customer: { id: "c1" } })
    expect(await failure(another)).toBe("ReferenceTaken")
    expect(await ask.registerPayment(alice, { ...balance, customer: { id: "c2" } })).toMatchObject({ isNew: true })
  })

  it("that cannot be read is told with every fault", async () => {
    const { desk } = await openTestDesk()
    expect(await failure(desk.registerPayment(alice, paid({ captured: -1, currency: "EURO" })))).toMatch(/^Invalid /)
  })
})

describe("a request", () => {
  it("holds its money and is on its way", async () => {
    const { ask } = await registered()
    const { answer, replayed } = await ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
    expect(replayed).toBe(false)
    expect(answer).toMatchObject({
      _tag: "Accepted",
      refund: { id: "ref_1", status: "accepted", verdict: "Approve", amount: 6000, policy: null, requestedBy: "alice" },
    })
    expect((await ask.payment(alice, "p1")).balance).toMatchObject({ held: 6000, refundable: 4000 })
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "accepted", verdict: "Approve" })
  })

  it("for more than remains is an answer with the numbers, and holds nothing", async () => {
    const { ask } = await registered()
    await ask.request(alice, { key: keyOf("k1"), paymentId: "p1", ask: { amount: 6000 } })
    const { answer } = await ask.request(alice, { key: keyOf("k2"), paymentId: "p1", ask: { amount: 6000 } })
    expect(answer).toMatchObject({
      _tag: "Refused",
      code: "amount_exceeds_refundable",
      available: 4000,
      requested: 6000,
      currency: "EUR",
      decision: { _tag: "Refuse" },
    })
    expect((await ask.payment(alice, "p1")).balance.held).toBe(6000)
  })

  it("waits for somebody where the policy says so, and says by which version", async () => {
    const opened = await registered()
    const { hash } = await publish(opened, policyOf([reviewAbove(5000)]))
    const { answer } = await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: {} })
    expect(answer).toMatchObject({
      _tag: "Review",
      refund: { status: "review", verdict: "Review", policy: { id: "default", version: 1, hash } },
    })
  })

  it("is answered the same again under its key, and not done again", async () => {
    const { ask, desk, memory } = await registered()
    const input = { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } }
    const first = await ask.request(alice, input)
    expect(await ask.request(alice, input)).toEqual({ ...first, replayed: true })
    expect(await failure(desk.request(alice, { ...input, key: keyOf("k", "other") }))).toBe("KeyReused")
    memory.forgetAnswers()
    const later = await ask.request(alice, input)
    expect(later).toMatchObject({ replayed: true, answer: { _tag: "Current", value: { id: "ref_1" } } })
    expect((await ask.payment(alice, "p1")).balance.held).toBe(6000)
  })

  it("for a payment of another merchant is for one that does not exist", async () => {
    const { desk } = await registered()
    const stranger = { ...alice, scope: { merchant: "rival", mode: "test" as const } }
    const input = { key: keyOf("k"), paymentId: "p1", ask: {} }
    expect(await failure(desk.request(stranger, input))).toBe("NotFound payment")
    expect(await failure(desk.payment(stranger, "p1"))).toBe("NotFound payment")
  })

  it("that cannot be read leaves its key free", async () => {
    const { ask, desk } = await registered()
    const faulty = { key: keyOf("k"), paymentId: "p1", ask: { amount: -1 }, metadata: { a: 1 } }
    expect(await failure(desk.request(alice, faulty))).toMatch(/^Invalid/)
    const { replayed } = await ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: {} })
    expect(replayed).toBe(false)
  })

  it("is judged by the policy its payment names, and by `default` where nobody published that one", async () => {
    const opened = await registered({ policyId: "strict" })
    await publish(opened, policyOf([reviewAbove(9000)]))
    const quoted = await opened.ask.quote(alice, { paymentId: "p1", ask: {} })
    expect(quoted.decision).toMatchObject({ _tag: "Review", policy: { id: "default" } })
    await publish(opened, policyOf([reviewAbove(100)], { id: "strict" }))
    const { answer } = await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 200 } })
    expect(answer).toMatchObject({ _tag: "Review", refund: { policy: { id: "strict", version: 1 } } })
  })

  it("looks at what the customer got back elsewhere", async () => {
    const opened = await registered({ customer: { id: "c1" } })
    await opened.ask.registerPayment(alice, paid({ id: "p2", customer: { id: "c1" } }))
    const once = { id: "once", requires: { _tag: "CustomerAtMost", count: 1, days: 30 }, otherwise: "Refuse" }
    await publish(opened, policyOf([once]))
    await opened.ask.request(alice, { key: keyOf("k1"), paymentId: "p1", ask: { amount: 1 } })
    const { answer } = await opened.ask.request(alice, { key: keyOf("k2"), paymentId: "p2", ask: { amount: 1 } })
    expect(answer).toMatchObject({ _tag: "Refused", code: "customer_above_limit" })
    const quoted = await opened.ask.quote(alice, { paymentId: "p2", ask: { amount: 1 } })
    expect(quoted.decision._tag).toBe("Refuse")
  })
})

describe("an actor who may ask for so much at most", () => {
  const clerk = { ...alice, actor: { id: "clerk", atMost: 5000 } }
  const everything = { key: keyOf("k"), paymentId: "p1", ask: {} }

  it("is stopped in the commit that would hold more, and may use the key again for less", async () => {
    const { ask, desk } = await openTestDesk()
    await ask.registerPayment(alice, paid())
    expect(await failure(desk.request(clerk, everything))).toBe("Conflict key_limit_exceeded")
    const session = { ...everything, key: keyOf("s") }
    expect(await failure(desk.openSession(clerk, session))).toBe("Conflict key_limit_exceeded")
    expect((await ask.payment(alice, "p1")).balance.held).toBe(0)
    await ask.request(alice, { key: keyOf("a"), paymentId: "p1", ask: { amount: 5000 } })
    expect(await ask.request(clerk, everything)).toMatchObject({ answer: { refund: { amount: 5000 } } })
  })

  it("does not execute a session of somebody else that pays more, and it stays open", async () => {
    const { ask, desk } = await openTestDesk()
    await ask.registerPayment(alice, paid())
    await ask.openSession(alice, { key: keyOf("s"), paymentId: "p1", ask: { amount: 5001 } })
    const execution = { key: keyOf("e"), sessionId: "ses_1" }
    expect(await failure(desk.executeSession(clerk, execution))).toBe("Conflict key_limit_exceeded")
    expect((await ask.session(alice, "ses_1")).status).toBe("open")
    expect(await ask.executeSession(alice, execution)).toMatchObject({ answer: { refund: { amount: 5001 } } })
  })
})

describe("an actor who may be paid so much in 24 hours", () => {
  const clerk = { ...alice, actor: { id: "clerk", atMostPerDay: { EUR: 5000 } } }
  const asking = (key: string, amount: number, paymentId = "p1") => ({ key: keyOf(key), paymentId, ask: { amount } })

  it("is stopped where all of theirs together would pay more, and not by what others ask for", async () => {
    const { ask, clock, desk } = await openTestDesk()
    for (const id of ["p1", "p2"]) await ask.registerPayment(alice, paid({ id }))
    await ask.request(alice, asking("a", 6000))
    await ask.request(clerk, asking("b", 3000))
    expect(await failure(desk.request(clerk, asking("c", 2001, "p2")))).toBe("Conflict key_limit_exceeded")
    expect(await failure(desk.openSession(clerk, asking("d", 2001, "p2")))).toBe("Conflict key_limit_exceeded")
    await ask.openSession(clerk, asking("e", 2000, "p2"))
    expect(await failure(desk.request(clerk, asking("f", 1, "p2")))).toBe("Conflict key_limit_exceeded")
    clock.move(86_400)
    expect(await ask.request(clerk, asking("c", 2001, "p2"))).toMatchObject({ answer: { refund: { amount: 2001 } } })
  })

  it("is paid nothing in a currency that is not named", async () => {
    const { ask, desk } = await openTestDesk()
    await ask.registerPayment(alice, paid({ currency: "USD" }))
    expect(await failure(desk.request(clerk, asking("a", 1)))).toBe("Conflict key_limit_exceeded")
  })

  it("is asked about by no rule that does not ask: what was looked for is no fact of the case", async () => {
    const opened = await openTestDesk({ settings: { evaluators: { cel: historyReader } } })
    await opened.ask.registerPayment(alice, paid())
    await publish(opened, policyOf([{ id: "x", requires: { _tag: "Expression", cel: "any" }, otherwise: "Refuse" }]))
    await opened.ask.request(clerk, asking("a", 1))
    expect(seen).toEqual([undefined])
  })
})

const seen: unknown[] = []
/** Notes the history of the actor in the case it is given. */
const historyReader = {
  check: () => [],
  compile: () => (facts: { readonly actorHistory?: unknown }) => {
    if (seen.length === 0) seen.push(facts.actorHistory)
    return true
  },
} as never
