/** Which version of a policy judges a refund: the one in force when it is asked, or the one the purchase was made under. */
import type { Instant } from "../shape/instant.ts"
import type { Policy } from "./Policy.ts"

/**
 * The version that binds, of any list of versions; undefined where none is in force when the refund is asked for.
 * The version then in force says how to bind: `purchase` goes back to the version in force at `capturedAt`, and
 * a purchase older than every version to the first of them, never to none.
 *
 * @example
 * ```ts
 * import { inForce, parsePolicy } from "@refund-rules/core"
 *
 * const version = (version: number, effectiveFrom: string) => {
 *   const parsed = parsePolicy({ id: "default", version, effectiveFrom, bindAt: "purchase", rules: [], terms: {} })
 *   return parsed.ok ? [parsed.value] : []
 * }
 * const versions = [...version(1, "2026-01-01T00:00:00Z"), ...version(2, "2026-02-01T00:00:00Z")]
 * inForce(versions, { capturedAt: "2026-01-31T00:00:00.000Z", askedAt: "2026-02-02T00:00:00.000Z" })?.version // => 1
 * ```
 *
 * @since 0.1.0
 */
export const inForce = (
  versions: readonly Policy[],
  facts: { readonly capturedAt?: Instant | string; readonly askedAt: Instant | string },
): Policy | undefined => {
  const atRequest = latestUpTo(versions, facts.askedAt)
  if (atRequest?.bindAt !== "purchase" || facts.capturedAt === undefined) return atRequest
  return latestUpTo(versions, facts.capturedAt) ?? versions.toSorted(byForce)[0]
}

/** The latest version in force; one that takes effect at the very instant already is. */
const latestUpTo = (versions: readonly Policy[], at: string): Policy | undefined =>
  versions
    .filter(({ effectiveFrom }) => effectiveFrom === undefined || effectiveFrom <= at)
    .toSorted(byForce)
    .at(-1)

const byForce = (a: Policy, b: Policy): number => {
  const [from, until] = [a.effectiveFrom ?? "", b.effectiveFrom ?? ""]
  if (from < until) return -1
  if (from > until) return 1
  return (a.version ?? 1) - (b.version ?? 1)
}
