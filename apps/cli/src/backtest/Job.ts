/** What a backtest is about: plain data, so that another thread can be told it. */
import { type GroupBy, type Scope } from "@refund-rules/engine"

export interface Shard {
  readonly index: number
  readonly of: number
}

export interface Job {
  readonly url: string
  readonly scope: Scope
  /** The policy as JSON, as it was read once already. */
  readonly policy: unknown
  readonly by: readonly GroupBy[]
  readonly since?: string
  readonly shard?: Shard
}

/** Which shard an id belongs to: a range of its 32 bit hash, the same on every machine. */
export const isIn =
  ({ index, of }: Shard) =>
  (id: string): boolean =>
    Math.floor((hash32(id) / 2 ** 32) * of) === index - 1

/** FNV-1a, then mixed, since ranges look at its first bits and those of like ids are alike. */
const hash32 = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
