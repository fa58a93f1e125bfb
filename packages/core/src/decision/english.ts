/** English, for staff and for the payer: one entry for every violation, and none for what does not exist. */
import { requirementName } from "../policy/requirementWords.ts"
import { words } from "../refund/words.ts"
import type { InvariantViolation } from "../quote/Violation.ts"
import type { Ask } from "../ledger/Ask.ts"
import type { Violation } from "./Decision.ts"
import type { Words } from "./Words.ts"

const numbers = (violation: InvariantViolation, currency: string): string => words(violation, currency)

const tooMuch = "The amount asked for is more than can still be refunded."
const otherParts = "Part of this purchase cannot be refunded in this way."
const closer = "This request needs a closer look."
const byAmount = "This amount cannot be refunded without a closer look."
const notThisWay = "This payment cannot be refunded in this way."

const invariantWords = {
  NotCaptured: { staff: numbers, payer: "This payment has not been completed, so there is nothing to refund yet." },
  Disputed: { staff: numbers, payer: "This payment is being disputed with the bank, which decides first." },
  NothingRemains: { staff: numbers, payer: "This payment has already been refunded." },
  CurrencyMismatch: { staff: numbers, payer: "The payment was made in another currency." },
  NothingAsked: { staff: numbers, payer: "Please say how much should be refunded." },
  OffStep: { staff: numbers, payer: "This exact amount cannot be paid out; a slightly smaller one can." },
  ExceedsRemaining: { staff: numbers, payer: tooMuch },
  FullDiffers: { staff: numbers, payer: tooMuch },
  NothingToPay: { staff: numbers, payer: "After fees nothing would be left to refund." },
  UnknownLine: { staff: numbers, payer: "Part of the request does not belong to this purchase." },
  LineNamedTwice: { staff: numbers, payer: "Part of the request stands in it more than once." },
  LineExcluded: { staff: numbers, payer: otherParts },
  ExceedsNet: { staff: numbers, payer: tooMuch },
  ExceedsUnits: { staff: numbers, payer: "More was asked for than is left of this purchase." },
  PartialUnsupported: { staff: numbers, payer: "This payment can only be refunded as a whole." },
  SeveralUnsupported: { staff: numbers, payer: "This payment can only be refunded once." },
  TooOldForProvider: { staff: numbers, payer: "This payment is too old to be refunded in this way." },
  TooManyForProvider: { staff: numbers, payer: "This payment cannot be refunded any further." },
  AboveProviderLimit: { staff: numbers, payer: "This amount is too large to be paid out at once." },
} satisfies Partial<Words["of"]>

type OfHistory = Extract<Violation, { readonly _tag: "CustomerAboveLimit" | "ActorAboveLimit" }>

const history = (who: string, { amount, count, currency, days, maxAmount, maxCount }: OfHistory): string => {
  const counted = maxCount === null ? "" : `, \`${count}\` refunds of \`${maxCount}\` allowed`
  const summed = amount === null ? "" : `, \`${amount}\` ${currency} of \`${maxAmount ?? 0}\` allowed`
  return `in \`${days}\` days the ${who} comes to${counted}${summed}`.replace("to, ", "to ")
}

const listed = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(", ")

