import { describe, expect, it } from "vitest"
import { cel } from "../src/index.ts"
import { factsOf } from "./facts.ts"

const repeated = (part: string, times: number): string => part.repeat(times)

const hostile: Readonly<Record<string, string>> = {
  "a megabyte": repeated("a", 1_000_000),
  "a megabyte of brackets": repeated("(", 1_000_000),
  "two thousand open brackets": repeated("(", 2000),
  "balanced brackets": `${repeated("(", 1900)}true${repeated(")", 1900)}`,
  "a tower of negations": `${repeated("!", 3900)}true`,
  "a tower of minuses": `${repeated("-", 3900)}1 < 0`,
  "a chain of ors": Array.from({ length: 900 }, () => "true").join("||"),
  "a chain of conditions": `${repeated("true?true:", 390)}true`,
  "a chain of sums": `${repeated("1+", 1900)}1 > 0`,
  "a long list": `1 in [${repeated("1,", 1900)}1]`,
  "a deep list": `${repeated("[", 1900)}${repeated("]", 1900)} == []`,
  "a chain of members": `payment${repeated(".a", 1900)} == 1`,
  "a chain of maps": `[1]${repeated(".map(x,x)", 400)}.size() > 0`,
  "many arguments": `size(${repeated("1,", 1900)}1) > 0`,
  "a regular expression that explodes": `ask.note.matches("(a+)+$")`,
  "an alternation that explodes": `ask.note.matches("(a|a)*b")`,
  "doubling text": `["aaaaaaaa"]${repeated(".map(x, x + x)", 20)}.size() > 0`,
  "doubling lists": `[[1]]${repeated(".map(x, x + x)", 20)}.size() > 0`,
  "doubling pairs": `[1]${repeated(".map(x, [x, x])", 20)}.size() > 0`,
  "bound doubling": `cel.bind(a, "aaaa", cel.bind(b, a + a, cel.bind(c, b + b, c.size() > 0)))`,
  "four nested comprehensions":
    "payment.lines.all(a, payment.lines.all(b, payment.lines.all(c, payment.lines.all(d, true))))",
  "three nested comprehensions over every line":
    "payment.lines.all(a, payment.lines.all(b, payment.lines.all(c, a.net + b.net + c.net > 0)))",
  "searching over every line": `payment.lines.all(a, payment.lines.all(b, ask.note.contains("${repeated("a", 99)}b")))`,
  "many searches in a long note": Array.from({ length: 30 }, () => `ask.note.contains("${repeated("a", 99)}b")`).join(
    " || ",
  ),
  "a long literal": `"${repeated("a", 3000)}" == "a"`,
  "a large number": `${repeated("9", 3000)} > 1`,
  "a large fraction": `0.${repeated("9", 3000)} > 0.1`,
  "a huge exponent": "1e400 > 1.0",
  "an open text": `"${repeated("\\", 3000)}`,
  escapes: `"${repeated("\\u0000", 500)}" == "a"`,
  controls: "\u0000\u0001\u2028\ud800 == 1",
  "the constructor": "payment.constructor.constructor('return 1')() == 1",
  "the prototype": "payment.__proto__ == 1",
  "the prototype of a map": "payment.metadata.__proto__ == ''",
  "the constructor of a map": "payment.metadata.constructor == ''",
  "an inherited method": "payment.toString() == ''",
  "an inherited method of a map": "has(payment.metadata.toString)",
  "an inherited method of a list": "payment.tags.constructor == 1",
  "an inherited method of text": "payment.currency.repeat(5) == ''",
  "a global": "globalThis == 1",
  "the process": "process.env.HOME == ''",
  "a call of eval": "eval('1') == 1",
  "a reserved word": "function() == 1",
  "an optional": "optional.of(1).value() == 1",
  "a comment to the end": "true // ".padEnd(3990, "x"),
}

const small = factsOf(3)
const large = factsOf(20_000)

const judged = (source: string) => {
  const started = process.threadCpuUsage()
  const faults = cel.check(source)
  const run = cel.compile(source)
  const answers = [run(small), run(large)]
  const { system, user } = process.threadCpuUsage(started)
  return { answers, faults, spent: (system + user) / 1000 }
}

describe("a hostile expression", () => {
  it.each(Object.entries(hostile))("%s takes less than 50 ms of a processor, and nothing throws", (_, source) => {
    const { answers, faults, spent } = judged(source)
    expect(answers.every((one) => one === undefined || typeof one === "boolean")).toBe(true)
    if (faults.length > 0) expect(answers).toEqual([undefined, undefined])
    expect(faults.every(({ code, message }) => code.startsWith("cel_") && message.length < 300)).toBe(true)
    // The shortest of three: who collects garbage just then, or runs for the first time, takes longer.
    expect(Math.min(spent, judged(source).spent, judged(source).spent)).toBeLessThan(50)
  })

  it("reaches no member that is not the case's own", () => {
    for (const name of [
      "the constructor",
      "the prototype",
      "an inherited method",
      "a global",
      "the process",
      "a call of eval",
    ]) {
      expect(cel.check(hostile[name]!)).not.toEqual([])
    }
    expect(cel.compile(hostile["the prototype of a map"]!)(small)).toBe(undefined)
    expect(cel.compile(hostile["the constructor of a map"]!)(small)).toBe(undefined)
    expect(cel.compile(hostile["an inherited method of a map"]!)(small)).toBe(false)
  })
})
