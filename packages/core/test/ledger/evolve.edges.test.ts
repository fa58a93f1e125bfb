import { evolve, openLedger, parseAsk, type Event, type Ledger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { minute, payment, play, request, settle } from "../given.ts"

const opened = openLedger(payment())
const asked = play(opened, [request("r", { amount: 100 })])
const then = (ledger: Ledger, ...events: readonly object[]): Ledger =>
  (events as readonly Event[]).reduce(evolve, ledger)
const submitted = (at: number): object => ({ _tag: "RefundSubmitted", refundId: "r", at: minute(at) })

describe("the latest instant of a ledger", () => {
  it.each<[string, Ledger, string | null]>([
    ["is none while nothing happened", opened, null],
    ["is that of the first event", asked, minute(0)],
    ["is that of a later event", then(asked, submitted(5)), minute(5)],
    ["stays where an event comes late", then(asked, submitted(5), submitted(3)), minute(5)],
  ])("%s", (_, ledger, latest) => {
    expect(ledger.latest).toBe(latest)
  })
})

describe("a move of a refund", () => {
  it("keeps the provider's name for it until another is said, and its claim", () => {
    const sent = play(asked, [{ _tag: "Submit", refundId: "r", at: minute(1) }])
    const named = play(sent, [
      { _tag: "Acknowledge", refundId: "r", status: "pending", providerRefundId: "x", at: minute(2) },
    ])
    const done = play(named, [settle("r", { at: minute(3) })])
    expect(sent.refunds[0]).not.toHaveProperty("providerRefundId")
    expect(done.refunds[0]).toMatchObject({ providerRefundId: "x", status: "succeeded", updatedAt: minute(3) })
    expect(done.refunds[0]!.claim).toBe(asked.refunds[0]!.claim)
  })
})

describe("parseAsk", () => {
  it("reads an ask, or says what is wrong with it", () => {
    expect(parseAsk({ amount: 5, reason: "other" })).toEqual({ ok: true, value: { amount: 5, reason: "other" } })
    const wrong = parseAsk({ amount: -5 })
    expect(wrong.ok ? [] : wrong.faults.map(({ code, path }) => `${path} ${code}`)).toEqual(["/amount too_small"])
  })
})
