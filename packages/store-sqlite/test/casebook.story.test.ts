/** What was decided is read again as it was then: the ledger of that moment, and what others had been given by then. */
import { evolve, type Ledger, openLedger } from "@refund-rules/core"
import { Casebook, type Decided, type PastDecision, type Span } from "@refund-rules/engine"
import { Context } from "effect"
import { expect, onTestFinished, test } from "vitest"
import { commanding, paymentOf, run, shop } from "./given.ts"
import { openStore } from "./stores.ts"

const minute = (count: number): string => new Date(Date.parse("2026-01-01T00:00:00Z") + count * 60_000).toISOString()

const opened = async () => {
  const { close, context, store } = await openStore({ url: ":memory:" })
  onTestFinished(close)
  const casebook = Context.get(context, Casebook)
  let now = 0
  /** Decides as the desk does: what was asked, when, and at which position of the payment. */
  const decidedAt = (ledger: Ledger, refundId: string, amount: number, at: string): Decided => ({
    refundId,
    verdict: "Approve",
    ask: { amount: amount as never },
    askedAt: at,
    requestedBy: "ann",
    position: ledger.version,
    codes: [],
  })
  return {
    casebook,
    store,
    register: (id: string, more: object = {}) => run(store.open(shop, paymentOf(id, { ...more }))),
    refund: (payment: string, refundId: string, amount: number) => {
      const at = minute(++now)
      return run(
        store.change(shop, payment, (ledger) => ({
          ...commanding({ _tag: "Request", refundId, ask: { amount }, requestedBy: "ann", at })(ledger),
          decided: decidedAt(ledger, refundId, amount, at),
        })),
      )
    },
    refuse: (payment: string) => {
      const at = minute(++now)
      return run(
        store.change(shop, payment, (ledger) => {
          const { refundId: _, ...decided } = decidedAt(ledger, "", 1, at)
          return { events: [], answer: true, decided: { ...decided, verdict: "Refuse" } }
        }),
      )
    },
    fail: (payment: string, refundId: string) =>
      run(store.change(shop, payment, commanding({ _tag: "Fail", refundId, at: minute(++now) }))),
    all: async (span: Span = {}, payments = 2): Promise<readonly PastDecision[]> => {
      const found: PastDecision[] = []
      for (let after = span.after; ;) {
        const page = await run(casebook.read(shop, { ...span, ...(after === undefined ? {} : { after }) }, payments))
        found.push(...page.decisions)
        if (page.next === undefined) return found
        after = page.next
      }
    },
  }
}

const told = ({ decided, ledger, paymentId }: PastDecision) => [
  paymentId,
  decided.position,
  ledger.version,
  ledger.refunds.length,
]

test("each decision comes with the ledger it was made on, failures and all that came later left out", async () => {
  const { all, fail, refund, refuse, register, store } = await opened()
  await register("p1")
  await refund("p1", "r1", 1000)
  await fail("p1", "r1")
  await refund("p1", "r2", 2000)
  await refuse("p1")
  const found = await all()
  expect(found.map(told)).toEqual([
    ["p1", 0, 0, 0],
    ["p1", 2, 2, 1],
    ["p1", 3, 3, 2],
  ])
  expect(found.map(({ amount }) => amount)).toEqual([1000, 2000, 0])
  const events = await run(store.history(shop, "p1"))
  for (const { decided, ledger } of found) {
    const folded = events.slice(0, decided.position).reduce(evolve, openLedger(paymentOf("p1")))
    expect(ledger.refunds).toEqual(folded.refunds)
  }
})

test("spans that follow each other give every decision once, and payments without any are passed over", async () => {
  const { all, casebook, refund, refuse, register } = await opened()
  for (let index = 0; index < 40; index++) {
    const id = `p${String(index).padStart(2, "0")}`
    await register(id)
    if (index % 3 === 0) await refund(id, `r${index}`, 100)
    if (index % 4 === 0) await refuse(id)
  }
  const whole = await all()
  expect(whole).toHaveLength(14 + 10)
  for (const parts of [1, 2, 7, 64]) {
    const cuts = await run(casebook.cuts(shop, parts, 1))
    expect(cuts.length).toBeLessThan(parts)
    const spans = await Promise.all(
      [...cuts, undefined].map((until, index) => {
        const after = cuts[index - 1]
        return all({ ...(after === undefined ? {} : { after }), ...(until === undefined ? {} : { until }) }, 3)
      }),
    )
    expect(spans.flat().map(told)).toEqual(whole.map(told))
  }
  expect(await run(casebook.cuts(shop, 64, 15))).toHaveLength(2)
  const odd = await all({ only: (id) => /[13579]$/.test(id) })
  const even = await all({ only: (id) => !/[13579]$/.test(id) })
  expect(odd.length + even.length).toBe(whole.length)
})

test("what the customer had had by then counts, also what failed only later, and not the decision itself", async () => {
  const { all, fail, refund, register } = await opened()
  for (const id of ["p1", "p2", "p3"]) await register(id)
  await register("other", { customer: { id: "c2" } })
  await refund("p1", "r1", 100)
  await refund("other", "r9", 900)
  await refund("p2", "r2", 200)
  await fail("p1", "r1")
  await refund("p3", "r3", 300)
  const found = await all({ looking: { customerDays: 30, actorDays: 30 } })
  const past = new Map(found.map(({ decided, past: seen }) => [decided.refundId, seen]))
  const amounts = (claims: readonly { readonly amount: number }[] = []): readonly number[] =>
    claims.map(({ amount }) => amount)
  expect(amounts(past.get("r1")?.customer)).toEqual([])
  expect(amounts(past.get("r2")?.customer)).toEqual([100])
  expect(amounts(past.get("r3")?.customer)).toEqual([200])
  expect(amounts(past.get("r3")?.actor)).toEqual([900, 200])
})
