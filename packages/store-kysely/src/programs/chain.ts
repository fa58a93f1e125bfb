/** The chain of a payment: each link covers the link before and everything the event says, where and by whom. */
import type { Scope } from "@refund-rules/engine"

/** The hash a payment begins with: of what was registered, where and when. */
export const rootOf = (
  sha256: (text: string) => string,
  { merchant, mode }: Scope,
  paymentId: string,
  createdAt: string,
  body: string,
): string => sha256(JSON.stringify([merchant, mode, paymentId, createdAt, body]))

/** The next link: over the one before, the event's place in its payment, who caused it, and its text. */
export const linkOf = (
  sha256: (text: string) => string,
  before: string,
  sequence: number,
  by: string | null,
  body: string,
): string => sha256(JSON.stringify([before, sequence, by, body]))
