/** Policies for teams: every requirement there is, with and without scopes, terms and approvals; always valid. */
import { parsePolicy, type Policy, type Requirement } from "@refund-rules/core"
import fc from "fast-check"
import { policyKind } from "../cases/kinds.ts"
import { Readable } from "../cases/simpler.ts"

type Json = Readonly<Record<string, unknown>>
type Fields = fc.Arbitrary<Json>

const maybe = <A>(one: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> => fc.option(one, { nil: undefined })
const some = (...names: readonly string[]): fc.Arbitrary<readonly string[]> => fc.subarray([...names], { minLength: 1 })

const days = fc.constantFrom(30, 14, 1, 0, 365, 730, 36_500)
const count = fc.constantFrom(1, 2, 0, 3)
const amount = fc.constantFrom(500, 0, 1, 10_000, 50_000, 2 ** 31, 2 ** 53 - 1)
const limits = fc
  .tuple(some("EUR", "USD", "JPY", "KWD", "CLF"), amount)
  .map(([codes, limit]) => Object.fromEntries(codes.map((code) => [code, limit])))
const kinds = some("product", "shipping", "tip", "fee")
const tags = some("sale", "gift")
const reasons = some("requested_by_customer", "product_unsatisfactory", "goodwill")
const past = fc.oneof(fc.record({ count, days }), fc.record({ limits, days }), fc.record({ count, limits, days }))
const marked: Fields = fc.record({ tag: fc.constantFrom("sale", "gift"), on: fc.constantFrom("line", "payment") })

/** One entry for each requirement: a new one does not compile until it is drawn here. */
const fields: Readonly<Record<Requirement["_tag"], Fields>> = {
  WithinDays: fc.record({
    of: fc.constantFrom("captured", "delivered", "ordered"),
    days,
    timeZone: maybe(fc.constantFrom("Europe/Paris", "America/Los_Angeles", "Asia/Kathmandu")),
  }),
  AmountAtMost: fc.record({ limits }),
  AmountAtLeast: fc.record({ limits }),
  ShareAtMost: fc.record({ percent: fc.constantFrom(50, 0, 1, 33, 99, 100) }),
  RefundsAtMost: fc.record({ count }),
  ReasonRequired: fc.constant({}),
  ReasonIn: fc.record({ reasons }),
  NoteRequired: fc.constant({}),
  LineKindIn: fc.record({ kinds }),
  NoTag: marked,
  HasTag: marked,
  FullOnly: fc.constant({}),
  NoDispute: fc.constant({}),
  CustomerAtMost: past,
  ActorLimit: past,
  Expression: fc.record({ cel: fc.constantFrom("amount <= 500", "true", "size(payment.lines) == 1") }),
}

const requirement: Fields = fc.oneof(
  ...Object.entries(fields).map(([_tag, drawn]) => drawn.map((rest) => ({ _tag, ...rest }))),
)

const scope: Fields = fc.record(
  {
    kinds,
    tags,
    reasons,
    currencies: some("EUR", "JPY"),
    providers: some("sandbox", "stripe"),
    amountAbove: fc.oneof(amount, limits),
  },
  { requiredKeys: [] },
)

export const rules: Fields = fc.record(
  { requires: requirement, otherwise: fc.constantFrom("Refuse", "Review"), when: scope },
  { requiredKeys: ["requires", "otherwise"] },
)

const terms: Fields = fc.record(
  {
    restocking: fc.oneof(
      fc.constantFrom(1500, 0, 333, 10_000).map((basisPoints) => ({ basisPoints })),
      limits.map((fixed) => ({ fixed })),
    ),
    shipping: fc.constantFrom("refundable", "once", "never"),
    tips: fc.constantFrom("refundable", "never"),
    nonRefundable: fc.record({ kinds, tags }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)

const drawn = fc
  .tuple(fc.array(rules, { maxLength: 5 }), terms, maybe(fc.constantFrom({ otherActor: true }, { roles: ["lead"] })))
  .map(([all, priced, approval]): unknown =>
    JSON.parse(
      JSON.stringify({
        id: "shop",
        bindAt: "request",
        ...(approval === undefined ? {} : { approval }),
        rules: all.map((one, place) => ({ id: `rule-${place + 1}`, ...one })),
        terms: priced,
      }),
    ),
  )

/**
 * Policies as JSON, as somebody writes them.
 *
 * @since 0.1.0
 */
export const policyJson: fc.Arbitrary<unknown> = new Readable(drawn, policyKind)

const read = (json: unknown): Policy | undefined => {
  const parsed = parsePolicy(json)
  return parsed.ok ? parsed.value : undefined
}

/**
 * Policies of every kind of rule, ready to decide by.
 *
 * @since 0.1.0
 */
export const policies: fc.Arbitrary<Policy> = new Readable(
  drawn.map((json) => read(json)!),
  { isValid: (value) => read(value) !== undefined, mend: (value) => read(value) ?? value },
)
