/**
 * How each provider writes each currency's amounts, as data: unit, step and form; everything that scales reads it here.
 *
 * @since 0.1.0
 */
import { exponentOf, isCurrency } from "./Currency.ts"

/**
 * How an amount stands on the wire: an integer, an integer in a string, a JSON number or a string of major units.
 *
 * @since 0.1.0
 */
export type Wire = "minorInt" | "minorString" | "majorNumber" | "decimalString"

/**
 * One provider's way to write one currency: the wire integer counts 10^-exponent, in multiples of `step`.
 *
 * @since 0.1.0
 */
export interface Codec {
  readonly exponent: number
  readonly step: number
  readonly wire: Wire
}

const wires = new Map<unknown, Wire>([
  ["stripe", "minorInt"],
  ["wooshpay", "minorString"],
  ["dodo", "minorInt"],
  ["dollr", "majorNumber"],
  ["loop", "minorInt"],
  ["sandbox", "minorInt"],
])

// Where Stripe's unit or step is not ISO's. HUF and TWD bind its payouts to whole units, not its refunds.
const stripe = new Map<unknown, readonly [exponent: number, step: number, stepInMinor: number]>([
  ["MGA", [0, 1, 100]],
  ["BHD", [3, 10, 10]],
  ["JOD", [3, 10, 10]],
  ["KWD", [3, 10, 10]],
  ["OMR", [3, 10, 10]],
  ["TND", [3, 10, 10]],
  ["ISK", [2, 100, 1]],
  ["UGX", [2, 100, 1]],
])

const followsStripe = (provider: unknown): boolean => provider === "stripe" || provider === "loop"

/**
 * The codec of a provider and a currency, undefined where one of them is not known.
 *
 * @example
 * ```ts
 * import { codecFor } from "@refund-rules/core"
 *
 * codecFor("stripe", "ISK") // => { exponent: 2, step: 100, wire: "minorInt" }
 * ```
 *
 * @since 0.1.0
 */
export const codecFor = (provider: string, currency: string): Codec | undefined => {
  const wire = wires.get(provider)
  if (wire === undefined || !isCurrency(currency)) return undefined
  const [exponent, step] = (followsStripe(provider) ? stripe.get(currency) : undefined) ?? [exponentOf(currency), 1]
  return { exponent, step, wire }
}

/**
 * The step in ISO smallest units: what is paid in total through the provider must be a multiple of it. 1 where the
 * provider or the currency is not known.
 *
 * @example
 * ```ts
 * import { stepInMinor } from "@refund-rules/core"
 *
 * stepInMinor("stripe", "KWD") // => 10
 * stepInMinor("stripe", "MGA") // => 100
 * stepInMinor("stripe", "ISK") // => 1
 * ```
 *
 * @since 0.1.0
 */
export const stepInMinor = (provider: string, currency: string): number =>
  (followsStripe(provider) ? stripe.get(currency)?.[2] : undefined) ?? 1

/** The largest wire integer a provider can carry: Dodo counts in 32 bits. */
export const limitOf = (provider: string): number => (provider === "dodo" ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER)

/** Tells whether amounts can be coded for a provider at all. */
export const isProvider = (provider: unknown): boolean => wires.has(provider)
