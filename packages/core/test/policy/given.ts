/** Policies of edge tables: a rule refuses unless it says otherwise, and what a table does not care about is filled in. */
import { parsePolicy, type Policy } from "@refund-rules/core"

export type Json = Readonly<Record<string, unknown>>

export const rule = (id: string, requires: Json, more: Json = {}): Json => ({
  id,
  requires,
  otherwise: "Refuse",
  ...more,
})

export const policyJson = (rules: readonly Json[], more: Json = {}): Json => ({
  id: "default",
  bindAt: "request",
  rules,
  terms: {},
  ...more,
})

export const policy = (rules: readonly Json[], more: Json = {}): Policy => {
  const parsed = parsePolicy(policyJson(rules, more))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

export const atMost = (limits: Json): Json => ({ _tag: "AmountAtMost", limits })
export const atLeast = (limits: Json): Json => ({ _tag: "AmountAtLeast", limits })
export const within = (days: number, more: Json = {}): Json => ({ _tag: "WithinDays", of: "captured", days, ...more })
export const ofCustomer = (days: number, more: Json): Json => ({ _tag: "CustomerAtMost", days, ...more })
export const ofActor = (days: number, more: Json): Json => ({ _tag: "ActorLimit", days, ...more })
export const reasons = (...allowed: readonly string[]): Json => ({ _tag: "ReasonIn", reasons: allowed })
export const kinds = (...allowed: readonly string[]): Json => ({ _tag: "LineKindIn", kinds: allowed })
export const review = { otherwise: "Review" }
