/** What a violation says to staff, with its numbers. */
import type { InvariantViolation } from "../quote/Violation.ts"

export const words = (violation: InvariantViolation, currency: string): string => {
  switch (violation._tag) {
    case "NotCaptured":
      return `the payment is ${violation.status}: only a captured one is refundable`
    case "Disputed":
      return `disputes take \`${violation.disputed}\` ${currency} of the payment, \`${violation.remaining}\` remain`
    case "NothingRemains":
      return violation.stranded === 0
        ? "nothing remains to refund"
        : `only \`${violation.stranded}\` ${currency} remain, less than the provider can pay`
    case "CurrencyMismatch":
      return `asked in ${violation.asked}, paid in ${violation.currency}`
    case "NothingAsked":
      return "the amount asked comes to nothing: ask for more than 0"
    case "OffStep":
      return `the provider pays ${currency} in steps of \`${violation.step}\`: ask for \`${violation.nearest}\``
    case "ExceedsRemaining": {
      const of = violation.lineId === undefined ? "" : ` of line \`${violation.lineId}\``
      return `asked for \`${violation.asked}\` ${currency}${of}, only \`${violation.remaining}\` remain`
    }
    case "FullDiffers":
      return `everything is \`${violation.remaining}\` ${currency}, not \`${violation.asked}\`: leave one of the two out`
    case "NothingToPay":
      return `of a claim of \`${violation.claim}\` ${currency} all is retained`
    case "UnknownLine":
      return `the payment has no line \`${violation.lineId}\``
    case "LineNamedTwice":
      return `line \`${violation.lineId}\` is named twice`
    case "LineExcluded":
      return `line \`${violation.lineId}\` does not go back under these terms`
    case "ExceedsNet":
      return `asked for \`${violation.asked}\` ${currency} net of line \`${violation.lineId}\`, only \`${violation.remaining}\` remain`
    case "ExceedsUnits":
      return `asked for \`${violation.asked}\` units of line \`${violation.lineId}\`, only \`${violation.remaining}\` remain`
    case "PartialUnsupported":
      return `the provider pays back all \`${violation.captured}\` ${currency} or nothing, not \`${violation.asked}\``
    case "SeveralUnsupported":
      return `the provider pays back once, and \`${violation.refunds}\` refunds stand already`
    case "TooOldForProvider":
      return violation.capturedAt === null
        ? `the provider pays back for \`${violation.maxAgeDays}\` days, and when the payment was captured is not known`
        : `the provider pays back for \`${violation.maxAgeDays}\` days after ${violation.capturedAt}, asked at ${violation.askedAt}`
    case "TooManyForProvider":
      return `this would be refund \`${violation.count}\`, the provider carries \`${violation.maxRefunds}\``
    case "AboveProviderLimit":
      return `asked for \`${violation.asked}\` ${currency}, the provider carries at most \`${violation.maxAmount}\` at once`
  }
}
