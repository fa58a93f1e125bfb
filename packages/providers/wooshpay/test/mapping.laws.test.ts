import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { readFileSync } from "node:fs"
import { codecFor, encodeAmount, isCurrency } from "@refund-rules/core"
import type { RefundView } from "@refund-rules/engine"
import { settledIn, stateWithoutAction } from "@refund-rules/provider-kit"
import { Ajv2020 } from "ajv/dist/2020.js"
import fc from "fast-check"
import { describe, it } from "vitest"
import { amountIn, refundOut } from "../src/mapping.ts"
import { law } from "./law.ts"
import { sendingOf } from "./sending.ts"

/** Every code of three letters that is a currency: nothing is left out because nobody thought of it. */
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
const currencies = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c))).filter(isCurrency)

const currency = fc.constantFrom(...currencies)
const minor = fc.oneof(fc.nat(200_000), fc.constantFrom(1, Number.MAX_SAFE_INTEGER), fc.maxSafeNat())

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

describe("amounts on WooshPay's wire", () => {
  it("are known for every currency there is", () => {
    ok(currencies.length > 150)
    for (const code of currencies) ok(codecFor("wooshpay", code) !== undefined, code)
  })
  law("are the digits of what they are here, and read back", fc.tuple(currency, minor), ([code, amount]) => {
    const sent = encodeAmount("wooshpay", code, amount)
    if (amount === 0) strictEqual(sent.ok, false)
    else deepStrictEqual(sent, { ok: true, value: String(amount) })
    strictEqual(amountIn(code, String(amount)), amount === 0 ? undefined : amount)
  })
  law("are read from digits only", fc.tuple(currency, fc.string()), ([code, text]) => {
    if (amountIn(code, text) !== undefined) strictEqual(text, String(Number(text)))
  })
  it.each(["0", "01", "1.0", " 100", "100 ", "+100", "-100", "1e2", "0x10", "", "١٠٠", "9007199254740993", "Infinity"])(
    "are not read from `%s`",
    (text) => strictEqual(amountIn("EUR", text), undefined),
  )
})

describe("WooshPay's words", () => {
  law("for a state of ours come back as one that holds the same money", fc.constantFrom(...states), (status) => {
    const isReleased = (word: string) => ["failed", "canceled", "rejected"].includes(word)
    strictEqual(isReleased(settledIn(stateWithoutAction(status))), isReleased(status))
    strictEqual(settledIn(stateWithoutAction(status)) === "succeeded", status === "succeeded")
  })
  law("that nobody here knows settle nothing", fc.string(), (word) => {
    if (!["succeeded", "failed", "canceled"].includes(word)) strictEqual(settledIn(word), "pending")
  })
})

describe("a refund as it is told", () => {
  const place = new URL("contract/create-refund.openapi.json", import.meta.url)
  const document = JSON.parse(readFileSync(place, "utf8")) as object
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema({ ...document, $id: "document" })
  const isRefund = ajv.getSchema("document#/components/schemas/Refund")!
  const view = fc.record({
    status: fc.constantFrom(...states),
    amount: minor,
    currency,
    reason: fc.constantFrom("duplicate", "fraudulent", "resolved_dispute", "goodwill", null),
    metadata: fc.dictionary(fc.string(), fc.string()),
  })
  law("is one by WooshPay's document, and holds no null", view, (given) => {
    const { payment, refund } = sendingOf()
    const told: RefundView = {
      id: refund.id,
      paymentId: "p1",
      provider: "wooshpay",
      providerRefundId: null,
      failureCode: null,
      verdict: "Approve",
      lines: [],
      retained: 0,
      note: null,
      requestedBy: null,
      policy: null,
      createdAt: refund.createdAt,
      updatedAt: refund.updatedAt,
      ...given,
    }
    const body = refundOut(told, payment)
    ok(isRefund(JSON.parse(JSON.stringify(body))), JSON.stringify(isRefund.errors))
    ok(!Object.values(body).includes(null))
  })
})
