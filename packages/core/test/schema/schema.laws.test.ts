import { Schema } from "effect"
import fc from "fast-check"
import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { describe, it } from "vitest"
import { balance, openLedger, parseCase, quote } from "../../src/index.ts"
import { ask } from "../../src/ledger/Ask.ts"
import { terms } from "../../src/ledger/Terms.ts"
import { paymentInput } from "../../src/payment/Payment.ts"
import { policy } from "../../src/policy/Policy.ts"
import { capabilities } from "../../src/quote/Capabilities.ts"
import { command } from "../../src/refund/Command.ts"
import { caseInput } from "../../src/refund/parseCase.ts"
import * as Schemas from "../../src/schema.ts"
import { parse, type Shape } from "../../src/shape/Shape.ts"
import { law } from "../law.ts"

type Json = unknown
type AnyCodec = Schema.Codec<unknown, unknown>

const payment = {
  id: "p-1",
  provider: "sandbox",
  references: { paymentIntent: "pi_1", number: 7 },
  currency: "EUR",
  captured: 2400,
  capturedAt: "2026-01-31T13:00:00+01:00",
  customer: { id: "c-1", name: "Ada", metadata: { vip: "yes" } },
  lines: [
    { id: "a", kind: "product", quantity: 2, net: 1000, taxes: [{ id: "vat", amount: 200 }], tags: ["final"] },
    { id: "b", kind: "shipping", quantity: 1, net: 1000, taxes: [{ id: "vat", amount: 200 }] },
  ],
  transfer: { destination: "acct", amount: 10 },
  metadata: { order: "7" },
}

const request = {
  _tag: "Request",
  refundId: "r-1",
  ask: { amount: 5 },
  terms: { tips: "never" },
  at: "2026-02-01T00:00:00Z",
}

const facts = {
  payment,
  history: [request, { _tag: "OpenDispute", disputeId: "d-1", amount: 3, at: "2026-02-02T00:00:00Z" }],
  ask: { lines: [{ id: "a", quantity: 1 }], reason: "other", note: "broken" },
  askedAt: "2026-02-03T00:00:00.5Z",
  capabilities: { partial: true, maxRefunds: 3 },
  customerHistory: [{ at: "2026-01-01T00:00:00Z", amount: 5, currency: "EUR" }],
}

const written = {
  id: "default",
  effectiveFrom: "2026-01-01T00:00:00Z",
  bindAt: "purchase",
  approval: { otherActor: true, roles: ["lead"] },
  rules: [
    { id: "window", requires: { _tag: "WithinDays", of: "delivered", days: 30, timeZone: "UTC" }, otherwise: "Refuse" },
    {
      id: "limit",
      requires: { _tag: "AmountAtMost", limits: { USD: 5 } },
      otherwise: "Review",
      when: { kinds: ["tip"], amountAbove: { USD: 1 } },
    },
    { id: "cel", requires: { _tag: "Expression", cel: "true" }, otherwise: "Refuse", when: { amountAbove: 5 } },
  ],
  terms: { restocking: { basisPoints: 5 } },
}

const doors: readonly {
  readonly name: string
  readonly shape: Shape<unknown>
  readonly schema: AnyCodec
  readonly samples: readonly Json[]
}[] = [
  { name: "PaymentInput", shape: paymentInput, schema: Schemas.PaymentInput as AnyCodec, samples: [payment] },
  { name: "PolicyInput", shape: policy, schema: Schemas.PolicyInput as AnyCodec, samples: [written] },
  { name: "Ask", shape: ask, schema: Schemas.Ask as AnyCodec, samples: [facts.ask, { amount: 5 }, { full: true }, {}] },
  {
    name: "Terms",
    shape: terms,
    schema: Schemas.Terms as AnyCodec,
    samples: [
      { restocking: { basisPoints: 1500 }, shipping: "once", nonRefundable: { kinds: ["tip"], tags: ["final"] } },
      { restocking: { fixed: { USD: 500 } }, tips: "never" },
    ],
  },
  {
    name: "Capabilities",
    shape: capabilities,
    schema: Schemas.Capabilities as AnyCodec,
    samples: [{ partial: false, maxAgeDays: 90 }],
  },
  {
    name: "Command",
    shape: command,
    schema: Schemas.Command as AnyCodec,
    samples: [
      request,
      { _tag: "SetMetadata", refundId: "r-1", at: "2026-02-01T00:00:00Z", metadata: "" },
      { _tag: "Settle", refundId: "r-1", at: "2026-02-01T00:00:00Z", lookup: true },
      { _tag: "GrowPayment", payment, at: "2026-02-01T00:00:00Z" },
    ],
  },
  { name: "CaseInput", shape: caseInput, schema: Schemas.CaseInput as AnyCodec, samples: [facts] },
]

