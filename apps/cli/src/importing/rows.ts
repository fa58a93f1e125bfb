/** The rows of a file: each with its line, read as far as any row can be before anybody knows what it means. */
import type { Result } from "@refund-rules/core"
import { parseJson } from "../manners/strictJson.ts"
import { fieldsOf } from "./csv.ts"
import { type RawRecord, recordsOf } from "./records.ts"
import type { Row } from "./Row.ts"

export interface Placed {
  readonly line: number
  /** Where the bytes after it begin. */
  readonly end: number
  readonly nextLine: number
  readonly row: Result<Row>
}

/** Where an import goes on: the bytes before `end` are done. */
export interface Place {
  readonly line: number
  readonly end: number
  /** The names of the columns, read long before. */
  readonly header?: readonly string[]
}

const bad = (code: string, message: string): Result<never> => ({ ok: false, faults: [{ path: "", code, message }] })

const tooLong = bad("line_too_long", "this line is longer than 1,000,000 bytes, which no payment is")

/** The rows after a place; empty lines are none. */
export async function* rowsOf(
  chunks: AsyncIterable<Uint8Array>,
  isCsv: boolean,
  from: Place = { line: 1, end: 0 },
): AsyncGenerator<Placed & { readonly header?: readonly string[] }> {
  let { header } = from
  for await (const record of recordsOf(chunks, { isCsv, from })) {
    const { end, line, nextLine, text } = record
    if (text?.trim() === "") continue
    if (!isCsv) {
      yield { line, end, nextLine, row: text === undefined ? tooLong : jsonRow(text) }
    } else if (header === undefined) {
      const read = headerOf(record)
      // Without names no row means anything: nothing below is read.
      if (!read.ok) {
        yield { line, end, nextLine, row: read }
        return
      }
      header = read.value
    } else {
      yield { line, end, nextLine, header, row: text === undefined ? tooLong : csvRow(header, text) }
    }
  }
}

const jsonRow = (text: string): Result<Row> => {
  const json = parseJson(text)
  return json.ok ? { ok: true, value: { isCsv: false, json: json.value } } : json
}

const headerOf = ({ text }: RawRecord): Result<readonly string[]> => {
  const names = text === undefined ? undefined : fieldsOf(text)?.map((name) => name.trim())
  if (names === undefined)
    return bad("csv_header", "the names of its columns cannot be read: their quotes do not add up")
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) return bad("csv_header", `two of its columns are named \`${twice}\``)
  return names.length === 1 && /[;\t]/.test(names[0]!)
    ? bad("csv_header", "it has one column: write commas between its fields")
    : { ok: true, value: names }
}

const csvRow = (header: readonly string[], text: string): Result<Row> => {
  const fields = fieldsOf(text)
  if (fields === undefined) return bad("csv_quotes", "its quotes do not add up")
  if (fields.length !== header.length)
    return bad("csv_fields", `it has ${fields.length} fields, the first line names ${header.length}`)
  return {
    ok: true,
    value: { isCsv: true, fields: Object.fromEntries(header.map((name, at) => [name, fields[at] ?? ""])) },
  }
}
