/** A finding stands beside the line it is about. */
import { expect, test } from "vitest"
import { lineOf } from "../../src/policy/lineOf.ts"

const text = `{
  "id": "default",
  "rules": [
    { "id": "a", "requires": { "_tag": "WithinDays", "days": 3 } },
    {
      "id": "b, [c]: {d}",
      "requires": {
        "_tag": "AmountAtMost",
        "limits": { "EUR": 1 }
      }
    }
  ],
  "terms": {}
}
`

test.each([
  ["", 1],
  ["/id", 2],
  ["/rules", 3],
  ["/rules/0", 4],
  ["/rules/0/requires/days", 4],
  ["/rules/1", 5],
  ["/rules/1/id", 6],
  ["/rules/1/requires", 7],
  ["/rules/1/requires/limits/EUR", 9],
  ["/rules/1/requires/limits/USD", 9],
  ["/terms", 13],
  ["/nowhere", 1],
])("%s is on line %i", (pointer, line) => {
  expect(lineOf(text, pointer)).toBe(line)
})

test("a text that is no JSON has its findings on some line of it", () => {
  for (const broken of ["", "{", '{ "a": "', "]]", '{"a":1}}']) expect(lineOf(broken, "/a/0")).toBe(1)
})
