/** What a rule can require, as data: a closed union by `_tag`, each with one meaning, words and an edge table. */
import { reason } from "../ledger/Reason.ts"
import { amounts } from "../ledger/Terms.ts"
import { lineKind, tag } from "../payment/Line.ts"
import { optional, type TypeOf } from "../shape/Shape.ts"
import { list, tagged } from "../shape/structures.ts"
import { integer, literals, text } from "../shape/values.ts"

/** A century: longer windows are mistakes. */
const days = integer(0, 36_500)

const perCustomerOrActor = { count: optional(integer(0)), limits: optional(amounts), days }

export const requirement = tagged({
  /** Asked before the window ends: days of 24 hours, or with a time zone the end of its local day. */
  WithinDays: { of: literals("captured", "delivered", "ordered"), days, timeZone: optional(text(1, 100)) },
  /** On what is paid; a currency without a limit has limit 0. */
  AmountAtMost: { limits: amounts },
  /** On what is paid; a currency without a limit is never enough. */
  AmountAtLeast: { limits: amounts },
  /** All active claims and this one, of what was captured. */
  ShareAtMost: { percent: integer(0, 100) },
  /** Refunds and open sessions, this one included. */
  RefundsAtMost: { count: integer(0) },
  ReasonRequired: {},
  ReasonIn: { reasons: list(reason, 1) },
  NoteRequired: {},
  LineKindIn: { kinds: list(lineKind, 1) },
  NoTag: { tag, on: literals("line", "payment") },
  HasTag: { tag, on: literals("line", "payment") },
  /** All that remains in scope. */
  FullOnly: {},
  /** No dispute that is open or lost. */
  NoDispute: {},
  CustomerAtMost: perCustomerOrActor,
  ActorLimit: perCustomerOrActor,
  Expression: { cel: text(1, 4000) },
})

/**
 * One thing that must hold before money goes back.
 *
 * @since 0.1.0
 */
export type Requirement = TypeOf<typeof requirement>

/** The requirement that carries a tag. */
export type RequirementOf<T extends Requirement["_tag"]> = Extract<Requirement, { readonly _tag: T }>
