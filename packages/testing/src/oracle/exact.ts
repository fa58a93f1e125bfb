/** Exact arithmetic on whole numbers of any size: nothing is rounded but where a rounding is asked for. */

export const sum = (all: readonly bigint[]): bigint => all.reduce((total, one) => total + one, 0n)

export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** The fraction `above / below` to the nearest whole number, a half upwards. */
export const halfUp = (above: bigint, below: bigint): bigint => (2n * above + below) / (2n * below)

/** The fraction to the nearest multiple of `step`, a half upwards. */
export const halfUpTo = (step: bigint, above: bigint, below: bigint): bigint => step * halfUp(above, below * step)

export const floorTo = (step: bigint, amount: bigint): bigint => amount - (amount % step)

/**
 * Largest remainder: everyone gets the whole part of their exact fraction, then one unit each goes to the
 * largest fractional parts, the earlier one first among equals.
 */
export const share = (weights: readonly bigint[], amount: bigint): readonly bigint[] => {
  const whole = sum(weights)
  if (whole === 0n || amount === 0n) return weights.map(() => 0n)
  if (amount === whole) return weights
  // All fractions stand over the same `whole`, so their numerators compare as they do.
  const exact = weights.map((weight, place) => ({
    place,
    floor: (weight * amount) / whole,
    rest: (weight * amount) % whole,
  }))
  const left = Number(amount - sum(exact.map(({ floor }) => floor)))
  const largestFirst = exact.toSorted((a, b) => (a.rest === b.rest ? a.place - b.place : a.rest > b.rest ? -1 : 1))
  const luckier = new Set(largestFirst.slice(0, left).map(({ place }) => place))
  return exact.map(({ floor, place }) => (luckier.has(place) ? floor + 1n : floor))
}
