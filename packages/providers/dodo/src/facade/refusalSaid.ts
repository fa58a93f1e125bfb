/** A refusal of ours in Dodo's words: total over every violation there is, so that a new one must have an opinion here. */
import { codeOf, type Decision, explain, formatMoney } from "@refund-rules/core"
import type { Refusal } from "@refund-rules/engine"
import type { Said } from "@refund-rules/provider-kit"
import { invalid } from "./says.ts"

type Violation = Decision["violations"][number]

type Saying<Tag extends Violation["_tag"]> = (
  violation: Extract<Violation, { readonly _tag: Tag }>,
  refusal: Refusal,
) => Said

type Sayings = { readonly [Tag in Violation["_tag"]]: Saying<Tag> }

/** What a Dodo client is told of a refusal. */
export const refusalSaid = (refusal: Refusal): Said => {
  // The refusal names the foremost code only: the first violation of that code is the one.
  const violation = refusal.decision.violations.find((each) => codeOf(each) === refusal.code)
  if (violation === undefined) return notAllowed(violation, refusal)
  const saying = sayings[violation._tag] as (one: Violation, refusal: Refusal) => Said
  return saying(violation, refusal)
}

/** What a policy forbids, with the rule in the message: Dodo has no code for it. */
const notAllowed = (_: Violation | undefined, { decision }: Refusal): Said => {
  const [, ...why] = explain(decision)
  const sentence = why.slice(0, decision.violations.length).join("; ")
  return invalid("INVALID_REQUEST_PARAMETERS", `This refund is not allowed: ${sentence}`)
}

const tooMuch = (
  { asked, ...of }: { readonly asked: number; readonly lineId?: string },
  { available, currency }: Refusal,
): Said => {
  const words = [formatMoney(asked, currency), formatMoney(available, currency)]
  return of.lineId === undefined
    ? invalid("REFUND_AMOUNT_EXCEEDS_PAID_AMOUNT", `The refund of ${words[0]} is more than what is left, ${words[1]}`)
    : invalid("LINE_ITEM_REFUND_AMOUNT_TOO_HIGH", `${words[0]} is more than what is left of the item \`${of.lineId}\``)
}

const notRefundable = (message: string): Said => invalid("INVALID_REQUEST_PARAMETERS", message)

const sayings: Sayings = {
  NothingRemains: () => invalid("PAYMENT_ALREADY_REFUNDED", "Everything of this payment has been refunded already"),
  Disputed: () => notRefundable("The payment is disputed: what the dispute holds cannot be refunded"),
  NotCaptured: ({ status }) => notRefundable(`The payment is ${status}: only a captured one can be refunded`),
  CurrencyMismatch: (_, { currency }) => notRefundable(`The currency of the payment is ${currency}`),
  NothingAsked: () => notRefundable("The amount to refund must be more than 0"),
  OffStep: ({ nearest }, { currency }) =>
    notRefundable(`The nearest amount that can be paid is ${formatMoney(nearest, currency)}`),
  ExceedsRemaining: tooMuch,
  FullDiffers: tooMuch,
  NothingToPay: () => notRefundable("Nothing would be paid after what is retained"),
  UnknownLine: ({ lineId }) => invalid("LINE_ITEM_NOT_FOUND", `The payment has no item \`${lineId}\``),
  LineNamedTwice: ({ lineId }) =>
    invalid("DUPLICATE_LINE_ITEMS_IN_REQUEST", `The item \`${lineId}\` is named more than once`),
  LineExcluded: notAllowed,
  ExceedsNet: tooMuch,
  ExceedsUnits: notAllowed,
  PartialUnsupported: notAllowed,
  SeveralUnsupported: notAllowed,
  TooOldForProvider: () => invalid("REFUND_WINDOW_EXPIRED", "The payment is too old to be refunded"),
  TooManyForProvider: notAllowed,
  AboveProviderLimit: () => notRefundable("The amount is more than Dodo can count"),
  FactMissing: notAllowed,
  WindowClosed: (_, { decision }) => {
    const [, ...why] = explain(decision)
    return invalid("REFUND_WINDOW_EXPIRED", why.slice(0, decision.violations.length).join("; "))
  },
  AboveLimit: notAllowed,
  BelowLimit: notAllowed,
  AboveShare: notAllowed,
  TooManyRefunds: notAllowed,
  ReasonMissing: notAllowed,
  ReasonNotAllowed: notAllowed,
  NoteMissing: notAllowed,
  LineKindNotAllowed: notAllowed,
  TagPresent: notAllowed,
  TagAbsent: notAllowed,
  NotEverything: notAllowed,
  DisputeStands: notAllowed,
  CustomerAboveLimit: notAllowed,
  ActorAboveLimit: notAllowed,
  ExpressionFalse: notAllowed,
}
