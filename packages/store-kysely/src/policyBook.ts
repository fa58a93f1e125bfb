/** The port `PolicyBook` over programs: versions are added, and none is ever changed. */
import { type Policy, refOf } from "@refund-rules/core"
import type { PolicyBook, PolicyVersion, Scope } from "@refund-rules/engine"
import type { Shelf } from "./programs/Shelf.ts"
import { answered, running, type Runner } from "./Runner.ts"
import type { Steps } from "./Statement.ts"

export const policyBook = (runner: Runner, shelf: Shelf): (typeof PolicyBook)["Service"] => ({
  publish: (scope, policy, at) =>
    answered<never>()(running(runner, "write")(() => publish(shelf, scope, policy, at), scope)),
  versions: (scope, id) => answered<never>()(running(runner, "read")(() => versions(shelf, scope, id), scope)),
})

function* versions({ statements }: Shelf, { merchant, mode }: Scope, id: string): Steps<readonly PolicyVersion[]> {
  const rows = yield* statements.policy.of({ merchant, mode, id })
  return rows.map(({ body, effective_from: effectiveFrom, hash, version }) => ({
    id,
    version,
    hash,
    effectiveFrom,
    policy: JSON.parse(body) as Policy,
  }))
}

function* publish(shelf: Shelf, scope: Scope, policy: Policy, at: string): Steps<PolicyVersion> {
  const { merchant, mode } = scope
  const { id } = policy
  const latest = (yield* versions(shelf, scope, id)).at(-1)
  const { hash } = refOf(policy)
  if (latest !== undefined && latest.hash === hash) return latest
  const version = (latest?.version ?? 0) + 1
  const effectiveFrom = policy.effectiveFrom ?? at
  const published: Policy = { ...policy, version: version as NonNullable<Policy["version"]> }
  yield* shelf.statements.policy.publish({
    merchant,
    mode,
    id,
    version,
    hash,
    effective_from: effectiveFrom,
    published_at: at,
    body: JSON.stringify(published),
  })
  yield* shelf.statements.event.advance({ at })
  return { id, version, hash, effectiveFrom, policy: published }
}
