/** The scan of a job, on whichever thread it is: its policy read again, its shard as a choice of payments. */
import { parsePolicy, type Policy } from "@refund-rules/core"
import { scanPast } from "@refund-rules/engine"
import { cel } from "@refund-rules/policy-cel"
import { isIn, type Job } from "./Job.ts"

/** Pages kept by who reads everything once, in kilobytes: no page is wanted again much later. */
export const READING_ONCE = 8192

/** Scans stretches of one job. */
export const scanner = (job: Job) =>
  scanPast({
    scope: job.scope,
    policy: policyIn(job),
    by: job.by,
    evaluators: { cel },
    ...(job.since === undefined ? {} : { since: job.since }),
    ...(job.shard === undefined ? {} : { only: isIn(job.shard) }),
  })

const policyIn = ({ policy }: Job): Policy => {
  const read = parsePolicy(policy, { cel })
  if (!read.ok) throw new Error("the policy of a job was read before it was handed on")
  return read.value
}
