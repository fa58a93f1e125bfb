/** Which policy this is: its id, its version, and a hash of everything else it says. */
import { canonicalJson } from "./canonicalJson.ts"
import type { Policy, PolicyRef } from "./Policy.ts"
import { sha256 } from "./sha256.ts"

/**
 * The reference a decision carries. The hash covers all but the version: the same words have the same hash.
 *
 * @example
 * ```ts
 * import { parsePolicy, refOf } from "@refund-rules/core"
 *
 * const parsed = parsePolicy({ id: "default", bindAt: "request", rules: [], terms: {} })
 * parsed.ok && refOf(parsed.value).version // => 1
 * ```
 *
 * @since 0.1.0
 */
export const refOf = (policy: Policy): PolicyRef => {
  const known = refs.get(policy)
  if (known !== undefined) return known
  const { version = 1, ...content } = policy
  const ref = Object.freeze({ id: policy.id, version, hash: `sha256:${sha256(canonicalJson(content))}` })
  refs.set(policy, ref)
  return ref
}

const refs = new WeakMap<Policy, PolicyRef>()
