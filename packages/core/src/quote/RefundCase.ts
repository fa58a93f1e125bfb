/** Every fact a decision may look at: nothing else, and no clock. */
import type { Ask } from "../ledger/Ask.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import type { Position } from "../ledger/position.ts"
import type { Currency } from "../money/Currency.ts"
import type { Payment } from "../payment/Payment.ts"
import type { Instant } from "../shape/instant.ts"
import type { Capabilities } from "./Capabilities.ts"

/** What pricing looks at: the payment, what remains of it, and what is wanted. */
export interface Pricing {
  readonly payment: Payment
  readonly position: Position
  readonly ask: Ask
}

/**
 * An active claim somewhere else in the history of a customer or an actor.
 *
 * @since 0.1.0
 */
export interface PastClaim {
  readonly at: Instant
  readonly amount: number
  readonly currency: Currency
}

/**
 * A wish for money back with every fact that decides it; made by `parseCase`, or by the engine from its store.
 *
 * @since 0.1.0
 */
export interface RefundCase extends Pricing {
  /** Folded up to `askedAt`: sessions that ended by then hold nothing. */
  readonly ledger: Ledger
  readonly askedAt: Instant
  readonly requestedBy?: string
  readonly capabilities: Capabilities
  readonly customerHistory?: readonly PastClaim[]
  readonly actorHistory?: readonly PastClaim[]
}
