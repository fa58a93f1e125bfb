/** The metadata a refund is sent with: the merchant's, and the pair by which the refund is found again. */
import type { Sending } from "@refund-rules/engine"

/**
 * The name under which a provider is told our id of a refund.
 *
 * @since 0.1.0
 */
export const OUR_ID = "refund_rules_id"

const MOST_PAIRS = 50

/**
 * Providers take 50 pairs. One of them is ours: it is how a refund is found again, so a merchant's fiftieth gives way. What
 * only we keep is left out.
 *
 * @example
 * ```ts
 * import { metadataSent } from "@refund-rules/provider-kit"
 *
 * const sending = { payment: { metadata: {} }, refund: { id: "ref_1", metadata: { order: "7", ours: "x" } } } as never
 * metadataSent(sending, ["ours"]) // => { order: "7", refund_rules_id: "ref_1" }
 * ```
 *
 * @since 0.1.0
 */
export const metadataSent = (
  { payment, refund }: Pick<Sending, "payment" | "refund">,
  kept: readonly string[] = [],
): Readonly<Record<string, string>> => {
  const { sandbox } = payment.metadata
  const theirs = Object.entries({ ...(sandbox === undefined ? {} : { sandbox }), ...refund.metadata })
    .filter(([name]) => name !== OUR_ID && !kept.includes(name))
    .slice(0, MOST_PAIRS - 1)
  return Object.fromEntries([...theirs, [OUR_ID, refund.id]])
}
