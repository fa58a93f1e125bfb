/** What is cut, is cut the same wherever the bytes arrive; what is written as CSV is read as it was. */
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { fieldsOf, recordOf } from "../../src/importing/csv.ts"
import { type RawRecord, recordsOf } from "../../src/importing/records.ts"

const chunked = async function* (bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let [at, index] = [0, 0]
  while (at < bytes.length) {
    const size = sizes[index++ % sizes.length] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const all = async (
  text: string,
  sizes: readonly number[],
  isCsv: boolean,
  longest = 40,
): Promise<readonly RawRecord[]> => {
  const found: RawRecord[] = []
  for await (const one of recordsOf(chunked(Buffer.from(text), sizes), { isCsv, longest })) found.push(one)
  return found
}

const texts = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r\n", "x".repeat(30)), maxLength: 30 })
const sizes = fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 5 })

test("records are the same however the bytes arrive", async () => {
  await fc.assert(
    fc.asyncProperty(texts, sizes, fc.boolean(), async (text, some, isCsv) => {
      expect(await all(text, some, isCsv)).toEqual(await all(text, [1_000_000], isCsv))
    }),
  )
})

test("reading goes on after any record as if it had never stopped", async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.nat(10), fc.boolean(), async (text, stop, isCsv) => {
      const whole = await all(text, [7], isCsv)
      const last = whole[stop]
      fc.pre(last !== undefined)
      const rest: RawRecord[] = []
      const from = { end: last.end, line: last.nextLine }
      const bytes = Buffer.from(text).subarray(last.end)
      for await (const one of recordsOf(chunked(bytes, [5]), { isCsv, longest: 40, from })) rest.push(one)
      expect(rest).toEqual(whole.slice(stop + 1))
    }),
  )
})

test("every byte belongs to one record, and no record is longer than it may be", async () => {
  await fc.assert(
    fc.asyncProperty(texts, sizes, fc.boolean(), async (text, some, isCsv) => {
      const found = await all(text, some, isCsv)
      expect(found.at(-1)?.end ?? 0).toBe(Buffer.byteLength(text))
      for (const one of found) expect(Buffer.byteLength(one.text ?? "")).toBeLessThanOrEqual(40)
    }),
  )
})

test("fields are read as they were written, but for the apostrophe before what would be a formula", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "=", "-", "ü") }), { minLength: 1 }),
      (fields) => {
        const record = recordOf(fields)
        expect(record.endsWith("\r\n")).toBe(true)
        expect(fieldsOf(record.slice(0, -2))).toEqual(
          fields.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)),
        )
      },
    ),
  )
})
