/** What the provider declares it cannot carry, broken by this ask; judged in the same trace as everything else. */
import { stepInMinor } from "../money/Codec.ts"
import type { InvariantViolation } from "../quote/Violation.ts"
import type { RefundCase } from "../quote/RefundCase.ts"
import { isWithin } from "../shape/instant.ts"
import { UNPRICED } from "./Judged.ts"

const none: readonly InvariantViolation[] = []

/** Every declared limit the refund would pass; a capture of unknown age is too old. */
export const beyondProvider = (facts: RefundCase, paid: number): readonly InvariantViolation[] => {
  const { capabilities, payment, position } = facts
  const { maxAgeDays, maxAmount, maxRefunds, partial, severalPartials } = capabilities
  if (
    maxAgeDays === undefined &&
    maxAmount === undefined &&
    maxRefunds === undefined &&
    partial !== false &&
    severalPartials !== false
  ) {
    return none
  }
  const broken: InvariantViolation[] = []
  const refunds = position.activeRefunds
  if (severalPartials === false && refunds > 0) broken.push({ _tag: "SeveralUnsupported", refunds })
  if (maxRefunds !== undefined && refunds >= maxRefunds) {
    broken.push({ _tag: "TooManyForProvider", count: refunds + 1, maxRefunds })
  }
  if (maxAgeDays !== undefined && !isYounger(facts, maxAgeDays)) {
    broken.push({
      _tag: "TooOldForProvider",
      maxAgeDays,
      capturedAt: payment.capturedAt ?? null,
      askedAt: facts.askedAt,
    })
  }
  if (paid === UNPRICED) return broken
  const { captured } = payment
  const whole = captured - (captured % stepInMinor(payment.provider, payment.currency))
  if (partial === false && paid < whole) broken.push({ _tag: "PartialUnsupported", asked: paid, captured })
  if (maxAmount !== undefined && paid > maxAmount) broken.push({ _tag: "AboveProviderLimit", asked: paid, maxAmount })
  return broken
}

const isYounger = ({ askedAt, payment: { capturedAt } }: RefundCase, days: number): boolean =>
  capturedAt !== undefined && isWithin(days, capturedAt, askedAt)
