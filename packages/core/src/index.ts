/**
 * The plain door: decide refunds with ordinary values, no knowledge of Effect needed.
 *
 * @since 0.1.0
 */
export { apportion } from "./money/apportion.ts"
export { type Codec, codecFor, stepInMinor, type Wire } from "./money/Codec.ts"
export { type Currency, exponentOf, isCurrency } from "./money/Currency.ts"
export { decodeAmount } from "./money/decodeAmount.ts"
export { encodeAmount } from "./money/encodeAmount.ts"
export { formatMoney } from "./money/format.ts"
export type { Minor } from "./money/Minor.ts"
export { proportion } from "./money/proportion.ts"
export type { Fault, Result } from "./money/Result.ts"
export { split } from "./money/split.ts"
