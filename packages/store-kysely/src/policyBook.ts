/** The port `PolicyBook` over programs: versions are added, none is ever changed but in how it stands. */
import { type Policy, refOf } from "@refund-rules/core"
import {
  type PolicyBook,
  type PolicyVersion,
  type Scope,
  type Standing,
  standingAgain,
  standingOf,
} from "@refund-rules/engine"
import type { Shelf } from "./programs/Shelf.ts"
import { programsOn, type Runner } from "./Runner.ts"
import type { Steps } from "./Statement.ts"

export const policyBook = (runner: Runner, shelf: Shelf): (typeof PolicyBook)["Service"] => {
  const { read, write } = programsOn(runner)
  return {
    publish: (scope, policy, at, standing = { status: "active" }) =>
      write(() => publish(shelf, scope, policy, at, standing), scope),
    versions: (scope, id) => read(() => versions(shelf, scope, id), scope),
    setStatus: (scope, { id, version }, standing, at) =>
      write(function* () {
        const found = (yield* versions(shelf, scope, id)).find((one) => one.version === version)
        return found === undefined ? undefined : yield* stand(shelf, scope, found, standingOf(found, standing, at))
      }, scope),
  }
}

function* versions({ statements }: Shelf, { merchant, mode }: Scope, id: string): Steps<readonly PolicyVersion[]> {
  const rows = yield* statements.policy.of({ merchant, mode, id })
  return rows.map(({ body, effective_from: effectiveFrom, hash, status, version }) => ({
    id,
    version,
    hash,
    status: status as PolicyVersion["status"],
    effectiveFrom,
    policy: JSON.parse(body) as Policy,
  }))
}

function* stand(
  { statements }: Shelf,
  { merchant, mode }: Scope,
  found: PolicyVersion,
  { effectiveFrom, status }: Required<Standing>,
): Steps<PolicyVersion> {
  if (status === found.status && effectiveFrom === found.effectiveFrom) return found
  const { id, version } = found
  yield* statements.policy.stand({ merchant, mode, id, version, status, effective_from: effectiveFrom })
  return { ...found, status, effectiveFrom }
}

function* publish(shelf: Shelf, scope: Scope, policy: Policy, at: string, standing: Standing): Steps<PolicyVersion> {
  const { merchant, mode } = scope
  const { id } = policy
  const latest = (yield* versions(shelf, scope, id)).at(-1)
  const { hash } = refOf(policy)
  if (latest !== undefined && latest.hash === hash)
    return yield* stand(shelf, scope, latest, standingAgain(latest, standing, at))
  const version = (latest?.version ?? 0) + 1
  const { status } = standing
  const effectiveFrom = standing.effectiveFrom ?? policy.effectiveFrom ?? at
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
    status,
  })
  yield* shelf.statements.event.advance({ at })
  return { id, version, hash, status, effectiveFrom, policy: published }
}
