import { handle, openLedger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { line, minute, payment, play, request } from "../given.ts"

type Json = Readonly<Record<string, unknown>>

const at = minute(30)
const of = (_tag: string, more: Json = {}): Json => ({ _tag, refundId: "r", ...more })

describe("a late success", () => {
  const market = {
    captured: 220,
    lines: [line("a", 100, 10), line("b", 100, 10)],
    applicationFee: 20,
    transfer: { destination: "acct", amount: 40 },
  }
  const claimAfter = (facts: Json, ...history: readonly Json[]) =>
    play(openLedger(payment(facts)), [...history, of("Settle", { lookup: true })]).refunds[0]!.claim
  const late = (first: Json, ...others: readonly Json[]) => claimAfter(market, first, of("Fail"), ...others)
  const ofLine = (id: string, more: Json = {}): Json => ({ lines: [{ id, ...more }] })

  it("takes its old place again where it is free", () => {
    const claim = late(request("r", ofLine("a")))
    expect(claim.lines).toEqual([
      { id: "a", net: 100, taxes: [{ id: "vat", amount: 10 }], amount: 110, retained: 0, units: 1 },
    ])
    expect(claim).toMatchObject({
      applicationFee: { share: 10, returned: false },
      transfer: { share: 20, reversed: false },
    })
  })

  it.each<[string, Json]>([
    ["net", ofLine("a", { amount: 1, taxInclusive: false })],
    ["tax", ofLine("a", { amount: 6 })],
    ["unit", ofLine("a", { quantity: 1 })],
  ])("is shared anew, in no units, where its %s was taken", (_, other) => {
    const claim = late(request("r", ofLine("a"), { terms: { restocking: { basisPoints: 1000 } } }), request("q", other))
    expect(claim.paid + claim.retained).toBe(110)
    expect(claim.lines.reduce((sum, one) => sum + one.amount + one.retained, 0)).toBe(110)
    expect(claim.lines.reduce((sum, one) => sum + one.retained, 0)).toBe(11)
    expect(claim.lines.map(({ id, units }) => [id, units])).toContainEqual(["b", 0])
  })

  it("takes its old place again in each of its taxes", () => {
    const taxes = [
      { id: "state", amount: 20 },
      { id: "city", amount: 10 },
    ]
    const taxed = { captured: 130, lines: [{ ...line("a", 100), taxes }] }
    const claim = claimAfter(taxed, request("r", ofLine("a")), of("Fail"))
    expect(claim.lines).toEqual([{ id: "a", net: 100, taxes, amount: 130, retained: 0, units: 1 }])
  })

  it("is shared anew as a whole where one of its lines was taken", () => {
    const claim = late(request("r", {}), request("q", ofLine("a")))
    expect(claim.paid).toBe(220)
    expect(claim.lines.map(({ amount, id }) => [id, amount])).toEqual([["b", 110]])
  })

  it("is shared anew where only units were taken, of a line that is free", () => {
    const free = { captured: 10, lines: [line("a", 10), line("gift", 0, 0, { quantity: 2 })] }
    const both = {
      lines: [
        { id: "a", amount: 5 },
        { id: "gift", quantity: 1 },
      ],
    }
    const again = (quantity: number) =>
      claimAfter(
        free,
        request("r", both),
        of("Fail"),
        request("q", {
          lines: [
            { id: "a", amount: 1 },
            { id: "gift", quantity },
          ],
        }),
      )
    expect(again(1).lines.map(({ id, units }) => [id, units])).toEqual([
      ["a", 0],
      ["gift", 1],
    ])
    expect(again(2).lines.map(({ id, units }) => [id, units])).toEqual([["a", 0]])
  })

  it("is shared anew also where the provider had canceled it", () => {
    const canceled = [of("Submit"), of("Cancel", { byProvider: true })]
    const claim = claimAfter(market, request("r", ofLine("a")), ...canceled, request("q", ofLine("a")))
    expect(claim.lines.map(({ id }) => id)).toEqual(["b"])
  })

  it("keeps its old place to the last unit that fits", () => {
    const part = request("r", ofLine("a", { amount: 44 }))
    expect(late(part, request("q", ofLine("a", { amount: 66 }))).lines.map(({ id }) => id)).toEqual(["a"])
    expect(late(part, request("q", ofLine("a", { amount: 67 }))).lines.map(({ id }) => id)).toEqual(["a", "b"])
  })

  it("bears on its lines what they can, paid before retained, and takes no more of the fee than is left", () => {
    const claim = late(
      request("r", ofLine("a"), { terms: { restocking: { basisPoints: 1000 } } }),
      request("q", { amount: 120 }),
    )
    expect(claim).toMatchObject({ paid: 99, retained: 11, applicationFee: { share: 9 } })
    expect(claim.lines.reduce((sum, one) => sum + one.amount, 0)).toBe(99)
    expect(claim.lines.reduce((sum, one) => sum + one.retained, 0)).toBe(1)
    expect(late(request("r", {}), request("q", {}))).toMatchObject({
      lines: [],
      applicationFee: { share: 0 },
      transfer: { share: 0 },
    })
  })

  it("is refused where all claims together could not be counted", () => {
    const adopt = { _tag: "AdoptRefund", refundId: "x", amount: Number.MAX_SAFE_INTEGER - 100 }
    const retaining = { terms: { restocking: { basisPoints: 1000 } } }
    const settle = (captured: number) =>
      handle(play(openLedger(payment({ captured })), [request("r", {}, retaining), of("Fail"), adopt]), {
        _tag: "Settle",
        refundId: "r",
        lookup: true,
        at,
      } as never)
    expect(settle(100)).toMatchObject({ ok: true })
    expect(settle(101)).toMatchObject({ ok: false, faults: [{ code: "sum_too_large", path: "/refundId" }] })
  })
})
