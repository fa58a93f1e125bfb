import fc from "fast-check"
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { describe, it } from "vitest"
import { isJsonObject, jsonText, jsonWhole, numberOf, readJson } from "../src/index.ts"

const numRuns = Number(process.env["LAW_RUNS"] ?? 10_000)
const seed = Number(process.env["LAW_SEED"] ?? Date.now() & 0x7fffffff)

const law = <A>(sentence: string, values: fc.Arbitrary<A>, holds: (value: A) => void): void => {
  it(sentence, { timeout: 60_000 + numRuns }, () => {
    fc.assert(
      fc.property(values, (value) => holds(value)),
      { numRuns, seed },
    )
  })
}

const value = fc.jsonValue({ maxDepth: 5, stringUnit: "binary" })

/** What was read with its numbers as the platform counts them. */
const plain = (json: unknown): unknown => {
  const text = jsonText(json)
  if (text !== undefined) return Number(text)
  if (Array.isArray(json)) return json.map(plain)
  if (isJsonObject(json)) return Object.fromEntries(Object.entries(json).map(([name, each]) => [name, plain(each)]))
  return json
}

const byPlatform = (text: string): unknown => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

describe("strict JSON", () => {
  law("is read as the platform reads it", fc.tuple(value, fc.constantFrom(undefined, 1, "\t")), ([given, indent]) => {
    const text = JSON.stringify(given, undefined, indent)
    const read = readJson(text)
    if (read.ok) deepStrictEqual(plain(read.value), JSON.parse(text))
    // What not every database keeps is all that is refused.
    else ok(text.includes(String.raw`\u0000`), text)
  })
  law(
    "refuses what the platform refuses, wherever it is bent",
    fc.tuple(
      value,
      fc.nat(),
      fc.constantFrom("", '"', "{", "]", ",", ":", "\\", "0", "-", ".", "e", "\u0001", " ", "t"),
    ),
    ([given, place, sign]) => {
      const whole = JSON.stringify(given)
      const at = place % (whole.length + 1)
      const text = `${whole.slice(0, at)}${sign}${whole.slice(at + 1)}`
      const read = readJson(text)
      const known = byPlatform(text)
      if (known === undefined) ok(!read.ok, text)
      // What stands twice, or is half a character, the platform takes and we do not.
      else if (read.ok) deepStrictEqual(plain(read.value), (known as { value: unknown }).value)
    },
  )
  law("keeps every digit of a number", fc.tuple(fc.bigInt({ min: 0n }), fc.nat()), ([whole, fraction]) => {
    const text = `${whole}.${fraction}0`
    const read = readJson(`[${text}]`)
    ok(read.ok && Array.isArray(read.value))
    strictEqual(jsonText(read.value[0]), text)
    strictEqual(JSON.stringify([numberOf(text)]), `[${text}]`)
  })
  law("knows a whole number by its text", fc.double(), (number) => {
    const text = String(number)
    const read = readJson(text)
    if (!read.ok) return
    // `-0` is written as `0`.
    const counted = Number(text)
    strictEqual(jsonWhole(read.value), Number.isSafeInteger(counted) && /^-?\d+$/.test(text) ? counted : undefined)
  })
})

describe("strict JSON refuses", () => {
  it.each<readonly [string, string, string]>([
    ["a member that stands twice", '{"a":1,"b":{},"a":1}', "twice"],
    ["one that stands twice under two spellings", '{"a":1,"\\u0061":2}', "twice"],
    ["a prototype that stands twice", '{"__proto__":1,"__proto__":2}', "twice"],
    ["half a character", '"\\ud800"', "malformed"],
    ["what follows the value", "1 2", "malformed"],
    ["nothing", "", "malformed"],
    ["a byte order mark", "\ufeff{}", "malformed"],
    ["a number with a leading zero", "01", "malformed"],
    ["a plus sign", "+1", "malformed"],
    ["NaN", "NaN", "malformed"],
    ["a comma too many", "[1,]", "malformed"],
    ["a text without an end", '"abc', "malformed"],
    ["U+0000 in a text", String.raw`"a\u0000"`, "malformed"],
    ["U+0000 in a name", String.raw`{"a\u0000":1}`, "malformed"],
    ["a new line in a text", '"a\nb"', "malformed"],
    ["more depth than anybody needs", "[".repeat(40) + "]".repeat(40), "size"],
    ["a million deep", "[".repeat(1_000_000), "size"],
    ["more members than anybody needs", `[${"1,".repeat(30_000)}1]`, "size"],
  ])("%s", (_, text, wrong) => {
    const read = readJson(text)
    strictEqual(read.ok ? "ok" : read.wrong, wrong)
  })
  it("no member that only looks like one of a prototype", () => {
    const read = readJson('{"__proto__":{"a":1},"constructor":2}')
    ok(read.ok && isJsonObject(read.value))
    deepStrictEqual(Object.keys(read.value), ["__proto__", "constructor"])
    strictEqual(read.value["toString"], undefined)
    strictEqual(({} as { a?: unknown }).a, undefined)
  })
  it("for no reason the members of a number", () => {
    for (const text of ['"1"', "{}", "[]", "null", "true"]) {
      const read = readJson(text)
      ok(read.ok)
      strictEqual(jsonText(read.value), undefined)
      strictEqual(jsonWhole(read.value), undefined)
    }
  })
})
