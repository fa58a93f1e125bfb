/** JSON of people is read as the language reads it, or not at all: what it would read as something else is a fault. */
import * as fc from "fast-check"
import { expect, it, test } from "vitest"
import { parseJson } from "../../src/manners/strictJson.ts"
import { folderWithShop, folderWithStore } from "../running.ts"

const faultIn = (text: string) => {
  const read = parseJson(text)
  return read.ok ? undefined : [read.faults[0]?.code, read.faults[0]?.path]
}

it("reads whatever is written once, and keeps every digit, as the language does", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2), (value, spaces) => {
      const text = JSON.stringify(value, null, spaces)
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown })
    }),
    { numRuns: 2000 },
  )
})

it("refuses an object of which any member stands twice, wherever it is and whatever is beside it", () => {
  const names = fc.constantFrom('"a"', '"b"', '"__proto__"', '"a:b"', '"\\u0061"', '""')
  const values = fc.constantFrom("1", '"x:{"', "[1,{}]", "null", "100.5", '{"a":1,"b":[]}')
  const members = fc.array(fc.tuple(names, values), { maxLength: 4 })
  fc.assert(
    fc.property(members, fc.constantFrom("%", "[0,%]", '{"in":%}'), (pairs, around) => {
      const text = around.replace("%", `{${pairs.map(([name, value]) => `${name}:${value}`).join(",")}}`)
      const isTwice = new Set(pairs.map(([name]) => JSON.parse(name) as string)).size < pairs.length
      expect(faultIn(text)?.[0]).toBe(isTwice ? "duplicate_member" : undefined)
      if (!isTwice) expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown })
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ['{"EUR": 1, "EUR": 2}', "duplicate_member", ""],
  ['{"a": {"EUR": 1, "\\u0045UR": 2}}', "duplicate_member", ""],
  ['{"captured": 100.00000000000000000001}', "number_not_kept", "/captured"],
  ['{"a": [1, 9007199254740993]}', "number_not_kept", "/a/1"],
  ['{"a/b": -0}', "number_not_kept", "/a~1b"],
  ["[1e999]", "number_not_kept", "/0"],
  ['{"a": 1', "not_json", ""],
  ["", "not_json", ""],
  ["[".repeat(100_000), "too_large", ""],
])("`%s` is refused as %s at `%s`", (text, code, path) => expect(faultIn(text)).toEqual([code, path]))

test("a limit that stands twice in a policy is no policy, for whoever lints, compares, decides by or publishes it", async () => {
  const folder = await folderWithStore()
  folder.write(
    "shop/twice.json",
    folder.read("shop/policy.json").replace('"EUR": 20000', '"EUR": 20000, "EUR": 200000'),
  )
  const linted = await folder.run("refund-rules policy lint shop/twice.json")
  expect([linted.code, linted.out]).toEqual([1, expect.stringContaining('`"EUR"` stands twice')])
  for (const line of [
    "policy diff shop/policy.json shop/twice.json",
    "policy check shop/twice.json",
    "decide shop/case.json --policy shop/twice.json",
    "policy publish shop/twice.json --db shop/refunds.db",
  ]) {
    const { code, err } = await folder.run(`refund-rules ${line}`)
    expect([line, code, err]).toEqual([line, 2, expect.stringContaining("stands twice in one object, again in line")])
  }
})

test("an amount of a case that would be read as another is refused at its place", async () => {
  const folder = await folderWithShop()
  folder.write(
    "shop/lost.json",
    folder.read("shop/case.json").replace('"captured": 9600', '"captured": 9600.00000000000000001'),
  )
  const { code, err } = await folder.run("refund-rules decide shop/lost.json")
  expect([code, err]).toEqual([2, expect.stringContaining("/payment/captured")])
})
