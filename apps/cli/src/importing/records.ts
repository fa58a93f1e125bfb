/**
 * Cuts a stream of bytes into records by line, or by line outside of quotes; a record that is too long is passed over and
 * named, so that memory stays bounded whatever the file holds.
 */

/** A record: the line it begins on, and where the bytes after it begin. */
export interface RawRecord {
  readonly line: number
  readonly end: number
  /** The line after it. */
  readonly nextLine: number
  /** Left out where it is longer than anything that is meant. */
  readonly text?: string
}

export interface Cutting {
  readonly isCsv: boolean
  /** Bytes of the longest record. */
  readonly longest?: number
  /** Where reading begins, and the line that is. */
  readonly from?: { readonly line: number; readonly end: number }
}

const LONGEST = 1_000_000
const NEWLINE = 0x0a
const QUOTE = 0x22

/** Every record, in order; the last needs no line's end. */
export async function* recordsOf(
  chunks: AsyncIterable<Uint8Array>,
  { from = { end: 0, line: 1 }, isCsv, longest = LONGEST }: Cutting,
): AsyncGenerator<RawRecord> {
  let { end, line } = from
  let [parts, length, lines, isQuoted]: [Buffer[], number, number, boolean] = [[], 0, 0, false]
  const record = (): RawRecord => {
    const whole =
      length > longest
        ? undefined
        : Buffer.concat(parts)
            .toString("utf8")
            .replace(/\r?\n?$/, "")
    const text = line === 1 && whole !== undefined ? whole.replace(/^\uFEFF/, "") : whole
    return { line, end: end + length, nextLine: line + Math.max(1, lines), ...(text === undefined ? {} : { text }) }
  }
  for await (const part of chunks) {
    const chunk = Buffer.from(part.buffer, part.byteOffset, part.byteLength)
    let begin = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
      const piece = chunk.subarray(begin, at + 1)
      if (isCsv && oddQuotes(piece)) isQuoted = !isQuoted
      lines++
      ;[parts, length] = taken(parts, length, piece, longest)
      begin = at + 1
      if (isQuoted && length <= longest) continue
      yield record()
      ;[end, line, parts, length, lines, isQuoted] = [end + length, line + lines, [], 0, 0, false]
    }
    const rest = chunk.subarray(begin)
    if (isCsv && oddQuotes(rest)) isQuoted = !isQuoted
    ;[parts, length] = taken(parts, length, rest, longest)
  }
  if (length > 0) yield record()
}

/** What is too long is counted and no longer kept. */
const taken = (parts: Buffer[], length: number, piece: Buffer, longest: number): [Buffer[], number] => {
  const longer = length + piece.length
  if (longer > longest) return [[], longer]
  if (piece.length > 0) parts.push(piece)
  return [parts, longer]
}

const oddQuotes = (piece: Buffer): boolean => {
  let count = 0
  for (let at = piece.indexOf(QUOTE); at >= 0; at = piece.indexOf(QUOTE, at + 1)) count++
  return count % 2 === 1
}
