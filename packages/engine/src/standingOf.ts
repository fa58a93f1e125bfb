/** How a version of a policy stands after it was told to: pure, and the same in every store. */
import type { PolicyStatus, PolicyVersion, Standing } from "./ports/PolicyBook.ts"

type Stands = Pick<PolicyVersion, "effectiveFrom" | "policy" | "status">

/**
 * The status and the instant it is from. Told what it is already, without another instant, it stays as it is.
 *
 * @example
 * ```ts
 * import { standingOf } from "@refund-rules/engine"
 *
 * const policy = { id: "shop", bindAt: "request", rules: [], terms: {} } as const
 * const draft = { policy, status: "draft", effectiveFrom: "2026-01-01T00:00:00.000Z" } as const
 * standingOf(draft, { status: "active" }, "2026-02-01T00:00:00.000Z") // => { status: "active", effectiveFrom: "2026-02-01T00:00:00.000Z" }
 * ```
 *
 * @since 0.1.0
 */
export const standingOf = (stands: Stands, { effectiveFrom, status }: Standing, at: string): Required<Standing> => {
  if (effectiveFrom !== undefined) return { status, effectiveFrom }
  if (status === stands.status || status === "draft") return { status, effectiveFrom: stands.effectiveFrom }
  const said = stands.policy.effectiveFrom
  return { status, effectiveFrom: said !== undefined && said > at ? said : at }
}

const ranks: Readonly<Record<PolicyStatus, number>> = { draft: 0, shadow: 1, active: 2 }

/**
 * The same for a version whose content is published again: it is never taken back.
 *
 * @example
 * ```ts
 * import { standingAgain } from "@refund-rules/engine"
 *
 * const policy = { id: "shop", bindAt: "request", rules: [], terms: {} } as const
 * const active = { policy, status: "active", effectiveFrom: "2026-01-01T00:00:00.000Z" } as const
 * standingAgain(active, { status: "draft" }, "2026-02-01T00:00:00.000Z").status // => "active"
 * ```
 *
 * @since 0.1.0
 */
export const standingAgain = (stands: Stands, standing: Standing, at: string): Required<Standing> =>
  ranks[standing.status] > ranks[stands.status]
    ? standingOf(stands, standing, at)
    : { status: stands.status, effectiveFrom: stands.effectiveFrom }
