/** A policy book in memory: versions only ever come on top. */
import { type Policy, refOf } from "@refund-rules/core"
import {
  type PolicyBook,
  type PolicyVersion,
  type Scope,
  standingAgain,
  standingOf,
  type Standing,
} from "@refund-rules/engine"
import { Effect } from "effect"
import { place } from "./Shelves.ts"

export const memoryPolicies = (): (typeof PolicyBook)["Service"] => {
  const books = new Map<string, readonly PolicyVersion[]>()
  const versionsOf = (scope: Scope, id: string): readonly PolicyVersion[] => books.get(place(scope, id)) ?? []
  const stand = (scope: Scope, found: PolicyVersion, standing: Required<Standing>): PolicyVersion => {
    const next = { ...found, ...standing }
    const all = versionsOf(scope, found.id).map((one) => (one.version === found.version ? next : one))
    books.set(place(scope, found.id), all)
    return next
  }
  return {
    publish: (scope, policy, at, standing = { status: "active" }) =>
      Effect.sync(() => {
        const known = versionsOf(scope, policy.id)
        const latest = known.at(-1)
        const { hash, id } = refOf(policy)
        if (latest?.hash === hash) return stand(scope, latest, standingAgain(latest, standing, at))
        const version = known.length + 1
        const numbered: Policy = { ...policy, version }
        const effectiveFrom = standing.effectiveFrom ?? policy.effectiveFrom ?? at
        const next = { id, version, hash, status: standing.status, effectiveFrom, policy: numbered }
        books.set(place(scope, id), [...known, next])
        return next
      }),
    versions: (scope, id) => Effect.sync(() => versionsOf(scope, id)),
    setStatus: (scope, { id, version }, standing, at) =>
      Effect.sync(() => {
        const found = versionsOf(scope, id).find((one) => one.version === version)
        return found === undefined ? undefined : stand(scope, found, standingOf(found, standing, at))
      }),
  }
}
