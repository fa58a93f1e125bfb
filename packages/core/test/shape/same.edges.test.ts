import { describe, expect, it } from "vitest"
import { same } from "../../src/shape/same.ts"

describe("two plain values", () => {
  it.each<[unknown, unknown, boolean]>([
    [1, 1, true],
    [1, "1", false],
    [undefined, undefined, true],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: 1 }, { a: 2 }, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: undefined }, { b: 1 }, false],
    [{}, JSON.parse('{ "toString": 1 }'), false],
    [[1, 2], [2, 1], false],
    [null, null, true],
    [null, {}, false],
    [{}, null, false],
    ["a", {}, false],
    [{}, "a", false],
  ])("%j and %j say the same: %s", (a, b, expected) => {
    expect(same(a, b)).toBe(expected)
  })
})
