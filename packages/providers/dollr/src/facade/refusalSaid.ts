/** A refusal of ours in Dollr's words: total over every violation there is, and every one that speaks against it is said. */
import { codeOf, type Decision, explain, foremostFirst, formatMoney } from "@refund-rules/core"
import type { Refusal } from "@refund-rules/engine"
import type { Said } from "@refund-rules/provider-kit"
import { faultAt, invalid } from "./says.ts"

type Violation = Decision["violations"][number]

/** What a Dollr client is told of a refusal, whole, the foremost first: a client that reads one reads the right one. */
export const refusalSaid = ({ available, currency, decision }: Refusal): Said => {
  // After the verdict comes one sentence for every violation, in their order.
  const [, ...sentences] = explain(decision)
  const said = new Map(decision.violations.map((violation, index) => [violation, sentences[index] ?? ""]))
  const left = `; at most ${formatMoney(available, currency)} can be refunded`
  const faults = foremostFirst(decision.violations).map((violation) => {
    const part = about[violation._tag]
    const type = violation._tag === "NothingRemains" ? "already_refunded" : codeOf(violation)
    const msg = `${said.get(violation)}${part === "amount" ? left : ""}`
    return faultAt(["body", part], type, msg.slice(0, 1000))
  })
  return invalid(...faults)
}

const PAYMENT = "original_payment_intent_id"

/** The part of the request that each is about. */
const about: { readonly [Tag in Violation["_tag"]]: "amount" | "reason" | typeof PAYMENT } = {
  NotCaptured: PAYMENT,
  Disputed: PAYMENT,
  NothingRemains: "amount",
  CurrencyMismatch: PAYMENT,
  NothingAsked: "amount",
  OffStep: "amount",
  ExceedsRemaining: "amount",
  FullDiffers: "amount",
  NothingToPay: "amount",
  UnknownLine: PAYMENT,
  LineNamedTwice: PAYMENT,
  LineExcluded: PAYMENT,
  ExceedsNet: "amount",
  ExceedsUnits: "amount",
  PartialUnsupported: "amount",
  SeveralUnsupported: PAYMENT,
  TooOldForProvider: PAYMENT,
  TooManyForProvider: PAYMENT,
  AboveProviderLimit: "amount",
  FactMissing: PAYMENT,
  WindowClosed: PAYMENT,
  AboveLimit: "amount",
  BelowLimit: "amount",
  AboveShare: "amount",
  TooManyRefunds: PAYMENT,
  ReasonMissing: "reason",
  ReasonNotAllowed: "reason",
  NoteMissing: "reason",
  LineKindNotAllowed: PAYMENT,
  TagPresent: PAYMENT,
  TagAbsent: PAYMENT,
  NotEverything: "amount",
  DisputeStands: PAYMENT,
  CustomerAboveLimit: "amount",
  ActorAboveLimit: "amount",
  ExpressionFalse: PAYMENT,
}
