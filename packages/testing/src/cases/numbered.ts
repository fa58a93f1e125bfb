/** Ways through a product of choices, by number: all of it in golden steps, or what is a few changes from one place in it. */

/** One choice a dimension. */
export type Digits = readonly number[]

/** Numbers from 0 to below `size`, each another place. */
export interface Numbered {
  readonly size: number
  readonly at: (place: number) => Digits
}

/** Every combination; neighbours in number differ in many choices, so that a few already cover much. */
export const everyOf = (lengths: readonly number[]): Numbered => {
  const size = lengths.reduce((product, length) => product * length, 1)
  const stepped = golden(size)
  return {
    size,
    at: (place) => {
      let rest = stepped(place)
      return lengths.map((length) => {
        const digit = rest % length
        rest = (rest - digit) / length
        return digit
      })
    },
  }
}

/** A way through without end that is even in every choice and between them; 0 is the simplest, and some come twice. */
export const evenOver =
  (lengths: readonly number[]): ((place: number) => Digits) =>
  (place) =>
    lengths.map((length, dimension) => Math.floor(((place * steps[dimension % steps.length]!) % 1) * length))

/** Square roots of primes never fall into step with each other. */
const steps = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29].map((prime) => Math.sqrt(prime) % 1)

/** Every combination that differs from `calm` in exactly `count` choices. */
export const fewFrom = (lengths: readonly number[], calm: Digits, count: number): Numbered => {
  const changes = subsets(lengths, count)
  const sizes = changes.map((dimensions) => dimensions.reduce((product, one) => product * (lengths[one]! - 1), 1))
  const size = sizes.reduce((sum, one) => sum + one, 0)
  const stepped = golden(size)
  return {
    size,
    at: (place) => {
      let rest = stepped(place)
      let chosen = 0
      while (rest >= sizes[chosen]!) rest -= sizes[chosen++]!
      const digits = [...calm]
      for (const dimension of changes[chosen]!) {
        const others = lengths[dimension]! - 1
        const digit = rest % others
        rest = (rest - digit) / others
        digits[dimension] = digit < calm[dimension]! ? digit : digit + 1
      }
      return digits
    },
  }
}

/** The dimensions that can change, `count` of them at a time. */
const subsets = (lengths: readonly number[], count: number): readonly (readonly number[])[] => {
  const all = lengths.flatMap((length, dimension) => (length > 1 ? [dimension] : []))
  const from = (start: number, left: number): readonly (readonly number[])[] =>
    left === 0
      ? [[]]
      : all.slice(start).flatMap((one, place) => from(start + place + 1, left - 1).map((rest) => [one, ...rest]))
  return from(0, count)
}

/** Number 0 stays the first; the others follow in golden steps, none of them twice. */
const golden = (size: number): ((place: number) => number) => {
  let stride = Math.max(1, Math.floor(size * 0.618))
  while (divisor(stride, size) > 1) stride += 1
  return (place) => Number((BigInt(place) * BigInt(stride)) % BigInt(size))
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
