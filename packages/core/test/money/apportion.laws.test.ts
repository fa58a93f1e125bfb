import { apportion, split } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"

const edge = fc.oneof(fc.constantFrom(0, 1, 2, 3, 2 ** 31, 2 ** 40), fc.nat(5), fc.nat(100_000))
const entries = fc.array(edge, { maxLength: 24 })
const total = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0)
const entriesAndAmount = entries.chain((remaining) => {
  const sum = total(remaining)
  const amount = fc.oneof(
    fc.constantFrom(0, Math.min(1, sum), Math.max(0, sum - 1), sum),
    fc.maxSafeNat().map((any) => any % (sum + 1)),
  )
  return fc.record({ remaining: fc.constant(remaining), amount })
})

describe("apportion", () => {
  law("gives shares that add up to the amount", entriesAndAmount, ({ remaining, amount }) => {
    expect(total(apportion(remaining, amount))).toBe(amount)
  })

  law(
    "gives no share above what remains of its entry, and none below nothing",
    entriesAndAmount,
    ({ remaining, amount }) => {
      apportion(remaining, amount).forEach((share, index) => {
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(remaining[index]!)
      })
    },
  )

  law("gives every share within one unit of its exact proportion", entriesAndAmount, ({ remaining, amount }) => {
    const sum = BigInt(total(remaining))
    apportion(remaining, amount).forEach((share, index) => {
      const off = BigInt(share) * sum - BigInt(remaining[index]!) * BigInt(amount)
      expect(sum === 0n || (off < sum && -off < sum)).toBe(true)
    })
  })

  law(
    "takes everything, whatever the parts it is taken in",
    fc.record({ remaining: entries, cuts: fc.array(fc.nat(1000), { maxLength: 6 }) }),
    ({ remaining, cuts }) => {
      let left: readonly number[] = remaining
      for (const cut of [...cuts, Number.MAX_SAFE_INTEGER]) {
        const shares = apportion(left, Math.min(cut, total(left)))
        left = left.map((one, index) => one - shares[index]!)
      }
      expect(left.every((one) => one === 0)).toBe(true)
    },
  )
})

describe("split", () => {
  law(
    "loses nothing where something can carry the total",
    fc.record({ weights: entries, amount: fc.maxSafeNat() }),
    ({ weights, amount }) => {
      expect(total(split(weights, amount))).toBe(total(weights) > 0 ? amount : 0)
    },
  )

  law("agrees with apportion up to what the weights hold", entriesAndAmount, ({ remaining, amount }) => {
    expect(split(remaining, amount)).toEqual(apportion(remaining, amount))
  })
})
