/** A policy: rules and terms as data. It only narrows what the invariants allow, and never changes in place. */
import { reason } from "../ledger/Reason.ts"
import { amounts, terms } from "../ledger/Terms.ts"
import { lineKind, tag } from "../payment/Line.ts"
import { provider } from "../payment/Payment.ts"
import { optional, type TypeOf } from "../shape/Shape.ts"
import { either, list, listById, struct } from "../shape/structures.ts"
import { currency, flag, identifier, instant, integer, literals, minor, text } from "../shape/values.ts"
import { requirement } from "./Requirement.ts"

const scope = struct({
  kinds: optional(list(lineKind, 1)),
  tags: optional(list(tag, 1)),
  reasons: optional(list(reason, 1)),
  currencies: optional(list(currency, 1)),
  providers: optional(list(provider, 1)),
  /** Only where more than this is paid: per currency, or one number of minor units for all. */
  amountAbove: optional(either((value) => typeof value === "number", minor, amounts)),
})

/**
 * Where a rule applies: everything given must fit, and a fact that is missing fits.
 *
 * @since 0.1.0
 */
export type Scope = TypeOf<typeof scope>

const rule = struct({
  id: text(1, 255, /^(?!invariant\/)/),
  requires: requirement,
  otherwise: literals("Review", "Refuse"),
  when: optional(scope),
})

/**
 * One requirement, what happens where it is broken, and where it applies.
 *
 * @since 0.1.0
 */
export type Rule = TypeOf<typeof rule>

const members = {
  id: identifier,
  version: optional(integer(1)),
  effectiveFrom: optional(instant),
  bindAt: literals("purchase", "request"),
  approval: optional(struct({ otherActor: optional(flag), roles: optional(list(identifier, 1)) })),
  rules: listById(rule, "duplicate_rule"),
  terms,
}

export const policy = struct(members)

/** A policy that is published at an address, which names it. */
export const policyAtAddress = struct({ ...members, id: optional(identifier) })

/**
 * A versioned list of rules, and the terms refunds are priced under.
 *
 * @since 0.1.0
 */
export type Policy = TypeOf<typeof policy>

/**
 * Which policy decided: its id, its version, and the hash of what it says.
 *
 * @since 0.1.0
 */
export interface PolicyRef {
  readonly id: string
  readonly version: number
  readonly hash: string
}
