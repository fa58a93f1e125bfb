import { settledIn, stateWithoutAction } from "@refund-rules/provider-kit"
import { codecFor, decodeAmount, encodeAmount, isCurrency, stepInMinor } from "@refund-rules/core"
import fc from "fast-check"
import { ok, strictEqual } from "node:assert/strict"
import { describe, it } from "vitest"
import { amountOut, askOut, factOf, isMarked, markIn } from "../src/mapping.ts"
import { law } from "./law.ts"
import { sendingOf } from "./sending.ts"

/** Every code of three letters that is a currency: nothing is left out because nobody thought of it. */
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
const currencies = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c))).filter(isCurrency)
const currency = fc.constantFrom(...currencies)
const minor = fc.oneof(fc.nat(200_000), fc.constantFrom(0, 1, 99, 100, 2 ** 31), fc.nat(90_071_992_547_409))

describe("amounts on Loop's wire", () => {
  it("are written as Stripe writes them, in every currency there is", () => {
    ok(currencies.length > 150)
    for (const code of currencies) {
      const { wire: _, ...loop } = codecFor("loop", code)!
      const { wire: __, ...stripe } = codecFor("stripe", code)!
      strictEqual(JSON.stringify(loop), JSON.stringify(stripe), code)
    }
  })
  law(
    "that can be sent are shown as they are sent, and read back to what they were",
    fc.tuple(currency, minor),
    ([code, amount]) => {
      const sent = encodeAmount("loop", code, amount)
      strictEqual(sent.ok, amount % stepInMinor("loop", code) === 0)
      if (!sent.ok) return
      strictEqual(String(amountOut(code, amount)), sent.value)
      const read = decodeAmount("loop", code, sent.value)
      ok(read.ok)
      strictEqual(read.value, amount)
      const fact = factOf(code, { refund_id: "r", amount_cents: Number(sent.value), status: "succeeded" })
      strictEqual(fact?.amount, amount)
    },
  )
})

describe("Loop's words", () => {
  law(
    "for a state of ours come back as one that holds the same money",
    fc.constantFrom(
      ...(["review", "accepted", "submitting", "unknown", "pending", "requires_action", "succeeded"] as const),
      ...(["failed", "canceled", "rejected"] as const),
    ),
    (status) => {
      const isReleased = (word: string) => ["failed", "canceled", "rejected"].includes(word)
      strictEqual(isReleased(settledIn(stateWithoutAction(status))), isReleased(status))
      strictEqual(settledIn(stateWithoutAction(status)) === "succeeded", status === "succeeded")
    },
  )
  law("that nobody here knows settle nothing", fc.string(), (word) => {
    if (!["succeeded", "failed", "canceled"].includes(word)) strictEqual(settledIn(word), "pending")
  })
  law(
    "carry the refund's id through its reason, whatever else that says and wherever it is cut",
    fc.tuple(fc.string({ unit: "binary", maxLength: 3000 }), fc.nat(3000)),
    ([note, cut]) => {
      const asked = askOut(sendingOf({ ask: { amount: 4000, ...(note === "" ? {} : { note }) } }))
      ok(asked !== undefined)
      const { reason } = asked.body as { readonly reason: string }
      ok(reason.length <= 3000)
      const kept = reason.slice(0, Math.max(cut, "[ref_1]".length))
      ok(isMarked(kept, "ref_1"))
      strictEqual(markIn(kept), "ref_1")
      ok(!isMarked(kept, "ref_2"))
    },
  )
})

describe("a refund is asked for", () => {
  it("by its charge, or else by its payment, or not at all", () => {
    strictEqual(askOut(sendingOf())?.path, "/v1/admin/refunds")
    strictEqual(askOut(sendingOf({ payment: { references: { paymentId: "pm_1" } } }))?.path, "/v1/refunds")
    strictEqual(askOut(sendingOf({ payment: { references: {} } })), undefined)
  })
})
