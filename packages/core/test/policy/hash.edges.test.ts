import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { canonicalJson } from "../../src/policy/canonicalJson.ts"
import { sha256 } from "../../src/policy/sha256.ts"

describe("the content hash", () => {
  it.each<[string, string]>([
    ["nothing", ""],
    ["the last character of one byte, and the first of two", "\u007f\u0080"],
    ["the last character of two bytes, and the first of three", "\u07ff\u0800"],
    ["the last character of three bytes, and the first of four", "\uffff\u{10000}"],
    ["the characters around the surrogates", "\ud7ff\ue000"],
    ["the first and the last surrogate, alone", "\ud800 \udbff \udc00 \udfff"],
    ["a message that just leaves room for its length", "a".repeat(55)],
    ["a message that does not", "a".repeat(56)],
    ["a whole block", "a".repeat(64)],
  ])("of %s is what node:crypto says", (_, text) => {
    expect(sha256(text)).toBe(createHash("sha256").update(text).digest("hex"))
  })
})

describe("canonical JSON", () => {
  it.each<[unknown, string]>([
    [{ b: 1, a: undefined }, '{"b":1}'],
    [{ b: [2, 1], a: null }, '{"a":null,"b":[2,1]}'],
    [[undefined, "x"], '[null,"x"]'],
  ])("%#: %s", (value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })
})
