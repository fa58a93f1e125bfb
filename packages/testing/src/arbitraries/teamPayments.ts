/** Payments and histories for teams: drawn as the laws of the core draw them, shrinking to what a person can read. */
import fc from "fast-check"
import { historyKind, paymentKind } from "../cases/kinds.ts"
import { Readable } from "../cases/simpler.ts"
import { parsePayment } from "@refund-rules/core"
import type { LineInput, PaymentInput } from "../oracle/Command.ts"
import { histories as drafted, type History } from "./histories.ts"
import { lines as drawnLines, payments as drawn } from "./payments.ts"

/** Currencies without decimals, with three, and with four; and amounts where 32 bits and doubles end. */
const unusual: fc.Arbitrary<PaymentInput> = fc
  .tuple(
    fc.constantFrom("EUR", "JPY", "KWD", "CLF"),
    fc.constantFrom(0, 1, 2, 100, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 53 - 1),
    fc.constantFrom(0, 0, 1, 300),
    fc.constantFrom(1, 2, 1000),
  )
  .map(([currency, worth, tax, quantity]) => {
    // Tax may be above net, and the last unit of a line may be all that is left.
    const captured = Math.min(worth + tax, Number.MAX_SAFE_INTEGER)
    const taxes = tax === 0 ? [] : [{ id: "vat", amount: tax }]
    const lines = [{ id: "a", kind: "product", quantity, net: captured - tax, taxes }]
    return { provider: "sandbox", references: {}, currency, captured, lines }
  })

/**
 * Lines of payments: of every kind, with several taxes or none, free ones, tagged ones, and tax above net.
 *
 * @example
 * ```ts
 * import { lines } from "@refund-rules/testing"
 * import fc from "fast-check"
 *
 * fc.sample(lines, 20).every(({ net, quantity }) => net >= 0 && quantity >= 1) // => true
 * ```
 *
 * @since 0.1.0
 */
export const lines: fc.Arbitrary<LineInput> = new Readable<LineInput>(
  drawnLines.map((one) => ({ id: "a", ...one })),
  { isValid: (line) => parsePayment(paymentOf(line)).ok },
)

const paymentOf = (line: LineInput): PaymentInput => {
  const taxes: LineInput["taxes"] = Array.isArray(line.taxes) ? line.taxes : []
  const captured = taxes.reduce((sum, { amount }) => sum + amount, line.net)
  return { provider: "sandbox", references: {}, currency: "EUR", captured, lines: [line] }
}

/**
 * Payments that add up: lines of every kind, several taxes, free lines, fees, and amounts at the ends of number ranges.
 *
 * @since 0.1.0
 */
export const payments: fc.Arbitrary<PaymentInput> = new Readable<PaymentInput>(
  fc.oneof({ weight: 4, arbitrary: drawn }, { weight: 1, arbitrary: unusual }),
  paymentKind,
)

/**
 * Payments and what was said about them, refused commands included.
 *
 * @example
 * ```ts
 * import { histories } from "@refund-rules/testing"
 * import fc from "fast-check"
 *
 * fc.sample(histories(3), 20).every(({ commands }) => commands.length <= 3) // => true
 * ```
 *
 * @since 0.1.0
 */
export const histories = (maxLength = 8): fc.Arbitrary<History> => new Readable(drafted(maxLength), historyKind)
