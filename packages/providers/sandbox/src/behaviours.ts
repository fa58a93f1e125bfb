/** How the sandbox behaves for one refund: the words of its metadata key `sandbox`, else of its payment's. */
import type { Sending } from "@refund-rules/engine"

/** The words for what becomes of the refund itself; the sandbox's process knows more, for its webhooks. */
export const behaviours = [
  "succeed",
  "pending",
  "fail",
  "fail_later",
  "requires_action",
  "review",
  "hang",
  "hang_after_move",
  "error_after_move",
  "refuse_already_refunded",
  "wrong_amount",
  "wrong_currency",
  "not_json",
  "unauthorized",
  "rate_limited",
] as const

/**
 * What the sandbox does when it is asked for a refund. Words it does not know are left to those who do.
 *
 * @since 0.1.0
 */
export type Behaviour = (typeof behaviours)[number]

const known: ReadonlySet<string> = new Set(behaviours)

/** The first word it knows, of several joined by commas. */
export const behaviourOf = ({ payment, refund }: Pick<Sending, "payment" | "refund">): Behaviour => {
  const words = (refund.metadata["sandbox"] ?? payment.metadata["sandbox"] ?? "").split(",")
  return words.map((word) => word.trim()).find(isKnown) ?? "succeed"
}

const isKnown = (word: string): word is Behaviour => known.has(word)
