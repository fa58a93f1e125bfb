/**
 * Cuts a total by weights so that nothing is lost: every share is the exact quotient rounded down,
 * and the units left over go one each to the largest fractions, the earlier entry first.
 * Pure and exact for every safe integer; linear, but for one native sort past sixteen entries.
 *
 * @internal
 */
export const largestRemainder = (weights: readonly number[], sum: number, total: number): readonly number[] => {
  const size = weights.length
  const shares = new Array<number>(size)
  const fractions = new Array<number>(size)
  const exactInNumbers = sum <= Math.floor(Number.MAX_SAFE_INTEGER / Math.max(total, 1))
  let left = total
  for (let index = 0; index < size; index++) {
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
  if (shares.length <= 16) {
    for (let given = 0; given < left; given++) {
      let largest = 0
      for (let index = 1; index < fractions.length; index++) {
        if (fractions[index]! > fractions[largest]!) largest = index
      }
      shares[largest]! += 1
      fractions[largest] = -1
    }
    return
  }
  // Everything above the threshold gets a unit; entries equal to it share what is then left, in order.
  const ordered = Float64Array.from(fractions).sort()
  const threshold = ordered[ordered.length - left]!
  let above = 0
  for (const fraction of fractions) if (fraction > threshold) above += 1
  let ties = left - above
  for (let index = 0; index < fractions.length; index++) {
    const fraction = fractions[index]!
    if (fraction > threshold) shares[index]! += 1
    else if (fraction === threshold && ties > 0) {
      shares[index]! += 1
      ties -= 1
    }
  }
}
