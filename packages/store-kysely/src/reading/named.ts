/** The payment that a provider's names name; any one of them does. */
import type { Payment } from "@refund-rules/core"
import type { Scope } from "@refund-rules/engine"
import type { Shelf } from "../programs/Shelf.ts"
import type { Steps } from "../Statement.ts"

export function* named(
  { statements }: Shelf,
  { merchant, mode }: Scope,
  provider: string,
  references: Payment["references"],
): Steps<string | undefined> {
  for (const [name, value] of Object.entries(references)) {
    const found = yield* statements.payment.named({ merchant, mode, provider, name, value: String(value) })
    if (found !== undefined) return found.payment_id
  }
  return undefined
}
