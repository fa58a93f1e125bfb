/** Ids of refunds in the form that Stripe gave them, and others took over. */

/**
 * A refund's id as a client knows it.
 *
 * @example
 * ```ts
 * import { reIdOut } from "@refund-rules/provider-kit"
 *
 * reIdOut("ref_1") // => "re_1"
 * ```
 *
 * @since 0.1.0
 */
export const reIdOut = (id: string): string => `re_${id.startsWith("ref_") ? id.slice(4) : id}`

/**
 * Our id behind an id a client gives; undefined where it is none of ours.
 *
 * @example
 * ```ts
 * import { reIdIn } from "@refund-rules/provider-kit"
 *
 * reIdIn("re_1") // => "ref_1"
 * reIdIn("pi_1") // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const reIdIn = (id: string): string | undefined => (id.startsWith("re_") ? `ref_${id.slice(3)}` : undefined)
