/** A refusal of ours in Stripe's words. */
import type { Refusal } from "@refund-rules/engine"
import { refusalWords } from "@refund-rules/provider-kit"
import { invalid, type Said } from "./Said.ts"

/** What a Stripe client is told of a refusal; `name` is what it called the payment. */
export const refusalSaid = (refusal: Refusal, name: string): Said => {
  const { message, ...where } = refusalWords(refusal, name)
  return invalid(message, where)
}
