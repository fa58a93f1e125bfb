/**
 * The plain door: decide refunds with ordinary values, no knowledge of Effect needed.
 *
 * @since 0.1.0
 */
export { apportion } from "./money/apportion.ts"
export { split } from "./money/split.ts"
