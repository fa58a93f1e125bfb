/** What an expression may look at, and who may evaluate it: given from outside, never found here, never trusted to answer. */
import type { Ask } from "../ledger/Ask.ts"
import type { Currency } from "../money/Currency.ts"
import type { Fault } from "../money/Result.ts"
import type { Payment } from "../payment/Payment.ts"
import type { Instant } from "../shape/instant.ts"

interface Past {
  readonly at: Instant
  readonly amount: number
  readonly currency: Currency
}

/**
 * The case as an expression sees it: plain data, every amount a whole number of minor units.
 *
 * @since 0.1.0
 */
export interface ExpressionFacts {
  readonly payment: Payment
  readonly ask: Ask
  readonly askedAt: Instant
  readonly requestedBy?: string
  /** What would be paid back; left out where an invariant keeps the ask from having a price. */
  readonly amount?: number
  /** What would be retained of the claim; left out together with `amount`. */
  readonly retained?: number
  readonly remaining: number
  readonly disputed: number
  /** Refunds that hold money or have paid it. */
  readonly refunds: number
  readonly customerHistory?: readonly Past[]
  readonly actorHistory?: readonly Past[]
}

/**
 * Evaluates one language of expressions: bounded, without host access, the same answer for the same facts.
 *
 * @since 0.1.0
 */
export interface ExpressionEvaluator {
  /** Everything wrong with a source, found before anybody decides by it. */
  readonly check: (source: string) => readonly Fault[]
  /** A source made ready once; `undefined` says that it cannot be evaluated over these facts. */
  readonly compile: (source: string) => (facts: ExpressionFacts) => boolean | undefined
}

/**
 * The evaluators at hand; a rule whose language has none counts as broken.
 *
 * @since 0.1.0
 */
export interface Evaluators {
  readonly cel?: ExpressionEvaluator
}
