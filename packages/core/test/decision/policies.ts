/** Policies at random, near the edges of the cases beside: of every requirement there is, with numbers that those come near. */
import { parsePolicy, type Evaluators, type Policy, type Requirement } from "@refund-rules/core"
import fc from "fast-check"
import { amountUpTo, currencies, type Json, kinds, often, oneOf, present, reasons, tags } from "./cases.ts"

const limits = (most: number): fc.Arbitrary<Json> =>
  fc
    .record({
      USD: amountUpTo(most),
      EUR: amountUpTo(most),
      JPY: often(amountUpTo(most)),
      KWD: often(amountUpTo(most)),
    })
    .map(present)

const days = fc.integer({ min: 0, max: 30 })

/** Every requirement there is, each with numbers near those of the cases: a tag without an entry does not compile. */
const requirements = (most = 1000): { readonly [T in Requirement["_tag"]]: fc.Arbitrary<Json> } => {
  const wide = most * 2
  const history = fc
    .record({ count: often(fc.integer({ min: 1, max: 4 })), limits: limits(wide * 2), days })
    .map(present)
  return {
    WithinDays: fc
      .record({
        of: oneOf("captured", "delivered", "ordered"),
        days,
        timeZone: fc.option(oneOf("Europe/Paris", "Asia/Tokyo", "America/New_York"), { nil: undefined, freq: 2 }),
      })
      .map(present),
    AmountAtMost: limits(wide).map((one) => ({ limits: one })),
    AmountAtLeast: limits(wide).map((one) => ({ limits: one })),
    ShareAtMost: fc.record({ percent: fc.integer({ min: 0, max: 100 }) }),
    RefundsAtMost: fc.record({ count: fc.integer({ min: 0, max: 3 }) }),
    ReasonRequired: fc.constant({}),
    ReasonIn: fc.record({ reasons: fc.subarray([...reasons], { minLength: 1 }) }),
    NoteRequired: fc.constant({}),
    LineKindIn: fc.record({ kinds: fc.subarray([...kinds], { minLength: 1 }) }),
    NoTag: fc.record({ tag: oneOf(...tags), on: oneOf("line", "payment") }),
    HasTag: fc.record({ tag: oneOf(...tags), on: oneOf("line", "payment") }),
    FullOnly: fc.constant({}),
    NoDispute: fc.constant({}),
    CustomerAtMost: history,
    ActorLimit: history,
    Expression: amountUpTo(wide).map((limit) => ({ cel: limit % 10 === 0 ? "cannot be told" : `amount <= ${limit}` })),
  }
}

const scope = (most: number): fc.Arbitrary<Json> =>
  fc
    .record(
      {
        kinds: fc.subarray([...kinds], { minLength: 1 }),
        tags: fc.subarray([...tags], { minLength: 1 }),
        reasons: fc.subarray([...reasons], { minLength: 1 }),
        currencies: fc.subarray([...currencies], { minLength: 1 }),
        providers: oneOf(["sandbox"], ["stripe"], ["sandbox", "stripe"]),
        amountAbove: fc.oneof(amountUpTo(most), limits(most)),
      },
      { requiredKeys: [] },
    )
    .map((one) => one as Json)

export const requirementOf = (tag: Requirement["_tag"], most = 1000): fc.Arbitrary<Json> =>
  requirements(most)[tag].map((one) => ({ _tag: tag, ...one }))

export const requirementTags = Object.keys(requirements()) as readonly Requirement["_tag"][]

const ruleWithoutId = (most: number): fc.Arbitrary<Json> =>
  fc
    .record({
      requires: fc.oneof(...requirementTags.map((tag) => requirementOf(tag, most))),
      otherwise: oneOf("Review", "Refuse"),
      when: fc.option(scope(most), { nil: undefined, freq: 2 }),
    })
    .map(present)

const terms = (most: number): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    {
      weight: 2,
      arbitrary: fc
        .record(
          {
            restocking: fc.oneof(
              oneOf(0, 1500, 9000, 10_000).map((basisPoints) => ({ basisPoints })),
              limits(Math.ceil(most / 5)).map((fixed) => ({ fixed })),
            ),
            shipping: oneOf("refundable", "once", "never"),
            tips: oneOf("refundable", "never"),
            nonRefundable: fc.record({
              kinds: fc.subarray([...kinds], { maxLength: 1 }),
              tags: fc.subarray([...tags], { maxLength: 1 }),
            }),
          },
          { requiredKeys: [] },
        )
        .map((one) => one as Json),
    },
  )

/** A policy as JSON, of a few rules of any kind. */
export const policyJson = (most = 1000, maxRules = 4): fc.Arbitrary<Json> =>
  fc
    .record({
      rules: fc
        .array(ruleWithoutId(most), { maxLength: maxRules })
        .map((all) => all.map((one, index) => ({ id: `rule-${index}`, ...one }))),
      terms: terms(most),
    })
    .map((one) => ({ id: "default", bindAt: "request", ...one }))

export const policyOf = (json: unknown): Policy => {
  const parsed = parsePolicy(json)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

/** Understands `amount <= N`, and of nothing else what it says. */
export const evaluators: Evaluators = {
  cel: {
    check: () => [],
    compile: (source) => {
      const limit = /^amount <= (\d+)$/.exec(source)?.[1]
      return ({ amount }) => (limit === undefined || amount === undefined ? undefined : amount <= Number(limit))
    },
  },
}
