/** Counts the requests of each key against its rate: a bucket that holds one second's worth and fills steadily. */
import { Context } from "effect"

interface Bucket {
  tokens: number
  at: number
}

/** Seconds to wait before the next request of a key; 0 where this one may pass. Counted in this process alone. */
export type Rates = (keyId: string, perSecond: number, milliseconds: number) => number

/** The buckets of this process, for all of its doors. */
export const RateLimits = Context.Reference<Rates>("@refund-rules/server/access/RateLimits", {
  defaultValue: () => rates(),
})

/** Buckets for any number of keys; a full one is forgotten. */
const rates = (): Rates => {
  const buckets = new Map<string, Bucket>()
  const forget = (milliseconds: number) => {
    for (const [id, { at }] of buckets) if (milliseconds - at > 1000) buckets.delete(id)
  }
  return (keyId, perSecond, milliseconds) => {
    if (buckets.size > 10_000) forget(milliseconds)
    const bucket = buckets.get(keyId) ?? { tokens: perSecond, at: milliseconds }
    const filled = Math.min(perSecond, bucket.tokens + ((milliseconds - bucket.at) / 1000) * perSecond)
    const isLetThrough = filled >= 1
    buckets.set(keyId, { tokens: isLetThrough ? filled - 1 : filled, at: milliseconds })
    return isLetThrough ? 0 : Math.ceil((1 - filled) / perSecond)
  }
}
