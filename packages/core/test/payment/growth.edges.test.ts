import { describe, expect, it } from "vitest"
import { grow } from "../../src/payment/growth.ts"
import { line, payment } from "../given.ts"

const lines = [line("a", 60), line("b", 40)]
const base = { captured: 100, lines, capturedAt: "2026-01-01T00:00:00Z", tags: ["x"], metadata: { k: "v" } }

describe("registering again", () => {
  it.each<[string, object]>([
    ["the same facts", {}],
    ["the same lines in another order", { lines: lines.toReversed() }],
    ["fewer tags", { tags: [] }],
    ["no metadata", { metadata: {} }],
    ["no capture date", { capturedAt: undefined }],
  ])("changes nothing for %s", (_, facts) => {
    const known = payment(base)
    expect(grow(known, payment({ ...base, ...facts }))).toEqual({ ok: true, value: known })
    const grown = grow(known, payment({ ...base, ...facts }))
    expect(grown.ok && grown.value).toBe(known)
  })

  it.each<[string, object, object]>([
    [
      "a raise with new lines worth it",
      { captured: 110, lines: [...lines, line("c", 10)] },
      { captured: 110, lines: { length: 3 } },
    ],
    ["a delivery date", { deliveredAt: "2026-02-01T00:00:00Z" }, { deliveredAt: "2026-02-01T00:00:00.000Z" }],
    ["a tag", { tags: ["y"] }, { tags: ["x", "y"] }],
    [
      "a tag of a line",
      { lines: [line("a", 60, 0, { tags: ["final"] }), line("b", 40)] },
      { lines: [{ tags: ["final"] }, { tags: [] }] },
    ],
    ["metadata", { metadata: { k: "w", l: "m" } }, { metadata: { k: "w", l: "m" } }],
  ])("accepts %s", (_, facts, grown) => {
    expect(grow(payment(base), payment({ ...base, ...facts }))).toMatchObject({ ok: true, value: grown })
  })

  it.each<[string, object, readonly string[]]>([
    ["another currency", { currency: "USD" }, ["/currency"]],
    [
      "another provider and its reference",
      { provider: "loop", references: { chargeId: "c" } },
      ["/provider", "/references"],
    ],
    ["a customer", { customer: { id: "c" } }, ["/customer"]],
    ["a fee", { applicationFee: 1 }, ["/applicationFee"]],
    ["another capture date", { capturedAt: "2026-01-02T00:00:00Z" }, ["/capturedAt"]],
    ["a smaller capture", { captured: 60, lines: [line("a", 60)] }, ["/captured", "/lines/1"]],
    ["another net", { lines: [line("a", 50), line("b", 50)] }, ["/lines/0", "/lines/1"]],
    ["a raise of a known line", { captured: 110, lines: [line("a", 70), line("b", 40)] }, ["/lines/0"]],
    ["a new line without a raise", { lines: [...lines, line("free", 0)] }, ["/lines"]],
    ["no lines", { lines: undefined }, ["/lines/0", "/lines/1", "/lines"]],
  ])("names the conflict of %s", (_, facts, paths) => {
    const grown = grow(payment(base), payment({ ...base, ...facts }))
    expect(grown.ok ? [] : grown.faults.map((one) => one.path)).toEqual(paths)
    expect(grown.ok ? [] : grown.faults.every((one) => one.code === "payment_conflict")).toBe(true)
  })

  it("never moves a delivery date", () => {
    const known = payment({ ...base, deliveredAt: "2026-02-01T00:00:00Z" })
    expect(grow(known, payment({ ...base, deliveredAt: "2026-02-02T00:00:00Z" }))).toMatchObject({
      ok: false,
      faults: [{ path: "/deliveredAt" }],
    })
    expect(grow(known, payment(base))).toEqual({ ok: true, value: known })
  })

  it("grows the one line of a payment without lines, and never shrinks its parts", () => {
    const known = payment({ captured: 100, orderTax: 20 })
    expect(grow(known, payment({ captured: 120, orderTax: 20 }))).toMatchObject({
      ok: true,
      value: { lines: [{ net: 100 }] },
    })
    expect(grow(known, payment({ captured: 120, orderTax: 40 }))).toMatchObject({
      ok: true,
      value: { lines: [{ net: 80 }] },
    })
    expect(grow(known, payment({ captured: 120, orderTax: 19 }))).toMatchObject({
      ok: false,
      faults: [{ path: "/lines/0" }],
    })
    expect(grow(known, payment({ captured: 120, orderTax: 41 }))).toMatchObject({
      ok: false,
      faults: [{ path: "/lines/0" }],
    })
    expect(grow(known, payment({ captured: 120 }))).toMatchObject({ ok: false, faults: [{ path: "/lines/0" }] })
  })

  it("knows each tax of the one line it grows by its own name", () => {
    const taxed = (city: number, state: number) => {
      const taxes = [
        { id: "city", amount: city },
        { id: "state", amount: state },
      ]
      return payment({ captured: 100, lines: [{ ...line("payment", 100 - city - state), taxes }] })
    }
    expect(grow(taxed(10, 5), taxed(10, 4))).toMatchObject({ ok: false, faults: [{ path: "/lines/0" }] })
  })

  it("keeps kind, quantity and tags of the one line it grows", () => {
    const whole = (facts: object) =>
      payment({ captured: 100, lines: [line("payment", 100, 0, { quantity: 2, tags: ["x"], ...facts })] })
    expect(grow(whole({}), whole({ quantity: 1 }))).toMatchObject({ ok: false, faults: [{ path: "/lines/0" }] })
    expect(grow(whole({}), whole({ kind: "fee" }))).toMatchObject({ ok: false, faults: [{ path: "/lines/0" }] })
    expect(grow(whole({}), whole({ tags: ["y"] }))).toMatchObject({
      ok: true,
      value: { lines: [{ tags: ["x", "y"] }] },
    })
  })

  it.each([
    ["pending", "authorized", true],
    ["pending", "captured", true],
    ["authorized", "captured", true],
    ["authorized", "failed", true],
    ["pending", "canceled", true],
    ["captured", "captured", true],
    ["authorized", "pending", false],
    ["captured", "authorized", false],
    ["captured", "canceled", false],
    ["captured", "failed", false],
    ["failed", "canceled", false],
    ["canceled", "failed", false],
    ["failed", "captured", false],
  ])("from %s to %s: %s", (from, to, isForward) => {
    const grown = grow(payment({ captured: 100, status: from }), payment({ captured: 100, status: to }))
    expect(grown.ok).toBe(isForward)
    if (!grown.ok) expect(grown.faults).toMatchObject([{ path: "/status" }])
  })
})
