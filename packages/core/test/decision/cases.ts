/** Cases and policies at random, near each other's edges: every rule is met, broken and out of reach often enough to matter. */
import {
  evolve,
  handle,
  openLedger,
  parseCase,
  parsePayment,
  parsePolicy,
  type Evaluators,
  type Policy,
  type RefundCase,
  type Requirement,
} from "@refund-rules/core"
import fc from "fast-check"

type Json = Readonly<Record<string, unknown>>

const day = 86_400_000
const start = Date.UTC(2026, 2, 20, 12)
export const at = (days: number): string => new Date(start + days * day).toISOString()

const oneOf = <A>(...values: readonly A[]): fc.Arbitrary<A> => fc.constantFrom(...values)
const often = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> => fc.option(value, { nil: undefined, freq: 5 })
const sometimes = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 })

// Stripe pays KWD in steps of 10.
export const currencies = ["USD", "EUR", "JPY", "KWD"] as const
export const kinds = ["product", "addon", "shipping", "fee", "tip", "adjustment"] as const
export const tags = ["final-sale", "gift", "digital"] as const
export const reasons = ["duplicate", "requested_by_customer", "goodwill", "other"] as const

const amountUpTo = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most })

const line = (id: string, most: number): fc.Arbitrary<Json> =>
  fc.record({
    id: fc.constant(id),
    kind: fc.oneof(
      { weight: 2, arbitrary: oneOf<string>("product") },
      { weight: 1, arbitrary: oneOf<string>(...kinds) },
    ),
    quantity: fc.integer({ min: 1, max: 4 }),
    net: amountUpTo(most),
    taxes: fc
      .array(amountUpTo(Math.ceil(most / 5)), { maxLength: 2 })
      .map((all) => all.map((amount, index) => ({ id: `tax-${index}`, amount }))),
    tags: fc.subarray([...tags]),
  })

export const grossOf = (one: Json): number =>
  (one["net"] as number) + (one["taxes"] as readonly { amount: number }[]).reduce((sum, tax) => sum + tax.amount, 0)

const ids = ["apple", "brush", "chair"] as const

const payment = (most: number): fc.Arbitrary<Json> =>
  fc
    .record({
      lines: fc
        .integer({ min: 1, max: 3 })
        .chain((count) => fc.tuple(...ids.slice(0, count).map((id) => line(id, most)))),
      currency: oneOf(...currencies),
      provider: oneOf("sandbox", "stripe"),
      tags: fc.subarray([...tags]),
      capturedAt: often(fc.integer({ min: 0, max: 30 }).map((days) => at(-days))),
      orderedAt: often(fc.integer({ min: 0, max: 30 }).map((days) => at(-days))),
      deliveredAt: often(fc.integer({ min: 0, max: 30 }).map((days) => at(-days))),
      status: fc.oneof({ weight: 30, arbitrary: oneOf("captured") }, { weight: 1, arbitrary: oneOf("pending") }),
    })
    .map((one) =>
      present({
        references: { paymentIntent: "pi_1", charge: "ch_1" },
        captured: one.lines.reduce((sum, each) => sum + grossOf(each), 0),
        ...one,
      }),
    )

/** Without the members that are not there: missing facts are missing, not undefined. */
export const present = (value: Json): Json =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))

const lineAsk = (id: string, most: number): fc.Arbitrary<Json> =>
  fc.oneof(
    fc.constant({ id }),
    amountUpTo(Math.ceil(most / 2)).map((amount) => ({ id, amount })),
    amountUpTo(Math.ceil(most / 2)).map((amount) => ({ id, amount, taxInclusive: false })),
    fc.integer({ min: 1, max: 3 }).map((quantity) => ({ id, quantity })),
  )

