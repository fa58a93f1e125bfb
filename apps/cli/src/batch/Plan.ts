/** A plan: what each row of a file would come to, in a form whose hash says that nothing of it was changed since. */
import { hash } from "node:crypto"
import type { Result } from "@refund-rules/core"
import { Schema } from "effect"

const Row = Schema.Struct({
  /** Where it stood in the file. */
  line: Schema.Int,
  paymentId: Schema.String,
  ask: Schema.Unknown,
  verdict: Schema.Literals(["Approve", "Review", "Refuse", "Unreadable"]),
  amount: Schema.Int,
  currency: Schema.String,
  /** Why it is not approved, as codes; or what cannot be read, in words. */
  why: Schema.Array(Schema.String),
})

const Content = Schema.Struct({
  merchant: Schema.String,
  mode: Schema.Literals(["test", "live"]),
  /** When the rows were judged. */
  plannedAt: Schema.String,
  rows: Schema.Array(Row),
})

const Written = Schema.Struct({ hash: Schema.String, plan: Content })

export type PlanRow = typeof Row.Type
export type Plan = typeof Content.Type

export const hashOf = (plan: Plan): string => hash("sha256", JSON.stringify(plan))

const decode = Schema.decodeUnknownExit(Written, { onExcessProperty: "error" })

/** A plan as it was written; one whose content is no longer that of its hash is none. */
export const parsePlan = (json: unknown): Result<{ readonly hash: string; readonly plan: Plan }> => {
  const read = decode(json)
  if (read._tag !== "Success") return fault("not_a_plan", "use what `refund-rules batch plan` wrote")
  // The hash is over the bytes that were written: they come back in the same order.
  const plan = (json as { readonly plan: Plan }).plan
  return hashOf(plan) === read.value.hash
    ? { ok: true, value: { hash: read.value.hash, plan } }
    : fault("plan_changed", "it was changed since it was planned: plan it again")
}

const fault = (code: string, message: string) => ({ ok: false, faults: [{ path: "", code, message }] }) as const

/** Sums by currency of what would be approved, and of what would wait for review. */
export const totalsOf = (rows: readonly PlanRow[]) => {
  const totals: Record<string, { approved: number; review: number; rows: number }> = {}
  for (const { amount, currency, verdict } of rows) {
    if (verdict !== "Approve" && verdict !== "Review") continue
    const total = (totals[currency] ??= { approved: 0, review: 0, rows: 0 })
    total.rows += 1
    if (verdict === "Approve") total.approved += amount
    else total.review += amount
  }
  return totals
}
