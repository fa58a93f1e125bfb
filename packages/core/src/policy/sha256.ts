/** SHA-256 of text, synchronous and without any host: a policy has the same hash wherever it is read. */

/** The hash of a text's UTF-8 bytes, in lower-case hexadecimal. */
export const sha256 = (text: string): string => {
  const bytes = padded(utf8(text))
  const state = initial.slice()
  const schedule = new Int32Array(64)
  for (let start = 0; start < bytes.length; start += 64) {
    for (const index of schedule.keys())
      schedule[index] = index < 16 ? wordAt(bytes, start + index * 4) : spreadAt(schedule, index)
    absorb(state, schedule)
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("")
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!

const spreadAt = (schedule: Int32Array, index: number): number => {
  const near = schedule[index - 2]!
  const far = schedule[index - 15]!
  const sum = (rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10)) + schedule[index - 7]!
  return sum + (rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3)) + schedule[index - 16]!
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

const absorb = (state: Int32Array, schedule: Int32Array): void => {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let round = 0; round < 64; round++) {
    const chosen = (e & f) ^ (~e & g)
    const mixed =
      (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + chosen + constants[round]! + schedule[round]!) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const spread = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority) | 0
    h = g
    g = f
    f = e
    e = (d + mixed) | 0
    d = c
    c = b
    b = a
    a = (mixed + spread) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index]! += word
}

/** The message, a 1 bit, zeros, and its length in bits: a whole number of blocks. */
const padded = (message: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
  bytes.set(message)
  bytes[message.length] = 0x80
  const bits = message.length * 8
  for (let index = 0; index < 8; index++) bytes[bytes.length - 1 - index] = Math.floor(bits / 256 ** index) % 256
  return bytes
}

/** UTF-8 as every host writes it: a lone surrogate becomes U+FFFD. */
const utf8 = (text: string): readonly number[] => {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0)!
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
    const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f)
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(0))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(6), tail(0))
    else bytes.push(0xf0 | (code >> 18), tail(12), tail(6), tail(0))
  }
  return bytes
}

/** The first 32 bits of the fractions of a root of each of the first primes, in integers: floats would not do. */
const fractionsOfRoots = (count: number, power: 2n | 3n): Int32Array => {
  const words: number[] = []
  for (let candidate = 2n; words.length < count; candidate++) {
    if (isPrime(candidate)) words.push(Number(BigInt.asIntN(32, integerRoot(candidate << (32n * power), power))))
  }
  return Int32Array.from(words)
}

const isPrime = (candidate: bigint): boolean => {
  for (let divisor = 2n; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0n) return false
  return true
}

/** The largest whole number whose power is at most the radicand, bit by bit. */
const integerRoot = (radicand: bigint, power: bigint): bigint => {
  let root = 0n
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root + bit) ** power <= radicand) root += bit
  return root
}

const initial = /* @__PURE__ */ fractionsOfRoots(8, 2n)
const constants = /* @__PURE__ */ fractionsOfRoots(64, 3n)