export const sizeOfAsk = (most: number): fc.Arbitrary<Json> =>
  fc.oneof(
    fc.constant({}),
    amountUpTo(most).map((amount) => ({ amount })),
    fc
      .subarray([...ids], { minLength: 1, maxLength: 2 })
      .chain((named) => fc.tuple(...named.map((id) => lineAsk(id, most))).map((lines) => ({ lines }))),
  )

const ask = (most: number): fc.Arbitrary<Json> =>
  fc
    .record({
      size: sizeOfAsk(most),
      reason: sometimes(oneOf(...reasons)),
      note: sometimes(oneOf("broken", "late", " ")),
    })
    .map(({ size, ...words }) => ({ ...size, ...present(words) }))

const happening = (most: number): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 4, arbitrary: sizeOfAsk(Math.ceil(most / 3)).map((one) => ({ _tag: "Request", ask: one })) },
    { weight: 1, arbitrary: oneOf({ _tag: "Settle" }, { _tag: "Fail" }) },
    {
      weight: 1,
      arbitrary: sizeOfAsk(Math.ceil(most / 4)).map((one) => ({ _tag: "OpenSession", ask: one, expiresAt: at(1) })),
    },
    {
      weight: 3,
      arbitrary: fc.integer({ min: 1, max: Math.ceil(most / 4) }).map((amount) => ({ _tag: "OpenDispute", amount })),
    },
    { weight: 1, arbitrary: oneOf({ _tag: "WinDispute" }) },
  )

const pastClaims = (most: number): fc.Arbitrary<readonly Json[]> =>
  fc.array(
    fc.record({
      at: fc.integer({ min: -1, max: 30 }).map((days) => at(-days)),
      amount: amountUpTo(most),
      currency: oneOf(...currencies),
    }),
    { maxLength: 3 },
  )

/** The history that can happen: what a ledger refuses is left out. */
const possible = (paid: Json, wanted: readonly Json[]): readonly Json[] => {
  const parsed = parsePayment(paid)
  if (!parsed.ok) return []
  let ledger = openLedger(parsed.value)
  const history: Json[] = []
  wanted.forEach((one, index) => {
    const name = `n${index}`
    const previous = `n${index - 1}`
    const isFollowing = one["_tag"] === "Settle" || one["_tag"] === "Fail" || one["_tag"] === "WinDispute"
    const subject = isFollowing ? previous : name
    const key = String(one["_tag"]).includes("Dispute")
      ? "disputeId"
      : one["_tag"] === "OpenSession"
        ? "sessionId"
        : "refundId"
    const command = { ...one, [key]: subject, at: at(-1) }
    const events = handle(ledger, command as never)
    if (!events.ok) return
    ledger = events.value.reduce(evolve, ledger)
    history.push(command)
  })
  return history
}

const capabilities = (most: number): fc.Arbitrary<Json | undefined> =>
  fc.option(
    fc
      .record({
        partial: often(oneOf(true, false)),
        severalPartials: often(oneOf(true, false)),
        maxAgeDays: often(oneOf(10, 40)),
        maxRefunds: often(oneOf(1, 3)),
        maxAmount: often(oneOf(Math.ceil(most / 2), most * 5)),
      })
      .map(present),
    { nil: undefined, freq: 2 },
  )

/** A case as JSON; `most` is about what one line is worth. */
export const caseJson = (most = 1000): fc.Arbitrary<Json> =>
  fc
    .record({
      payment: payment(most),
      wanted: fc.array(happening(most), { maxLength: 4 }),
      ask: ask(most),
      capabilities: fc.oneof(
        { weight: 6, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: capabilities(most) },
      ),
      customerHistory: often(pastClaims(most)),
      actorHistory: often(pastClaims(most)),
    })
    .map(({ wanted, ...facts }) => present({ ...facts, askedAt: at(0), history: possible(facts.payment, wanted) }))

export const factsOf = (json: unknown): RefundCase => {
  const parsed = parseCase(json)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

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
export const requirements = (most = 1000): { readonly [T in Requirement["_tag"]]: fc.Arbitrary<Json> } => {
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
