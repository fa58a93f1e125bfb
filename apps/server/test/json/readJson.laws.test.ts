/** The strict reader accepts what the language's own parser accepts, with the same value, but for the refusals it names. */
import { readJson } from "@refund-rules/server/json/readJson"
import fc from "fast-check"
import { expect } from "vitest"
import { law } from "../law.ts"

const bytesOf = (text: string) => Buffer.from(text, "utf8")

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

const keptNumber = fc.oneof(
  fc.maxSafeInteger().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(Object.is(value, -0) ? 0 : value)),
  fc
    .tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 0, max: 20 }))
    .map(([digits, zeros]) => `${digits}.${"0".repeat(zeros + 1)}`),
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: -9, max: 9 }))
    .map(([digits, power]) => `${digits}E${power}`),
)

const space = fc.stringMatching(/^[ \n\r\t]{0,2}$/)
const name = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "", "a/b~c", "0"))
const text = fc
  .oneof(fc.string({ unit: "grapheme" }), fc.constantFrom('"', "\\", "{", "[1", "\u2028", "😀", "a:b"))
  .filter((one) => one.isWellFormed() && !one.includes("\0"))

/** Any spelling of any value without a fault: spaces, escapes and member order included. */
const { value: spelled } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(
      fc.constantFrom("null", "true", "false"),
      keptNumber,
      text.map((one) => JSON.stringify(one)),
    ),
    fc.tuple(space, fc.array(tie("value"))).map(([gap, entries]) => `[${gap}${entries.join(`${gap},`)}${gap}]`),
    fc
      .tuple(space, fc.uniqueArray(fc.tuple(name, tie("value")), { selector: ([key]) => key }))
      .filter(([, pairs]) => pairs.every(([key]) => key.isWellFormed() && !key.includes("\0")))
      .map(
        ([gap, pairs]) =>
          `{${gap}${pairs.map(([key, value]) => `${JSON.stringify(key)}${gap}:${value}`).join(`,${gap}`)}}`,
      ),
  ),
}))

law("reads what is written without a fault to the value the language's parser gives", spelled, (written) => {
  const read = readJson(bytesOf(written))
  expect(read).toEqual({ ok: true, value: JSON.parse(written) })
  // `toEqual` does not tell the two zeros or an inherited `__proto__` apart: the text does.
  expect(read.ok && JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(written)))
})

const damaged = fc
  .tuple(
    spelled,
    fc.nat(),
    fc.constantFrom("", "{", "}", "[", "]", ",", ":", '"', "\\", "0", "-", ".", "e", "\ufeff", " ", "null"),
  )
  .map(([written, place, insert]) => {
    const at = place % (written.length + 1)
    return written.slice(0, at) + insert + written.slice(at + (insert === "" ? 1 : 0))
  })

law("refuses what the parser refuses, and of the rest only what it names", damaged, (written) => {
  const own = parsed(bytesOf(written).toString("utf8"))
  const read = readJson(bytesOf(written))
  if (own === undefined)
    expect(read).toMatchObject({ ok: false, fault: { code: expect.stringMatching(/^(malformed|byte_order_mark)$/) } })
  else if (read.ok) expect(read.value).toEqual(own.value)
  else expect(read.fault.code).toMatch(/^(duplicate_member|number_not_kept|text_not_kept|too_deep)$/)
})

law("never throws, whatever the bytes", fc.uint8Array({ maxLength: 64 }), (bytes) => {
  expect(typeof readJson(Buffer.from(bytes)).ok).toBe("boolean")
})

const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,24})?([eE][+-]?\d{1,3})?$/)

/** The exact value of a decimal as a fraction of whole numbers, without any double in between. */
const fractionOf = (number: string): readonly [bigint, bigint] => {
  const [, sign, whole, part = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number)!
  const shift = Number(power) - part.length
  const all = BigInt(`${sign}${whole}${part}`)
  return shift >= 0 ? [all * 10n ** BigInt(shift), 1n] : [all, 10n ** BigInt(-shift)]
}

law("reads a number exactly where its shortest spelling is worth the same, and else refuses it", digits, (number) => {
  const value = Number(number)
  const [above, below] = fractionOf(number)
  const [top, bottom] = Number.isFinite(value) ? fractionOf(String(value)) : [0n, 1n]
  const isKept = Number.isFinite(value) && !Object.is(value, -0) && above * bottom === top * below
  expect(readJson(bytesOf(number)).ok).toBe(isKept)
})

law(
  "finds a member that stands twice, however it is spelled and wherever it is",
  fc.tuple(name, spelled, spelled, fc.boolean()).filter(([key]) => key.isWellFormed() && !key.includes("\0")),
  ([key, first, second, isEscaped]) => {
    const other = isEscaped
      ? `"${[...key].map((one) => [...one].map(escaped).join("")).join("")}"`
      : JSON.stringify(key)
    const read = readJson(bytesOf(`[{${JSON.stringify(key)}:${first},${other}:${second}}]`))
    expect(read).toMatchObject({ ok: false, fault: { code: "duplicate_member" } })
  },
)

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("")
