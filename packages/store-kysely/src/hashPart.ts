/**
 * Which part of a table PostgreSQL keeps a row in: its own hash of texts (Bob Jenkins' lookup3), so that what goes to one
 * part can be sent together. A wrong guess would cost time and nothing else: the server always finds the part itself.
 */

/** The part, of so many, that rows whose key has these texts are kept in. */
export const hashPart = (texts: readonly string[], parts: number): number => {
  let row = 0n
  for (const text of texts) row = combined(row, hashed(utf8(text)))
  return Number(row % BigInt(parts))
}

const SEED_HIGH = 0x7a5b2236
const SEED_LOW = 0x7996dcfd
const WHOLE = 0xffff_ffff_ffff_ffffn

/** Adds the hash of one more column, in 64 bits. */
const combined = (row: bigint, hash: bigint): bigint =>
  row ^ ((hash + 0x49a0f4dd15e5a8e3n + ((row << 54n) & WHOLE) + (row >> 7n)) & WHOLE)

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

/** Three words that are mixed with one another. */
type Words = [number, number, number]

const mix = (words: Words): void => {
  let [a, b, c] = words
  a = (a - c) ^ rotated(c, 4)
  c = (c + b) | 0
  b = (b - a) ^ rotated(a, 6)
  a = (a + c) | 0
  c = (c - b) ^ rotated(b, 8)
  b = (b + a) | 0
  a = (a - c) ^ rotated(c, 16)
  c = (c + b) | 0
  b = (b - a) ^ rotated(a, 19)
  a = (a + c) | 0
  c = (c - b) ^ rotated(b, 4)
  b = (b + a) | 0
  words[0] = a
  words[1] = b
  words[2] = c
}

/** The last two words, as one number of 64 bits. */
const ended = ([first, second, third]: Words): bigint => {
  let [a, b, c] = [first, second, third]
  c = ((c ^ b) - rotated(b, 14)) | 0
  a = ((a ^ c) - rotated(c, 11)) | 0
  b = ((b ^ a) - rotated(a, 25)) | 0
  c = ((c ^ b) - rotated(b, 16)) | 0
  a = ((a ^ c) - rotated(c, 4)) | 0
  b = ((b ^ a) - rotated(a, 14)) | 0
  c = ((c ^ b) - rotated(b, 24)) | 0
  return (BigInt(b >>> 0) << 32n) | BigInt(c >>> 0)
}

/** The bytes of a text, as the server keeps it. */
const utf8 = (text: string): Uint8Array => {
  const bytes: number[] = []
  for (const sign of text) {
    const code = sign.codePointAt(0)!
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), last(code))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), last(code >> 6), last(code))
    else bytes.push(0xf0 | (code >> 18), last(code >> 12), last(code >> 6), last(code))
  }
  return Uint8Array.from(bytes)
}

const last = (code: number): number => 0x80 | (code & 0x3f)

const hashed = (bytes: Uint8Array): bigint => {
  const start = (0x9e3779b9 + bytes.length + 3923095) | 0
  const words: Words = [(start + SEED_HIGH) | 0, (start + SEED_LOW) | 0, start]
  mix(words)
  let at = 0
  for (; bytes.length - at >= 12; at += 12) {
    add(words, bytes, at, 0)
    mix(words)
  }
  // The lowest byte of the last word is kept for the length, which is in all of them already.
  add(words, bytes, at, 1)
  return ended(words)
}

/** Adds twelve bytes, the lowest of each word first, or as many as there are; the last word begins so many bytes later. */
const add = (words: Words, bytes: Uint8Array, at: number, later: number): void => {
  for (let index = 0; index < 12 - later && at + index < bytes.length; index++) {
    const place = index < 8 ? index : index + later
    const word = (place >> 2) as 0 | 1 | 2
    words[word] = (words[word] + (bytes[at + index]! << (8 * (place & 3)))) | 0
  }
}
