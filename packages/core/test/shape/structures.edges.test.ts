import { describe, expect, it } from "vitest"
import { provider } from "../../src/payment/Payment.ts"
import { optional, parse, type Shape } from "../../src/shape/Shape.ts"
import { either, list, listById, map, struct, tagged } from "../../src/shape/structures.ts"
import { currency, flag, identifier, instant, integer, literals, minor, text } from "../../src/shape/values.ts"

const said = (shape: Shape<unknown>, value: unknown): readonly string[] => {
  const read = parse(shape, value)
  return read.ok ? [] : read.faults.map(({ code, message, path }) => `${path} ${code}: ${message}`)
}
const word = text(2, 3)
const small = integer(1, 5)
const pair = struct({ a: word, b: optional(small) })
const named = struct({ id: identifier })
const shapes = tagged({ Circle: { radius: small }, Dot: {} })
const some = either((value) => typeof value === "number", small, word)

describe("a value of another shape is refused with a code and a sentence", () => {
  it.each<[string, Shape<unknown>, unknown, readonly string[]]>([
    ["no text", word, 7, [" not_text: expected text, found `7`"]],
    ["text too short", word, "a", [" too_short: expected at least 2 characters"]],
    ["text as short as it may be", word, "ab", []],
    ["text as long as it may be", word, "abc", []],
    ["text too long", word, "abcd", [" too_long: expected at most 3 characters, found 4"]],
    ["text of another form", text(1, 9, /^a/), "b", [" not_well_formed: expected text like `^a`, found `b`"]],
    ["text of the form", text(1, 9, /^a/), "ab", []],
    ["a name of 255 characters", identifier, "n".repeat(255), []],
    ["a name of 256", identifier, "n".repeat(256), [" too_long: expected at most 255 characters, found 256"]],
    ["no whole number", small, 1.5, [" not_an_integer: expected a whole number, found `1.5`"]],
    ["minus zero", minor, -0, [" minus_zero: expected a whole number, found minus zero"]],
    [
      "a number past all safe ones",
      minor,
      2 ** 53,
      [" unsafe_integer: expected a whole number up to 9007199254740991, found `9007199254740992`"],
    ],
    ["a number too small", small, 0, [" too_small: expected at least 1, found `0`"]],
    ["the smallest", small, 1, []],
    ["the largest", small, 5, []],
    ["a number too large", small, 6, [" too_large: expected at most 5, found `6`"]],
    ["neither true nor false", flag, 0, [" not_a_boolean: expected true or false, found `0`"]],
    ["false", flag, false, []],
    ["none of the words", literals("a", "b"), "c", [" not_one_of: expected one of a, b, found `c`"]],
    ["one of the words", literals("a", "b"), "b", []],
    ["no currency", currency, "eur", [" unknown_currency: expected an ISO 4217 code such as USD, found `eur`"]],
    [
      "no instant",
      instant,
      "2026-01-31",
      [" not_an_instant: expected an instant such as 2026-01-31T12:00:00Z, found `2026-01-31`"],
    ],
  ])("%s", (_, shape, value, faults) => {
    expect(said(shape, value)).toEqual(faults)
  })

  it.each<[string, Shape<unknown>, unknown, readonly string[]]>([
    ["no object", pair, [], [" not_an_object: expected an object, found a list"]],
    ["nothing", pair, null, [" not_an_object: expected an object, found null"]],
    ["text", pair, "ab", [" not_an_object: expected an object, found `ab`"]],
    ["a field too few", pair, {}, ["/a missing: expected a value, found none"]],
    ["a field that is undefined", pair, { a: undefined }, ["/a missing: expected a value, found none"]],
    ["a field that may be missing", pair, { a: "ab" }, []],
    ["a field that may be missing, undefined", pair, { a: "ab", b: undefined }, []],
    ["a field too many", pair, { a: "ab", c: 1 }, ["/c unknown_field: no such field here"]],
    ["a field of the prototype", pair, { a: "ab", toString: 1 }, ["/toString unknown_field: no such field here"]],
    [
      "a field that only the prototype has",
      pair,
      Object.create({ a: "ab" }),
      ["/a missing: expected a value, found none"],
    ],
    [
      "every wrong field",
      pair,
      { a: "a", b: 0 },
      ["/a too_short: expected at least 2 characters", "/b too_small: expected at least 1, found `0`"],
    ],
    ["a name that a pointer escapes", pair, { a: "ab", "x~/y": 1 }, ["/x~0~1y unknown_field: no such field here"]],
    ["no list", list(word), {}, [" not_a_list: expected a list, found an object"]],
    ["too few", list(word, 2), ["ab"], [" too_few: expected at least 2 entries, found 1"]],
    ["as few as may be", list(word, 1), ["ab"], []],
    ["as many as may be", list(word, 0, 1), ["ab"], []],
    ["too many", list(word, 0, 1), ["ab", "ab"], [" too_many: expected at most 1 entries, found 2"]],
    ["an entry", list(word), ["ab", 7], ["/1 not_text: expected text, found `7`"]],
    [
      "a name twice",
      listById(named, "twice"),
      [{ id: "a" }, { id: "b" }, { id: "a" }],
      ["/2/id twice: `a` stands twice"],
    ],
    ["names that differ", listById(named, "twice"), [{ id: "a" }, { id: "b" }], []],
    ["no list of names", listById(named, "twice"), 7, [" not_a_list: expected a list, found `7`"]],
    ["names too few", listById(named, "twice", 1), [], [" too_few: expected at least 1 entries, found 0"]],
    [
      "two without names",
      listById(named, "twice"),
      [{}, null],
      ["/0/id missing: expected a value, found none", "/1 not_an_object: expected an object, found null"],
    ],
    ["no map", map(word, 3, 2), "ab", [" not_an_object: expected an object, found `ab`"]],
    ["a map too large", map(word, 3, 1), { a: "ab", b: "ab" }, [" too_many: expected at most 1 keys, found 2"]],
    ["a map as large as may be", map(word, 3, 1), { abc: "ab" }, []],
    ["a key too long", map(word, 3, 1), { abcd: "ab" }, ["/abcd not_a_key: no key may be called that here"]],
    ["no key", map(word, 3, 1), { "": "ab" }, ["/ not_a_key: no key may be called that here"]],
    [
      "a key of the prototype",
      map(word, 9, 1),
      JSON.parse('{"__proto__":"ab"}'),
      ["/__proto__ not_a_key: no key may be called that here"],
    ],
    [
      "a very long key, shortened",
      map(word, 3, 1),
      { ["k".repeat(101)]: "ab" },
      [`/${"k".repeat(100)} not_a_key: no key may be called that here`],
    ],
    ["a member of a map", map(word, 3, 1), { a: 7 }, ["/a not_text: expected text, found `7`"]],
    ["the first of two shapes", some, 0, [" too_small: expected at least 1, found `0`"]],
    ["the second of two shapes", some, "a", [" too_short: expected at least 2 characters"]],
    ["no tag", shapes, {}, ["/_tag missing: expected one of Circle, Dot, found `undefined`"]],
    ["another tag", shapes, { _tag: "Square" }, ["/_tag unknown_tag: expected one of Circle, Dot, found `Square`"]],
    [
      "a tag of the prototype",
      shapes,
      Object.create({ _tag: "Dot" }),
      ["/_tag missing: expected one of Circle, Dot, found `undefined`"],
    ],
    ["no tagged object", shapes, 7, [" not_an_object: expected an object, found `7`"]],
    [
      "a field of a variant",
      shapes,
      { _tag: "Circle", radius: 0 },
      ["/radius too_small: expected at least 1, found `0`"],
    ],
    ["a field of another variant", shapes, { _tag: "Dot", radius: 1 }, ["/radius unknown_field: no such field here"]],
    ["a variant", shapes, { _tag: "Dot" }, []],
  ])("%s", (_, shape, value, faults) => {
    expect(said(shape, value)).toEqual(faults)
  })
})

describe("the form of a text", () => {
  it.each<[string, Shape<unknown>, string, boolean]>([
    ["a provider's name", provider, "stripe", true],
    ["a capital letter before a name", provider, "Stripe", false],
    ["a mark behind a name", provider, "stripe!", false],
    ["a currency", currency, "EUR", true],
    ["a letter before a currency", currency, "xEUR", false],
    ["a letter behind a currency", currency, "EURx", false],
  ])("says on its own what fits it: %s", (_, { form }, value, fits) => {
    expect(form.kind === "text" && form.pattern?.test(value)).toBe(fits)
  })
})

describe("a value that is read is a copy, and says the same", () => {
  it.each<[Shape<unknown>, unknown]>([
    [pair, { a: "ab", b: 1 }],
    [list(word), ["ab", "cd"]],
    [map(word, 3, 2), { a: "ab" }],
    [shapes, { _tag: "Circle", radius: 5 }],
  ])("%#: %j", (shape, value) => {
    const read = parse(shape, value)
    expect(read).toStrictEqual({ ok: true, value })
    expect(read.ok && read.value).not.toBe(value)
  })
})
