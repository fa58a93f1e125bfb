/** What a provider says is read as every database can keep it. */
import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { parsed } from "@refund-rules/provider-kit"
import fc from "fast-check"
import { describe, it } from "vitest"

const keepable = (text: string) => text.toWellFormed().replaceAll("\0", "\u{FFFD}")

const escaped = (text: string) =>
  text.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

const units = fc.array(
  fc.constantFrom("\0", "\ud800", "\udbff", "\udc00", "\udfff", "\\", "u0000", "a", "\u{1F600}", '"'),
)
const texts = units.map((parts) => parts.join(""))

describe("what a provider says", () => {
  it("is read without U+0000 and halves of characters, and otherwise as it was written", () => {
    fc.assert(
      fc.property(texts, texts, (name, text) => {
        const expected = { [keepable(name)]: [keepable(text)] }
        deepStrictEqual(parsed(JSON.stringify({ [name]: [text] })), expected)
        deepStrictEqual(parsed(`{"${escaped(name)}":["${escaped(text)}"]}`), expected)
      }),
    )
  })

  it("is read as JSON reads it wherever nothing has to be changed", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), (text) => {
        const read: unknown = JSON.parse(text)
        if (!text.includes(String.raw`\u0000`)) deepStrictEqual(parsed(text), read)
      }),
    )
  })

  it.each(["", "<html>", "{", String.raw`"\u00"`, String.raw`"\ud800`])(
    "that is no JSON, as %s, is nothing",
    (text) => {
      strictEqual(parsed(text), undefined)
    },
  )
})
