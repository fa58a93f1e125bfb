/** Bodies that other readers take for something else than was written, one by one. */
import { readJson } from "@refund-rules/server/json/readJson"
import { describe, expect, it } from "vitest"

const read = (text: string) => readJson(Buffer.from(text, "utf8"))
const faultOf = (text: string) => {
  const answer = read(text)
  return answer.ok ? "read" : [answer.fault.code, answer.fault.pointer]
}
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`
const wide = (count: number) => `{${Array.from({ length: count }, (_, index) => `"m${index}":0`).join(",")}}`

describe("a number", () => {
  it.each([
    ["100.00000000000000000001", false],
    ["9007199254740992", true],
    ["9007199254740993", false],
    ["-0", false],
    ["-0.0", false],
    ["0e5", true],
    ["1e400", false],
    ["1e-400", false],
    ["100.00", true],
    ["1e2", true],
    ["0.1", true],
    ["0.1000000000000000055511151231257827", false],
    ["1.15", true],
    ["1e21", true],
    ["123456789012345678901234567890", false],
    ["5e-324", true],
    ["1.7976931348623157e308", true],
  ])("%s is read: %s", (number, isRead) => {
    expect(faultOf(`{"amount":${number}}`)).toEqual(isRead ? "read" : ["number_not_kept", "/amount"])
  })
})

describe("a body", () => {
  it.each([
    ["", ["malformed", ""]],
    [" ", ["malformed", ""]],
    ["{", ["malformed", ""]],
    ["{}{}", ["malformed", ""]],
    ["{'a':1}", ["malformed", ""]],
    ['{"a":1,}', ["malformed", ""]],
    ["[1,]", ["malformed", ""]],
    ["01", ["malformed", ""]],
    ["NaN", ["malformed", ""]],
    ["Infinity", ["malformed", ""]],
    ["// note\n1", ["malformed", ""]],
    ['"\t"', ["malformed", ""]],
    ["\ufeff{}", ["byte_order_mark", ""]],
    ['{"a":1,"a":1}', ["duplicate_member", "/a"]],
    ['{"a":1,"\\u0061":1}', ["duplicate_member", "/a"]],
    ['{"l":[{"a/b":{"~":[0,{"x":1,"x":2}]}}]}', ["duplicate_member", "/l/0/a~1b/~0/1/x"]],
    ['{"__proto__":1,"__proto__":2}', ["duplicate_member", "/__proto__"]],
    ['{"a":{"a":{"a":1}}}', "read"],
    ['[":",{"a":"b:c,{"}]', "read"],
    ['"\\ud83d\\ude00"', "read"],
    ['{"note":"\\ud83d"}', ["text_not_kept", "/note"]],
    ['{"note":"a\\u0000b"}', ["text_not_kept", "/note"]],
    ['{"a\\ud800":1}', ["text_not_kept", "/a\ud800"]],
    [nested(32), "read"],
    [nested(33), ["too_deep", `${"/0".repeat(32)}`]],
    [nested(130_000), ["too_deep", `${"/0".repeat(32)}`]],
    ["[".repeat(130_000), ["too_deep", `${"/0".repeat(32)}`]],
    [`{"a":"${"[".repeat(20_000)}\\"","b":[${nested(40)}]}`, ["too_deep", `/b${"/0".repeat(31)}`]],
    [`[tru${nested(130_000)}]`, ["malformed", ""]],
    [wide(1000), "read"],
    [wide(1001), ["too_many_members", "/m1000"]],
    [`[${Array.from({ length: 100_000 }, () => 1).join(",")}]`, "read"],
  ])("%.40s", (text, expected) => {
    expect(faultOf(text)).toEqual(expected)
  })

  it.each([[[0xff]], [[0x22, 0xc3, 0x28, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0x22, 0xc0, 0xaf, 0x22]]])(
    "of the bytes %s is not UTF-8",
    (bytes) => {
      const answer = readJson(Buffer.from(bytes))
      expect(answer.ok ? "read" : answer.fault.code).toBe("not_utf8")
    },
  )

  it("as long as a body may be is gone through exactly, also where all of it is escapes", () => {
    const escapes = `{"note":"${"\\u0041\\n".repeat(30_000)}","amount":-0}`
    expect(faultOf(escapes)).toEqual(["number_not_kept", "/amount"])
  })

  it("with a member called `__proto__` changes no prototype", () => {
    const answer = read('{"__proto__":{"admin":true},"constructor":1}')
    expect(answer.ok && Object.keys(answer.value as object)).toEqual(["__proto__", "constructor"])
    expect((answer as { value: { admin?: boolean } }).value.admin).toBe(undefined)
  })
})
