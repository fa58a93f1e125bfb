/** The result of a backtest as it is told, kept and merged: the same decisions make the same result, however they were cut. */
import type { PolicyRef, Result as Answer } from "@refund-rules/core"
import { emptyTally, type GroupBy, mergeTallies, movedTo, type Tally, totalOf } from "@refund-rules/engine"
import { Result as Read, Schema } from "effect"
import type { Shard } from "./Job.ts"
import { exact } from "./sums.ts"

export interface Result extends Tally {
  readonly policy: PolicyRef
  readonly merchant: string
  readonly mode: "test" | "live"
  readonly by: readonly GroupBy[]
  readonly since: string | null
  /** Which parts of everything this is; none where it is everything. */
  readonly shards: readonly Shard[]
  readonly decisions: number
  /** Approved now and not before, and the other way round. */
  readonly gained: number
  readonly lost: number
}

export type About = Pick<Result, "policy" | "merchant" | "mode" | "by" | "since" | "shards">

export const resultOf = (about: About, tally: Tally): Result => {
  const total = totalOf(tally)
  const { affected, cells } = tally
  return { ...about, decisions: total.decisions, ...movedTo(total), cells, affected }
}

/** Results of different shards of the same backtest as one; why they cannot be is said. */
export const mergeResults = (results: readonly Result[]): Answer<Result> => {
  const [first] = results
  if (first === undefined) return fault("there is nothing to merge")
  const aboutOf = ({ by, merchant, mode, policy, since }: Result): string =>
    JSON.stringify([policy.hash, merchant, mode, by, since])
  if (results.some((one) => aboutOf(one) !== aboutOf(first)))
    return fault("they are of different policies, merchants, groups or times")
  const shards = results.flatMap((one) => one.shards).toSorted((a, b) => a.index - b.index)
  const [of] = new Set(shards.map((one) => one.of))
  if (results.some((one) => one.shards.length === 0)) return fault("one of them is everything already")
  if (shards.some((one) => one.of !== of)) return fault("they were cut into different numbers of shards")
  if (new Set(shards.map(({ index }) => index)).size !== shards.length) return fault("a shard is there twice")
  const about = { ...first, shards: shards.length === of ? [] : shards }
  const merged = Read.try(() => exact(results.reduce<Tally>(mergeTallies, emptyTally)))
  return Read.isSuccess(merged)
    ? { ok: true, value: resultOf(about, merged.success) }
    : fault("their sums together are beyond what a number keeps")
}

const fault = (message: string) => ({ ok: false, faults: [{ path: "", code: "cannot_merge", message }] }) as const

const counts = Schema.Record(Schema.String, Schema.Int)
const verdict = Schema.Literals(["Approve", "Review", "Refuse"])
const ruled = Schema.Struct({ verdict, amount: Schema.Int, broken: Schema.Array(Schema.Unknown) })
const written = Schema.Struct({
  policy: Schema.Struct({ id: Schema.String, version: Schema.Int, hash: Schema.String }),
  merchant: Schema.String,
  mode: Schema.Literals(["test", "live"]),
  by: Schema.Array(Schema.Literals(["reason", "provider", "currency"])),
  since: Schema.NullOr(Schema.String),
  shards: Schema.Array(Schema.Struct({ index: Schema.Int, of: Schema.Int })),
  decisions: Schema.Int,
  gained: Schema.Int,
  lost: Schema.Int,
  cells: Schema.Record(
    Schema.String,
    Schema.Struct({ decisions: Schema.Int, moves: counts, before: counts, after: counts }),
  ),
  affected: Schema.Array(
    Schema.Struct({
      paymentId: Schema.String,
      subject: Schema.optionalKey(Schema.String),
      askedAt: Schema.String,
      currency: Schema.String,
      before: ruled,
      after: ruled,
      weight: Schema.Finite,
    }),
  ),
})

const decode = Schema.decodeUnknownExit(written)

/** A result as an earlier run wrote it. */
export const parseResult = (json: unknown): Answer<Result> => {
  const read = decode(json)
  // What broke is only ever told again, never looked into.
  return read._tag === "Success"
    ? { ok: true, value: read.value as unknown as Result }
    : {
        ok: false,
        faults: [{ path: "", code: "not_a_result", message: "use what `refund-rules backtest --json` wrote" }],
      }
}
