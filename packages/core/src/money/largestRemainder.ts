/**
 * Cuts a total by weights so that nothing is lost: every share is the exact quotient rounded down,
 * and the units left over go one each to the largest fractions, the earlier entry first.
 * Pure and exact for every safe integer; linear, but for one native sort past sixteen entries.
 * The weights are those from `start` up to, not including, `end`, and `sum` is theirs.
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
  // Rounding is monotone: a product past 2^53 - 1 never rounds to below it.
  const exactInNumbers = sum * total <= Number.MAX_SAFE_INTEGER
  const isUsual = exactInNumbers && total <= INT32 && end - start <= FEW
  if (!isUsual) return ofMany(weights.slice(start, end), sum, total, exactInNumbers)
  return end - start === 2 ? ofTwo(weights[start]!, sum, total) : ofFew(weights, sum, total, start, end)
}

/** Of two the first is rounded half up and the other takes the rest: a line's one tax and its net. */
const ofTwo = (first: number, sum: number, total: number): readonly number[] => {
  const product = first * total
  const share = (product / sum) | 0
  const rounded = (product - share * sum) * 2 >= sum ? share + 1 : share
  return [rounded, total - rounded]
}

const FEW = 16
const INT32 = 0x7fffffff

/** Fractions of the cut under way; nothing is kept in it from one call to the next. */
const few = new Float64Array(FEW)

const ofFew = (
  weights: readonly number[],
  sum: number,
  total: number,
  start: number,
  end: number,
): readonly number[] => {
  const size = end - start
  const shares = new Array<number>(size)
  let left = total
  let largest = 0
  let fraction = -1
  for (let index = 0; index < size; index++) {
    const product = weights[start + index]! * total
    const share = (product / sum) | 0
    shares[index] = share
    left -= share
    few[index] = product - share * sum
    if (few[index]! > fraction) {
      fraction = few[index]!
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

const ofMany = (weights: readonly number[], sum: number, total: number, exactInNumbers: boolean): readonly number[] => {
  const shares = new Array<number>(weights.length)
  const fractions = new Array<number>(weights.length)
  let left = total
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index]!
    const share = exactInNumbers ? Math.floor((weight * total) / sum) : flooredQuotient(weight, total, sum)
    shares[index] = share
    fractions[index] = exactInNumbers ? weight * total - share * sum : remainderOf(weight, total, sum)
    left -= share
  }
  if (left > 0) giveLeftovers(shares, fractions, left)
  return shares
}

const flooredQuotient = (weight: number, total: number, sum: number): number =>
  Number((BigInt(weight) * BigInt(total)) / BigInt(sum))

const remainderOf = (weight: number, total: number, sum: number): number =>
  Number((BigInt(weight) * BigInt(total)) % BigInt(sum))

const giveLeftovers = (shares: number[], fractions: number[], left: number): void => {
  // Everything above the threshold gets a unit; entries equal to it share what is then left, in order.
  const ordered = Float64Array.from(fractions).sort()
  const threshold = ordered[ordered.length - left]!
  let above = 0
  for (const fraction of fractions) if (fraction > threshold) above += 1
  let ties = left - above
  fractions.forEach((fraction, index) => {
    if (fraction > threshold) shares[index]! += 1
    else if (fraction === threshold && ties > 0) {
      shares[index]! += 1
      ties -= 1
    }
  })
}
