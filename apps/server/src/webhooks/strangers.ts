/** Holds back, for a while, whoever sends much that nobody signed: what is signed is never counted. */
import type { Rates } from "../access/buckets.ts"

/** Webhooks without a right signature that one source may send in a second; more are not even read for one. */
const TOLERATED = 50
const HELD_MILLISECONDS = 1000

/** Who sends what nobody signed. */
export interface Strangers {
  /** How many seconds this source waits; 0 where it is heard. */
  readonly wait: (source: string, milliseconds: number) => number
  /** It sent something that nobody signed. */
  readonly count: (source: string, milliseconds: number) => void
}

/** Counted in this process alone. */
export const strangers = (rates: Rates): Strangers => {
  const heldUntil = new Map<string, number>()
  return {
    wait: (source, milliseconds) => {
      const left = (heldUntil.get(netOf(source)) ?? 0) - milliseconds
      return left > 0 ? Math.ceil(left / 1000) : 0
    },
    count: (source, milliseconds) => {
      const net = netOf(source)
      if (rates(`webhooks from ${net}`, TOLERATED, milliseconds) === 0) return
      for (const [other, until] of heldUntil) if (until <= milliseconds) heldUntil.delete(other)
      heldUntil.set(net, milliseconds + HELD_MILLISECONDS)
    },
  }
}

/** An address of IPv4, or the net that one subscriber has of IPv6. */
const netOf = (address: string): string => {
  const four = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return four ?? address.split(":").slice(0, 4).join(":")
}
