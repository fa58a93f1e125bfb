/** A policy book in memory: versions only ever come on top. */
import { type Policy, refOf } from "@refund-rules/core"
import type { PolicyBook, PolicyVersion, Scope } from "@refund-rules/engine"
import { Effect } from "effect"
import { place } from "./Shelves.ts"

export const memoryPolicies = (): (typeof PolicyBook)["Service"] => {
  const books = new Map<string, readonly PolicyVersion[]>()
  const versionsOf = (scope: Scope, id: string): readonly PolicyVersion[] => books.get(place(scope, id)) ?? []
  return {
    publish: (scope, policy, at) =>
      Effect.sync(() => {
        const known = versionsOf(scope, policy.id)
        const latest = known.at(-1)
        const { hash, id } = refOf(policy)
        if (latest?.hash === hash) return latest
        const version = known.length + 1
        const numbered: Policy = { ...policy, version }
        const next = { id, version, hash, effectiveFrom: policy.effectiveFrom ?? at, policy: numbered }
        books.set(place(scope, id), [...known, next])
        return next
      }),
    versions: (scope, id) => Effect.sync(() => versionsOf(scope, id)),
  }
}
