/** What a team expects of its policy, read from JSON: a list of names with what they take, all of it checked here. */
import type { Result } from "@refund-rules/core"
import { Schema } from "effect"
import { alwaysRetained, neverApprovedAbove, neverMoreThanShare, refusedAbove, reviewedAbove } from "./amounts.ts"
import type { Circumstances } from "./Circumstances.ts"
import {
  alwaysRefundable,
  neverApprovedWithout,
  neverMoreRefundsThan,
  neverRefunded,
  neverRefundedAfter,
  sameForEveryone,
} from "./customers.ts"
import type { Expectation } from "./Expectation.ts"
import { neverApprovedBeyond } from "./lately.ts"

const count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const texts = Schema.Array(Schema.String)
const limits = Schema.Record(Schema.String, count)
const window = Schema.Struct({
  of: Schema.Literals(["captured", "delivered", "ordered"]),
  days: count,
  timeZone: Schema.optionalKey(Schema.String),
})
const when = Schema.Struct({
  reasons: Schema.optionalKey(texts),
  kinds: Schema.optionalKey(texts),
  tags: Schema.optionalKey(texts),
  currencies: Schema.optionalKey(texts),
  providers: Schema.optionalKey(texts),
  upTo: Schema.optionalKey(limits),
  from: Schema.optionalKey(limits),
  capturedFrom: Schema.optionalKey(Schema.String),
  capturedBefore: Schema.optionalKey(Schema.String),
  earlierRefunds: Schema.optionalKey(count),
  noted: Schema.optionalKey(Schema.Boolean),
})
const past = Schema.Struct({
  days: count,
  count: Schema.optionalKey(count),
  limits: Schema.optionalKey(limits),
})
const fee = Schema.Union([Schema.Struct({ basisPoints: count }), Schema.Struct({ fixed: limits })])
const maybe = Schema.optionalKey(when)
const named = <const Name extends string>(name: Name) => Schema.Literal(name)

const entry = Schema.Union([
  Schema.Tuple([named("neverApprovedAbove"), limits, maybe]),
  Schema.Tuple([named("reviewedAbove"), limits, maybe]),
  Schema.Tuple([named("refusedAbove"), limits, maybe]),
  Schema.Tuple([named("neverMoreThanShare"), count, maybe]),
  Schema.Tuple([named("alwaysRetained"), fee, maybe]),
  Schema.Tuple([
    named("alwaysRefundable"),
    Schema.Struct({ when: Schema.optionalKey(when), within: Schema.optionalKey(window) }),
  ]),
  Schema.Tuple([named("neverRefunded"), when]),
  Schema.Tuple([named("neverRefundedAfter"), window, maybe]),
  Schema.Tuple([named("neverApprovedWithout"), Schema.Literals(["note", "reason"]), maybe]),
  Schema.Tuple([named("neverMoreRefundsThan"), count, maybe]),
  Schema.Tuple([named("sameForEveryone")]),
  Schema.Tuple([named("neverApprovedBeyond"), Schema.Literals(["customer", "actor"]), past, maybe]),
])

const read = Schema.decodeUnknownExit(entry, { onExcessProperty: "error" })

/**
 * The expectations of a JSON list; every entry that cannot be read is a fault of its own.
 *
 * @example
 * ```ts
 * import { parseExpectations } from "@refund-rules/testing"
 *
 * parseExpectations([["sameForEveryone"]]).ok // => true
 * ```
 *
 * @since 0.1.0
 */
export const parseExpectations = (json: unknown): Result<readonly Expectation[]> => {
  if (!Array.isArray(json)) return refuse("", 'a list of expectations is expected, such as [["sameForEveryone"]]')
  const entries = json.map((one: unknown) => read(one))
  const faults = entries.flatMap((one, index) =>
    one._tag === "Success"
      ? []
      : [fault(`/${index}`, `\`${JSON.stringify(json[index])}\` is no expectation: use ${names}`)],
  )
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, value: entries.flatMap((one) => (one._tag === "Success" ? [expectation(one.value)] : [])) }
}

const fault = (path: string, message: string) => ({ path, code: "expectation_unknown", message })

const refuse = (path: string, message: string) => ({ ok: false, faults: [fault(path, message)] }) as const

const expectation = (one: typeof entry.Type): Expectation => {
  switch (one[0]) {
    case "neverApprovedAbove":
      return neverApprovedAbove(one[1], ...circumstances(one[2]))
    case "reviewedAbove":
      return reviewedAbove(one[1], ...circumstances(one[2]))
    case "refusedAbove":
      return refusedAbove(one[1], ...circumstances(one[2]))
    case "neverMoreThanShare":
      return neverMoreThanShare(one[1], ...circumstances(one[2]))
    case "alwaysRetained":
      return alwaysRetained(one[1], ...circumstances(one[2]))
    case "alwaysRefundable":
      return alwaysRefundable(one[1])
    case "neverRefunded":
      return neverRefunded(one[1])
    case "neverRefundedAfter":
      return neverRefundedAfter(one[1], ...circumstances(one[2]))
    case "neverApprovedWithout":
      return neverApprovedWithout(one[1], ...circumstances(one[2]))
    case "neverMoreRefundsThan":
      return neverMoreRefundsThan(one[1], ...circumstances(one[2]))
    case "sameForEveryone":
      return sameForEveryone()
    case "neverApprovedBeyond":
      return neverApprovedBeyond(one[1], one[2], ...circumstances(one[3]))
  }
}

const circumstances = (given: Circumstances | undefined): [] | [Circumstances] => (given === undefined ? [] : [given])

const names =
  "neverApprovedAbove, reviewedAbove, refusedAbove, neverMoreThanShare, alwaysRetained, alwaysRefundable, neverRefunded, neverRefundedAfter, neverApprovedWithout, neverMoreRefundsThan, sameForEveryone or neverApprovedBeyond, with what each takes"
