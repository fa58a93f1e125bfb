/** A case as plain JSON, before it is read: what is searched, shrunk and printed. */
import { parseCase, type RefundCase } from "@refund-rules/core"
import type { Ask, Command, PaymentInput } from "../oracle/Command.ts"

/**
 * What somebody was given back elsewhere.
 *
 * @since 0.1.0
 */
export interface PastInput {
  readonly at: string
  readonly amount: number
  readonly currency: string
}

/**
 * A payment with its dates.
 *
 * @since 0.1.0
 */
export interface DatedPayment extends PaymentInput {
  readonly orderedAt?: string
  readonly capturedAt?: string
  readonly deliveredAt?: string
}

/**
 * Everything `parseCase` reads: the payment, what happened to it, and what is wanted when.
 *
 * @since 0.1.0
 */
export interface CaseInput {
  readonly payment: DatedPayment
  readonly history: readonly Command[]
  readonly ask: Ask
  readonly askedAt: string
  readonly requestedBy?: string
  readonly customerHistory?: readonly PastInput[]
  readonly actorHistory?: readonly PastInput[]
}

/** The facts of a case; undefined for one that could not have happened. */
export const factsOf = (input: CaseInput): RefundCase | undefined => {
  const parsed = parseCase(input)
  return parsed.ok ? parsed.value : undefined
}
