/** Evidence that a rule's requirement does not hold: which one, and the numbers; the words come later. */
import type { Instant } from "../shape/instant.ts"
import type { Requirement, RequirementOf } from "./Requirement.ts"

/** A fact a requirement needs and the case does not have. */
export type MissingFact =
  | "amount"
  | "capturedAt"
  | "deliveredAt"
  | "orderedAt"
  | "localTime"
  | "customerHistory"
  | "actorHistory"
  | "evaluator"
  | "value"

interface OfHistory {
  readonly days: number
  readonly count: number
  readonly maxCount: number | null
  readonly amount: number | null
  readonly maxAmount: number | null
  readonly currency: string
}

/**
 * A requirement of the policy, broken, with the numbers that show it.
 *
 * @since 0.1.0
 */
export type PolicyViolation =
  /** It could not be evaluated, and so it counts as broken. */
  | { readonly _tag: "FactMissing"; readonly requirement: Requirement["_tag"]; readonly fact: MissingFact }
  | {
      readonly _tag: "WindowClosed"
      readonly of: RequirementOf<"WithinDays">["of"]
      readonly days: number
      readonly endedAt: Instant
      readonly askedAt: Instant
    }
  /** `limit` is null where the policy names none for the currency. */
  | { readonly _tag: "AboveLimit"; readonly amount: number; readonly limit: number | null; readonly currency: string }
  | { readonly _tag: "BelowLimit"; readonly amount: number; readonly limit: number | null; readonly currency: string }
  /** `claimed` is all active claims and this one. */
  | { readonly _tag: "AboveShare"; readonly claimed: number; readonly percent: number; readonly limit: number }
  | { readonly _tag: "TooManyRefunds"; readonly count: number; readonly limit: number }
  | { readonly _tag: "ReasonMissing" }
  | { readonly _tag: "ReasonNotAllowed"; readonly reason: string | null; readonly allowed: readonly string[] }
  | { readonly _tag: "NoteMissing" }
  | { readonly _tag: "LineKindNotAllowed"; readonly lineIds: readonly string[]; readonly allowed: readonly string[] }
  /** `lineIds` are the lines that carry it; none where the payment does. */
  | { readonly _tag: "TagPresent"; readonly tag: string; readonly lineIds: readonly string[] }
  | { readonly _tag: "TagAbsent"; readonly tag: string; readonly lineIds: readonly string[] }
  | { readonly _tag: "NotEverything"; readonly asked: number; readonly remaining: number }
  | { readonly _tag: "DisputeStands"; readonly disputes: number; readonly disputed: number }
  | ({ readonly _tag: "CustomerAboveLimit" } & OfHistory)
  | ({ readonly _tag: "ActorAboveLimit" } & OfHistory)
  | { readonly _tag: "ExpressionFalse"; readonly cel: string }
