import { createHash } from "node:crypto"
import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"
import { sha256 } from "../../src/policy/sha256.ts"
import { canonicalJson } from "../../src/policy/canonicalJson.ts"

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 }).map((units) => String.fromCharCode(...units)),
)

describe("the content hash", () => {
  law("is what node:crypto says of the same text", texts, (text) => {
    const known = createHash("sha256").update(text).digest("hex")
    if (sha256(text) !== known) expect(sha256(text)).toBe(known)
  })

  law("is taken of one text, whatever the order of members", fc.object({ maxDepth: 2 }), (value) => {
    const turned = Object.fromEntries(Object.entries(value).reverse())
    if (canonicalJson(turned) !== canonicalJson(value)) expect(canonicalJson(turned)).toBe(canonicalJson(value))
  })

  law("is taken of a text that says the same as JSON", fc.jsonValue(), (value) => {
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
  })
})
