/** A refusal of ours in Stripe's words: total over every violation there is, so that a new one must have an opinion here. */
import { codeOf, explain, formatMoney, type Decision } from "@refund-rules/core"
import type { Refusal } from "@refund-rules/engine"
import { invalid, type Said } from "./Said.ts"

type Violation = Decision["violations"][number]

/** What a Stripe client is told of a refusal; `name` is what it called the payment. */
export const refusalSaid = (refusal: Refusal, name: string): Said => {
  const { code, decision } = refusal
  // The refusal names the foremost code only: the first violation of that code is the one.
  const violation = decision.violations.find((each) => codeOf(each) === code)
  return violation === undefined ? notRefundable(decision) : said(violation, refusal, name)
}

const said = (violation: Violation, { available, currency, decision, requested }: Refusal, name: string): Said => {
  switch (violation._tag) {
    case "NothingRemains":
      return invalid(`Charge ${name} has already been refunded.`, { code: "charge_already_refunded" })
    case "Disputed":
      return invalid(`Charge ${name} has been charged back; cannot issue a refund.`, { code: "charge_disputed" })
    case "NotCaptured":
      return requested === null
        ? invalid(`Charge ${name} is ${violation.status}; cannot issue a refund.`, { code: "charge_not_refundable" })
        : invalid(`Charge ${name} is ${violation.status}; cannot issue a partial refund.`, { param: "amount" })
    case "CurrencyMismatch":
      return invalid(`The currency of charge ${name} is ${currency.toLowerCase()}.`, { param: "currency" })
    case "NothingAsked":
      return invalid("Invalid positive integer", { code: "parameter_invalid_integer", param: "amount" })
    case "OffStep": {
      const nearest = formatMoney(violation.nearest, currency)
      return invalid(`Refund amount is no multiple of what ${currency} is paid in; the nearest lower is ${nearest}`, {
        param: "amount",
      })
    }
    case "ExceedsRemaining":
    case "FullDiffers": {
      const asked = formatMoney(violation.asked, currency)
      const left = formatMoney(available, currency)
      return invalid(`Refund amount (${asked}) is greater than unrefunded amount on charge (${left})`, {
        param: "amount",
      })
    }
    case "NothingToPay":
      return invalid("Nothing would be paid after what is retained", { param: "amount" })
    case "UnknownLine":
    case "LineNamedTwice":
    case "LineExcluded":
    case "ExceedsNet":
    case "ExceedsUnits":
    case "PartialUnsupported":
    case "SeveralUnsupported":
    case "TooOldForProvider":
    case "TooManyForProvider":
    case "AboveProviderLimit":
    case "FactMissing":
    case "WindowClosed":
    case "AboveLimit":
    case "BelowLimit":
    case "AboveShare":
    case "TooManyRefunds":
    case "ReasonMissing":
    case "ReasonNotAllowed":
    case "NoteMissing":
    case "LineKindNotAllowed":
    case "TagPresent":
    case "TagAbsent":
    case "NotEverything":
    case "DisputeStands":
    case "CustomerAboveLimit":
    case "ActorAboveLimit":
    case "ExpressionFalse":
      return notRefundable(decision)
  }
}

/** What a policy forbids, with the rule in the message: Stripe has one code for all of it. */
const notRefundable = (decision: Decision): Said => {
  const [, ...why] = explain(decision)
  const sentence = why.slice(0, decision.violations.length).join("; ")
  return invalid(`This refund is not allowed: ${sentence}`.slice(0, 1000), { code: "charge_not_refundable" })
}