const policyWords = {
  FactMissing: {
    staff: ({ fact, requirement }) =>
      `whether ${requirementName(requirement)} holds cannot be told without ${missingFacts[fact]}`,
    payer: closer,
  },
  WindowClosed: {
    staff: ({ askedAt, days, endedAt, of }) =>
      `the window of \`${days}\` days from ${of} ended at ${endedAt}, asked at ${askedAt}`,
    payer: "The time in which this purchase could be refunded has passed.",
  },
  AboveLimit: {
    staff: ({ amount, currency, limit }) =>
      limit === null
        ? `no limit is named for ${currency}`
        : `\`${amount}\` ${currency} is more than the limit of \`${limit}\``,
    payer: byAmount,
  },
  BelowLimit: {
    staff: ({ amount, currency, limit }) =>
      limit === null
        ? `no amount is named for ${currency}`
        : `\`${amount}\` ${currency} is less than the least, \`${limit}\``,
    payer: byAmount,
  },
  AboveShare: {
    staff: ({ claimed, limit, percent }, currency) =>
      `\`${claimed}\` ${currency} claimed in all is more than \`${percent}\` percent of the payment, \`${limit}\``,
    payer: byAmount,
  },
  TooManyRefunds: {
    staff: ({ count, limit }) => `this would be refund \`${count}\` of the payment, \`${limit}\` are allowed`,
    payer: "This payment has been refunded before.",
  },
  ReasonMissing: { staff: () => "no reason is given", payer: "Please tell us why you would like a refund." },
  ReasonNotAllowed: {
    staff: ({ allowed, reason }) =>
      `${reason === null ? "no reason is given" : `the reason is ${reason}`}, expected one of ${allowed.join(", ")}`,
    payer: "We cannot refund this purchase for the reason given.",
  },
  NoteMissing: { staff: () => "no note is given", payer: "Please describe in a few words what happened." },
  LineKindNotAllowed: {
    staff: ({ allowed, lineIds }) => `lines ${listed(lineIds)} are none of ${allowed.join(", ")}`,
    payer: otherParts,
  },
  TagPresent: {
    staff: ({ lineIds, tag }) => `${lineIds.length === 0 ? "the payment" : listed(lineIds)} carries the tag \`${tag}\``,
    payer: otherParts,
  },
  TagAbsent: {
    staff: ({ lineIds, tag }) => `${lineIds.length === 0 ? "the payment" : listed(lineIds)} lacks the tag \`${tag}\``,
    payer: otherParts,
  },
  NotEverything: {
    staff: ({ asked, remaining }, currency) => `\`${asked}\` ${currency} is not everything: \`${remaining}\` remain`,
    payer: "This purchase can only be refunded as a whole.",
  },
  DisputeStands: {
    staff: ({ disputed, disputes }, currency) => `\`${disputes}\` disputes take \`${disputed}\` ${currency}`,
    payer: "This payment is being disputed with the bank.",
  },
  CustomerAboveLimit: { staff: (one) => history("customer", one), payer: closer },
  ActorAboveLimit: { staff: (one) => history("actor", one), payer: closer },
  ExpressionFalse: { staff: ({ cel }) => `\`${cel}\` is false`, payer: notThisWay },
} satisfies Partial<Words["of"]>

const missingFacts: Readonly<Record<Extract<Violation, { readonly _tag: "FactMissing" }>["fact"], string>> = {
  amount: "an amount: the ask has no price",
  capturedAt: "knowing when the payment was captured",
  deliveredAt: "knowing when it was delivered",
  orderedAt: "knowing when it was ordered",
  localTime: "time zones, which are missing here",
  customerHistory: "the history of the customer",
  actorHistory: "the history of the actor",
  evaluator: "an evaluator of expressions",
  value: "a value: the expression has none over these facts",
}

const sizeOf = ({ amount, lines }: Ask): string =>
  amount === undefined
    ? (lines ?? [])
        .map(
          (line) =>
            `${line.quantity === undefined ? (line.amount ?? "the rest") : `${line.quantity} units`} of \`${line.id}\``,
        )
        .join(", ")
    : `\`${amount}\``

/**
 * The words `explain` uses where no others are given.
 *
 * @since 0.1.0
 */
export const english: Words = {
  verdict: {
    staff: (verdict, total, retained, currency) => {
      const kept = retained === 0 ? "" : `, \`${retained}\` retained`
      if (verdict === "Refuse") return "refused"
      return verdict === "Approve"
        ? `approved: \`${total}\` ${currency} paid${kept}`
        : `needs review: \`${total}\` ${currency} to be paid${kept}`
    },
    payer: {
      Approve: "Your refund has been approved.",
      Review: "Thank you for your request. A member of our team will look at it.",
      Refuse: "We are sorry, but we cannot make this refund.",
    },
  },
  under: (rule, sentence) => `rule \`${rule}\`: ${sentence}`,
  of: { ...invariantWords, ...policyWords },
  offer: {
    SmallerAmount: {
      staff: ({ ask }) => `would be approved: ${sizeOf(ask)}`,
      payer: "A smaller refund may be possible.",
    },
    OtherLines: {
      staff: ({ ask }) => `would be approved: ${sizeOf(ask)}`,
      payer: "A refund of other parts of your purchase may be possible.",
    },
    WithApproval: {
      staff: ({ ask }) => `with approval: ${sizeOf(ask)}`,
      payer: "A member of our team may be able to help.",
    },
    StoreCredit: {
      staff: () => "store credit could be offered instead",
      payer: "We may be able to offer you store credit instead.",
    },
  },
}
