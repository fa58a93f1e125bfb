/** Shows amounts of ours in the unit a provider counts in. */
import { codecFor, exponentOf, isCurrency } from "@refund-rules/core"

/**
 * An amount in the whole units a provider counts in. Unlike an amount that is sent, one that is shown may lie off the
 * provider's step, and what is finer than its unit is left out: it cannot be paid through it either.
 *
 * @example
 * ```ts
 * import { amountShown } from "@refund-rules/provider-kit"
 *
 * amountShown("stripe", "ISK", 5) // => 500
 * ```
 *
 * @since 0.1.0
 */
export const amountShown = (provider: string, currency: string, minor: number): number => {
  const codec = codecFor(provider, currency)
  if (codec === undefined || !isCurrency(currency)) return minor
  const finer = codec.exponent - exponentOf(currency)
  return finer >= 0 ? minor * 10 ** finer : Math.floor(minor / 10 ** -finer)
}
