/** Why something failed, in words: a failure without a message is told by its cause, or else by its name. */
import { CannotOpenStore } from "@refund-rules/store-sqlite"
import { StoreUnavailable } from "@refund-rules/engine"

export const reasonOf = (failure: unknown): string => {
  if (failure instanceof CannotOpenStore) return failure.reason
  if (failure instanceof StoreUnavailable) return `the database could not do it: ${reasonOf(failure.cause)}`
  if (!(failure instanceof Error)) return String(failure)
  if (failure.message !== "") return failure.message
  return failure.cause === undefined ? failure.name : reasonOf(failure.cause)
}