const nasty = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e21,
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
  "",
  "x",
  "100",
  "EUR",
  "QQQ",
  "a".repeat(256),
  "2026-02-30T00:00:00Z",
  "2026-02-03T00:00:00Z",
  "2026-02-03",
  [],
  {},
  [null],
  { id: "a" },
  [{ id: "a" }, { id: "a" }],
  { _tag: "Settle" },
  "tip",
  "final",
  { EUR: 1, USD: -1 },
]

const keys = [
  "amount",
  "id",
  "__proto__",
  "constructor",
  "toString",
  "",
  "lines",
  "full",
  "quantity",
  "_tag",
  "k".repeat(41),
  "a/b~c",
]

interface Mutation {
  readonly at: number
  readonly what: "replace" | "remove" | "add" | "twice"
  readonly value: Json
  readonly key: string
}

const mutations = fc.array(
  fc.record<Mutation>({
    at: fc.nat(1_000_000),
    what: fc.constantFrom("replace", "remove", "add", "twice"),
    value: fc.oneof(fc.constantFrom(...nasty), fc.jsonValue({ maxDepth: 2 })),
    key: fc.constantFrom(...keys),
  }),
  { maxLength: 3 },
)

/** A copy with one place changed; places are numbered in the order they are met. */
const mutate = (json: Json, mutation: Mutation): Json => {
  const places: { readonly holder: any; readonly key: string | number }[] = []
  const root = { it: structuredClone(json) }
  const walk = (holder: any, key: string | number): void => {
    places.push({ holder, key })
    const value = holder[key]
    if (typeof value === "object" && value !== null) for (const inner of Object.keys(value)) walk(value, inner)
  }
  walk(root, "it")
  const { holder, key } = places[mutation.at % places.length]!
  const put = (target: object, name: string, value: Json) =>
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
  if (mutation.what === "replace") holder[key] = structuredClone(mutation.value)
  else if (mutation.what === "remove" && Array.isArray(holder)) holder.splice(Number(key), 1)
  else if (mutation.what === "remove") delete holder[key]
  else if (mutation.what === "twice" && Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]))
  else if (typeof holder[key] === "object" && holder[key] !== null && !Array.isArray(holder[key]))
    put(holder[key], mutation.key, structuredClone(mutation.value))
  return root.it
}

describe("schemas", () => {
  for (const { name, samples, schema, shape } of doors) {
    const decode = Schema.decodeUnknownExit(schema)
    const fromJson = Schema.decodeUnknownExit(Schema.toCodecJson(schema))
    let accepted = 0
    let refused = 0

    law(
      `${name} accepts exactly what its parser accepts, and gives the same value`,
      fc.tuple(fc.constantFrom(...samples), mutations),
      ([sample, changes]) => {
        const json = changes.reduce<Json>(mutate, sample)
        const parsed = parse(shape, json)
        for (const exit of [decode(json), fromJson(json)]) {
          strictEqual(exit._tag, parsed.ok ? "Success" : "Failure", JSON.stringify(json))
          if (parsed.ok && exit._tag === "Success") deepStrictEqual(exit.value, parsed.value)
        }
        if (parsed.ok) accepted += 1
        else refused += 1
      },
    )

    it(`${name} was tried with input of both kinds`, () => {
      const share = accepted / (accepted + refused)
      if (share < 0.05 || share > 0.95) throw new Error(`${Math.round(share * 100)} % of the input was accepted`)
    })

    it(`${name} gives back what it decoded, and exports itself as JSON Schema`, () => {
      for (const sample of samples) {
        const value = Schema.decodeUnknownSync(schema)(sample)
        deepStrictEqual(Schema.decodeUnknownSync(schema)(Schema.encodeUnknownSync(schema)(value)), value)
      }
      const document = Schema.toJsonSchemaDocument(schema)
      strictEqual(document.schema["$ref"], `#/$defs/${name}`)
    })
  }

  law("the answers of the core fit their schemas", fc.nat(2400), (amount) => {
    const parsed = parseCase({ ...facts, ask: { amount } })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
    const quoted = quote(parsed.value, { restocking: { basisPoints: 1000 } })
    deepStrictEqual(Schema.decodeSync(Schemas.Quote)(quoted), quoted)
    const standing = balance(parsed.value.ledger)
    deepStrictEqual(Schema.decodeSync(Schemas.Balance)(standing), standing)
    strictEqual(balance(openLedger(parsed.value.payment)).remaining, 2400)
  })

  it("report every issue of the parser's own checks with its code and its place", () => {
    const exit = Schema.decodeExit(Schemas.Ask)(
      { lines: [{ id: "a" }, { id: "a", amount: 1, quantity: 1 }] },
      { errors: "all" },
    )
    strictEqual(exit._tag, "Failure")
    const text = String(exit._tag === "Failure" ? exit.cause : "")
    strictEqual(text.includes("not both"), true, text)
  })
})
