import { ok, strictEqual } from "node:assert/strict"
import { readFileSync } from "node:fs"
import { codecFor, decodeAmount, encodeAmount, isCurrency } from "@refund-rules/core"
import type { RefundView } from "@refund-rules/engine"
import { Ajv2020 } from "ajv/dist/2020.js"
import fc from "fast-check"
import { describe, it } from "vitest"
import { amountIn, amountOut, refundOut, statusesOf, statusIn, statusOut } from "../src/mapping.ts"
import { KEPT_TYPES, typedIn, typedOut } from "../src/typed.ts"
import { currencies as named } from "../src/Wire.ts"
import { law } from "./law.ts"
import { sendingOf } from "./sending.ts"

/** Every code of three letters that is a currency: nothing is left out because nobody thought of it. */
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
const currencies = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c))).filter(isCurrency)

const currency = fc.constantFrom(...currencies)
const minor = fc.oneof(fc.nat(200_000), fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31), fc.nat(Number.MAX_SAFE_INTEGER))

const states = [
  "review",
  "accepted",
  "submitting",
  "unknown",
  "pending",
  "requires_action",
  "succeeded",
  "failed",
  "canceled",
  "rejected",
] as const

describe("amounts on Dodo's wire", () => {
  it("are known for every currency there is, and Dodo names none that we do not know", () => {
    for (const code of currencies) ok(codecFor("dodo", code) !== undefined, code)
    strictEqual(named.size, 145)
    for (const code of named) ok(isCurrency(code), code)
  })
  law("are what they are here, and read back", fc.tuple(currency, minor), ([code, amount]) => {
    const sent = encodeAmount("dodo", code, amount)
    strictEqual(sent.ok, amount <= 2 ** 31 - 1)
    strictEqual(amountOut(amount), sent.ok ? amount : null)
    if (sent.ok) strictEqual(amountIn(code, Number(sent.value)), amount)
  })
  law(
    "are read as nothing where they are no whole number from 0 up",
    fc.tuple(currency, fc.double()),
    ([code, wired]) => {
      const read = amountIn(code, wired)
      if (!Number.isSafeInteger(wired) || wired < 0) strictEqual(read, undefined)
      if (read !== undefined) ok(decodeAmount("dodo", code, String(wired)).ok)
    },
  )
})

describe("Dodo's words", () => {
  law("for a state of ours come back as one that holds the same money", fc.constantFrom(...states), (status) => {
    const isReleased = (word: string) => ["failed", "canceled", "rejected"].includes(word)
    strictEqual(isReleased(statusIn(statusOut(status))), isReleased(status))
    strictEqual(statusIn(statusOut(status)) === "succeeded", status === "succeeded")
    ok(statusesOf[statusOut(status)].includes(status))
    strictEqual(Object.values(statusesOf).flat().length, states.length)
  })
  law("that nobody here knows settle nothing", fc.string(), (word) => {
    if (!["succeeded", "failed"].includes(word)) strictEqual(statusIn(word), "pending")
  })
})

const scalar = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const metadata = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 9 }).filter((name) => name !== KEPT_TYPES),
  scalar,
  { maxKeys: 8 },
)

describe("metadata", () => {
  law("comes back with the types it came with", metadata, (given) => {
    const texts = Object.entries(given).map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ])
    const typed = Object.keys(given).filter((name) => typeof given[name] !== "string")
    const back = typedOut(typedIn(Object.fromEntries(texts), typed))
    strictEqual(JSON.stringify(back), JSON.stringify(Object.fromEntries(Object.entries(given))))
  })
  law("that somebody else wrote never breaks anything", fc.dictionary(fc.string(), fc.string()), (given) => {
    for (const kept of [given, { ...given, [KEPT_TYPES]: JSON.stringify(Object.keys(given)) }]) {
      ok(JSON.stringify(typedOut(kept)).startsWith("{"))
    }
  })
})

const validator = (name: string) => {
  const place = new URL(`contract/${name}.openapi.json`, import.meta.url)
  // A whole number is an integer and a number: by "one of" no document could ever hold it.
  const document = JSON.parse(readFileSync(place, "utf8").replaceAll('"oneOf"', '"anyOf"')) as object
  const ajv = new Ajv2020({ strict: false })
  ajv.addFormat("int32", { type: "number", validate: (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31 })
  ajv.addFormat("int64", { type: "number", validate: Number.isInteger })
  ajv.addFormat("double", { type: "number", validate: () => true })
  ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  ajv.addSchema({ ...document, $id: "document" })
  return ajv.getSchema("document#/components/schemas/RefundResponse")!
}

describe("a refund as it is told", () => {
  const [older, newer] = [validator("create-refund"), validator("refunds-newer")]
  const view = fc.record({
    status: fc.constantFrom(...states),
    amount: minor,
    currency,
    note: fc.option(fc.string()),
    metadata: fc.dictionary(fc.string(), fc.string()),
  })
  law("is one by the document of either version", view, (given) => {
    const { payment, refund } = sendingOf()
    const told: RefundView = {
      id: refund.id,
      paymentId: "p1",
      provider: "dodo",
      providerRefundId: null,
      failureCode: null,
      verdict: "Approve",
      lines: [],
      retained: 0,
      reason: null,
      requestedBy: null,
      policy: null,
      createdAt: refund.createdAt,
      updatedAt: refund.updatedAt,
      ...given,
    }
    const body: unknown = JSON.parse(JSON.stringify(refundOut(told, { payment, business: "default" })))
    ok(older(body), JSON.stringify(older.errors))
    ok(newer(body), JSON.stringify(newer.errors))
  })
})
