/** A refusal of ours in Stripe's words, which other providers use too: total over every violation there is, so that a new one must have an opinion here. */
import { codeOf, explain, formatMoney, type Decision } from "@refund-rules/core"
import type { Refusal } from "@refund-rules/engine"

type Violation = Decision["violations"][number]

/**
 * What is said of a refusal: for people, and what a program can tell it by.
 *
 * @since 0.1.0
 */
export interface RefusalWords {
  readonly message: string
  readonly code?: string
  readonly param?: string
}

const invalid = (message: string, where: Omit<RefusalWords, "message"> = {}): RefusalWords => ({ message, ...where })

type Sayings = {
  readonly [Tag in Violation["_tag"]]: (
    violation: Extract<Violation, { readonly _tag: Tag }>,
    refusal: Refusal,
    name: string,
  ) => RefusalWords
}

/**
 * What a client is told of a refusal; `name` is what it called the payment.
 *
 * @example
 * ```ts
 * import { refusalWords } from "@refund-rules/provider-kit"
 *
 * const decision = { violations: [{ _tag: "NothingRemains", stranded: 0 }] }
 * const refusal = { _tag: "Refused", code: "amount_exceeds_refundable", decision } as never
 * refusalWords(refusal, "ch_1").code // => "charge_already_refunded"
 * ```
 *
 * @since 0.1.0
 */
export const refusalWords = (refusal: Refusal, name: string): RefusalWords => {
  // The refusal names the foremost code only: the first violation of that code is the one.
  const violation = refusal.decision.violations.find((each) => codeOf(each) === refusal.code)
  if (violation === undefined) return notRefundable(violation, refusal)
  const saying = sayings[violation._tag] as (one: Violation, refusal: Refusal, name: string) => RefusalWords
  return saying(violation, refusal, name)
}

/** What a policy forbids, with the rule in the message: Stripe has one code for all of it. */
const notRefundable = (_: Violation | undefined, { decision }: Refusal): RefusalWords => {
  const [, ...why] = explain(decision)
  const sentence = why.slice(0, decision.violations.length).join("; ")
  return invalid(`This refund is not allowed: ${sentence}`.slice(0, 1000), { code: "charge_not_refundable" })
}

const tooMuch = ({ asked }: { readonly asked: number }, { available, currency }: Refusal): RefusalWords => {
  const words = [formatMoney(asked, currency), formatMoney(available, currency)]
  return invalid(`Refund amount (${words[0]}) is greater than unrefunded amount on charge (${words[1]})`, {
    param: "amount",
  })
}

const sayings: Sayings = {
  NothingRemains: (_, __, name) =>
    invalid(`Charge ${name} has already been refunded.`, { code: "charge_already_refunded" }),
  Disputed: (_, __, name) =>
    invalid(`Charge ${name} has been charged back; cannot issue a refund.`, { code: "charge_disputed" }),
  NotCaptured: ({ status }, { available, requested }, name) =>
    requested === null || requested === available
      ? invalid(`Charge ${name} is ${status}; cannot issue a refund.`, { code: "charge_not_refundable" })
      : invalid(`Charge ${name} is ${status}; cannot issue a partial refund.`, { param: "amount" }),
  CurrencyMismatch: (_, { currency }, name) =>
    invalid(`The currency of charge ${name} is ${currency.toLowerCase()}.`, { param: "currency" }),
  NothingAsked: () => invalid("Invalid positive integer", { code: "parameter_invalid_integer", param: "amount" }),
  OffStep: ({ nearest }, { currency }) =>
    invalid(
      `Refund amount is no multiple of what ${currency} is paid in; the nearest lower is ${formatMoney(nearest, currency)}`,
      { param: "amount" },
    ),
  ExceedsRemaining: tooMuch,
  FullDiffers: tooMuch,
  NothingToPay: () => invalid("Nothing would be paid after what is retained", { param: "amount" }),
  UnknownLine: notRefundable,
  LineNamedTwice: notRefundable,
  LineExcluded: notRefundable,
  ExceedsNet: notRefundable,
  ExceedsUnits: notRefundable,
  PartialUnsupported: notRefundable,
  SeveralUnsupported: notRefundable,
  TooOldForProvider: notRefundable,
  TooManyForProvider: notRefundable,
  AboveProviderLimit: notRefundable,
  FactMissing: notRefundable,
  WindowClosed: notRefundable,
  AboveLimit: notRefundable,
  BelowLimit: notRefundable,
  AboveShare: notRefundable,
  TooManyRefunds: notRefundable,
  ReasonMissing: notRefundable,
  ReasonNotAllowed: notRefundable,
  NoteMissing: notRefundable,
  LineKindNotAllowed: notRefundable,
  TagPresent: notRefundable,
  TagAbsent: notRefundable,
  NotEverything: notRefundable,
  DisputeStands: notRefundable,
  CustomerAboveLimit: notRefundable,
  ActorAboveLimit: notRefundable,
  ExpressionFalse: notRefundable,
}
