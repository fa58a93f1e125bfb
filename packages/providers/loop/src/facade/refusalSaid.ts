/** A refusal of ours in Loop's words: total over every violation there is, so that a new one must have an opinion here. */
import { codeOf, type Decision, explain, formatMoney } from "@refund-rules/core"
import type { Refusal } from "@refund-rules/engine"
import type { Said } from "@refund-rules/provider-kit"
import { invalid, said } from "./says.ts"

type Violation = Decision["violations"][number]
type Saying = "already refunded" | "not succeeded" | "how much is left" | "why"

/** What a Loop client is told of a refusal; one that names no amount worked out is told why all the same. */
export const refusalSaid = ({ available, code, currency, decision }: Refusal): Said => {
  // The refusal names the foremost code only: the first violation of that code is the one.
  const violation = decision.violations.find((each) => codeOf(each) === code)
  const [, ...sentences] = explain(decision)
  const why = sentences.slice(0, decision.violations.length).join("; ").slice(0, 1000)
  switch (violation === undefined ? "why" : sayings[violation._tag]) {
    case "already refunded":
      return said(409, "already_refunded", "The payment is refunded already")
    case "not succeeded":
      return said(412, "payment_not_succeeded", "The payment has not succeeded")
    case "how much is left":
      return invalid(`${why}; at most ${formatMoney(available, currency)} can be refunded`, code)
    case "why":
      return invalid(why, code)
  }
}

const sayings: { readonly [Tag in Violation["_tag"]]: Saying } = {
  NothingRemains: "already refunded",
  NotCaptured: "not succeeded",
  ExceedsRemaining: "how much is left",
  FullDiffers: "how much is left",
  AboveProviderLimit: "how much is left",
  Disputed: "why",
  CurrencyMismatch: "why",
  NothingAsked: "why",
  OffStep: "why",
  NothingToPay: "why",
  UnknownLine: "why",
  LineNamedTwice: "why",
  LineExcluded: "why",
  ExceedsNet: "why",
  ExceedsUnits: "why",
  PartialUnsupported: "why",
  SeveralUnsupported: "why",
  TooOldForProvider: "why",
  TooManyForProvider: "why",
  FactMissing: "why",
  WindowClosed: "why",
  AboveLimit: "why",
  BelowLimit: "why",
  AboveShare: "why",
  TooManyRefunds: "why",
  ReasonMissing: "why",
  ReasonNotAllowed: "why",
  NoteMissing: "why",
  LineKindNotAllowed: "why",
  TagPresent: "why",
  TagAbsent: "why",
  NotEverything: "why",
  DisputeStands: "why",
  CustomerAboveLimit: "why",
  ActorAboveLimit: "why",
  ExpressionFalse: "why",
}
