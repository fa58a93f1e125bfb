/** Decides every past decision of a stretch again; reads some payments at a time, so that memory stays bounded. */
import { parsePolicy, type Policy } from "@refund-rules/core"
import {
  Casebook,
  emptyTally,
  lookingBack,
  mergeTallies,
  PolicyBook,
  replay,
  type Scope,
  type Tally,
} from "@refund-rules/engine"
import { cel } from "@refund-rules/policy-cel"
import { Effect } from "effect"
import { isIn, type Job, type Stretch } from "./Job.ts"

const AT_ONCE = 256

/** Pages kept by who reads everything once, in kilobytes: no page is wanted again much later. */
export const READING_ONCE = 8192

/** Scans stretches of one job, with what was learned of published policies kept between them. */
export const scanner = (job: Job) => {
  const policy = policyIn(job)
  const known = new Map<string, ReadonlyMap<number, Policy>>()
  const looking = lookingBack(policy.rules)
  const only = job.shard === undefined ? undefined : isIn(job.shard)
  const replaying = {
    policy,
    by: job.by,
    evaluators: { cel },
    ...(job.since === undefined ? {} : { since: job.since }),
    policyOf: ({ id, version = 1 }: { readonly id: string; readonly version?: number }) => known.get(id)?.get(version),
  }
  return Effect.fnUntraced(function* (stretch: Stretch) {
    const casebook = yield* Casebook
    let tally: Tally = emptyTally
    for (let after = stretch.after, isMore = true; isMore;) {
      const span = {
        ...stretch,
        ...(after === undefined ? {} : { after }),
        ...(only === undefined ? {} : { only }),
        ...(looking === undefined ? {} : { looking }),
      }
      const { decisions, next } = yield* casebook.read(job.scope, span, AT_ONCE)
      for (const { decided } of decisions)
        if (decided.policy !== undefined && !known.has(decided.policy.id))
          known.set(decided.policy.id, yield* versionsOf(job.scope, decided.policy.id))
      tally = mergeTallies(tally, replay(decisions, replaying))
      ;[after, isMore] = [next, next !== undefined]
    }
    return tally
  })
}

const versionsOf = Effect.fnUntraced(function* (scope: Scope, id: string) {
  const versions = yield* (yield* PolicyBook).versions(scope, id)
  return new Map(versions.map(({ policy, version }) => [version, policy]))
})

const policyIn = ({ policy }: Job): Policy => {
  const read = parsePolicy(policy, { cel })
  if (!read.ok) throw new Error("the policy of a job was read before it was handed on")
  return read.value
}
