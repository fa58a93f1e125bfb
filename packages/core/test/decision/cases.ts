/** Cases at random, near the edges of the policies beside: every rule is met, broken and out of reach often enough to matter. */
import { evolve, handle, openLedger, parseCase, parsePayment, type RefundCase } from "@refund-rules/core"
import fc from "fast-check"

export type Json = Readonly<Record<string, unknown>>

const day = 86_400_000
const start = Date.UTC(2026, 2, 20, 12)
export const at = (days: number): string => new Date(start + days * day).toISOString()

export const oneOf = <A>(...values: readonly A[]): fc.Arbitrary<A> => fc.constantFrom(...values)
export const often = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.option(value, { nil: undefined, freq: 5 })
const sometimes = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 })

// Stripe pays KWD in steps of 10.
export const currencies = ["USD", "EUR", "JPY", "KWD"] as const
export const kinds = ["product", "addon", "shipping", "fee", "tip", "adjustment"] as const
export const tags = ["final-sale", "gift", "digital"] as const
export const reasons = ["duplicate", "requested_by_customer", "goodwill", "other"] as const

export const amountUpTo = (most: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: most })

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
