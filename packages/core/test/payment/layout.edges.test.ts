import { describe, expect, it } from "vitest"
import { layoutOf } from "../../src/payment/layout.ts"
import { line, payment } from "../given.ts"

describe("the layout of a payment", () => {
  const known = payment({ captured: 100, lines: [line("a", 60, 10), line("b", 30, 0, { quantity: 2 })] })

  it("has each line's taxes before its net", () => {
    expect(layoutOf(known)).toEqual({
      index: new Map([
        ["a", 0],
        ["b", 1],
      ]),
      starts: [0, 2, 3],
      captured: [10, 60, 30],
      gross: [70, 30],
      units: [1, 2],
    })
  })

  it("is made once for each payment, however often it is asked for", () => {
    expect(layoutOf(known)).toBe(layoutOf(known))
    expect(layoutOf(payment())).not.toBe(layoutOf(known))
  })
})
