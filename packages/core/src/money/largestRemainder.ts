/** Cuts a total by weights so that nothing is lost: pure, linear, and exact for every safe integer. */

/**
 * Every share is the exact quotient rounded down, and the units left over go one each to the largest fractions, the
 * earlier entry first. The weights are those from `start` up to, not including, `end`, and `sum` is theirs.
 *
 * @internal
 */
export const largestRemainder = (
  weights: readonly number[],
  sum: number,
  total: number,
  start = 0,
  end = weights.length,
): readonly number[] => {
  const size = end - start
  // Every share is small and every product exact. Rounding is monotone: one past 2^53 - 1 never rounds to below it.
  const isUsual = total <= INT32 && sum * total <= Number.MAX_SAFE_INTEGER
  if (!isUsual) return ofLarge(weights.slice(start, end), sum, total)
  if (size === 2) return ofTwo(weights[start]!, sum, total)
  return size <= FEW ? ofFew(weights, sum, total, start, size) : ofMany(weights, sum, total, start, size)
}

const FEW = 16
const INT32 = 0x7fffffff

/** Of two the first is rounded half up and the other takes the rest. */
const ofTwo = (first: number, sum: number, total: number): readonly number[] => {
  const product = first * total
  const share = (product / sum) | 0
  const rounded = (product - share * sum) * 2 >= sum ? share + 1 : share
  return [rounded, total - rounded]
}

/** Fractions of the cut under way; nothing is kept in it from one call to the next. */
const few = new Float64Array(FEW)

const ofFew = (weights: readonly number[], sum: number, total: number, start: number, size: number) => {
  const shares = new Array<number>(size)
  // It changes nothing but what the engine knows: a total it has met as a fraction would make all of this slower.
  let left = total | 0
  let largest = 0
  let fraction = -1
  for (let index = 0; index < size; index++) {
    const product = weights[start + index]! * total
    const share = (product / sum) | 0
    const rest = product - share * sum
    shares[index] = share
    few[index] = rest
    left -= share
    if (rest > fraction) {
      fraction = rest
      largest = index
    }
  }
  for (; left > 0; left--) {
    shares[largest]! += 1
    few[largest] = 0
    if (left > 1) largest = largestOf(few, size)
  }
  return shares
}

/** Where the largest fraction stands, the first of equals. */
const largestOf = (fractions: Float64Array, size: number): number => {
  let largest = 0
  for (let index = 1; index < size; index++) if (fractions[index]! > fractions[largest]!) largest = index
  return largest
}

const ofMany = (weights: readonly number[], sum: number, total: number, start: number, size: number) => {
  const shares = new Array<number>(size)
  const fractions = new Float64Array(size)
  let left = total
  for (let index = 0; index < size; index++) {
    const product = weights[start + index]! * total
    const share = (product / sum) | 0
    shares[index] = share
    fractions[index] = product - share * sum
    left -= share
  }
  if (left > 0) giveLeftovers(shares, fractions, left)
  return shares
}

const ofLarge = (weights: readonly number[], sum: number, total: number): readonly number[] => {
  const whole = BigInt(sum)
  const products = weights.map((weight) => BigInt(weight) * BigInt(total))
  const shares = products.map((product) => Number(product / whole))
  const fractions = Float64Array.from(products, (product) => Number(product % whole))
  const left = shares.reduce((rest, share) => rest - share, total)
  if (left > 0) giveLeftovers(shares, fractions, left)
  return shares
}

/** Everything above the threshold gets a unit; entries equal to it share what is then left, in order. */
const giveLeftovers = (shares: number[], fractions: Float64Array, left: number): void => {
  const threshold = largestAt(left, fractions.slice())
  let ties = left
  // Added, not asked: which of many fractions is above is a coin tossed, and a processor guesses half of them wrong.
  for (let index = 0; index < fractions.length; index++) ties -= +(fractions[index]! > threshold)
  for (let index = 0; index < fractions.length; index++) {
    const fraction = fractions[index]!
    shares[index]! += +(fraction > threshold)
    if (fraction === threshold && ties > 0) {
      shares[index]! += 1
      ties -= 1
    }
  }
}

const PARTS = 256

/**
 * The `rank`th largest of whole numbers, which are used up: their range is cut into parts, and only the part that it
 * falls into is looked at again. Each time the range shrinks to a 256th, so that it soon holds one number.
 */
const largestAt = (rank: number, values: Float64Array): number => {
  let left = rank
  let count = values.length
  for (;;) {
    const { least, most } = rangeOf(values, count)
    if (least === most) return least
    const scale = PARTS / (most - least + 1)
    // One more than there are parts: the largest of large numbers may round up past the last.
    const counts = new Int32Array(PARTS + 1)
    for (let index = 0; index < count; index++) counts[((values[index]! - least) * scale) | 0]! += 1
    let part = PARTS
    while (counts[part]! < left) left -= counts[part--]!
    let kept = 0
    for (let index = 0; index < count; index++) {
      const value = values[index]!
      values[kept] = value
      kept += +((((value - least) * scale) | 0) === part)
    }
    count = kept
  }
}

const rangeOf = (values: Float64Array, count: number): { readonly least: number; readonly most: number } => {
  let least = values[0]!
  let most = least
  for (let index = 1; index < count; index++) {
    least = Math.min(least, values[index]!)
    most = Math.max(most, values[index]!)
  }
  return { least, most }
}
