import { codecFor, decodeAmount, encodeAmount, exponentOf, isCurrency, stepInMinor } from "@refund-rules/core"
import fc from "fast-check"
import { ok, strictEqual } from "node:assert/strict"
import { describe, it } from "vitest"
import { reIdIn, reIdOut, stateOut } from "@refund-rules/provider-kit"
import { amountIn, amountOut, statusIn } from "../src/mapping.ts"
import { law } from "./law.ts"

/** Every code of three letters that is a currency: nothing is left out because nobody thought of it. */
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
const currencies = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c))).filter(isCurrency)

const currency = fc.constantFrom(...currencies)
const minor = fc.oneof(
  fc.nat(200_000),
  fc.constantFrom(0, 1, 99, 100, 2 ** 31 - 1, 2 ** 31, 90_071_992_547_409),
  fc.nat(90_071_992_547_409),
)

describe("amounts on Stripe's wire", () => {
  it("are known for every currency there is", () => {
    ok(currencies.length > 150)
    for (const code of currencies) ok(codecFor("stripe", code) !== undefined, code)
  })
  law(
    "that can be sent are shown as they are sent, and read back to what they were",
    fc.tuple(currency, minor),
    ([code, amount]) => {
      const sent = encodeAmount("stripe", code, amount)
      if (!sent.ok) return
      strictEqual(String(amountOut(code, amount)), sent.value)
      strictEqual(amountIn(code, amountOut(code, amount)), amount)
    },
  )
  law("are refused only off the step or past the largest number", fc.tuple(currency, minor), ([code, amount]) => {
    const isOnStep = amount % stepInMinor("stripe", code) === 0
    const isSafe = amountOut(code, amount) <= Number.MAX_SAFE_INTEGER
    strictEqual(encodeAmount("stripe", code, amount).ok, isOnStep && isSafe)
  })
  law(
    "off the step are shown exactly where Stripe's unit is as fine as ISO's",
    fc.tuple(currency, minor),
    ([code, amount]) => {
      const { exponent } = codecFor("stripe", code)!
      if (exponent < exponentOf(code)) return
      const shown = amountOut(code, amount)
      if (!Number.isSafeInteger(shown)) return
      strictEqual(BigInt(shown), BigInt(amount) * 10n ** BigInt(exponent - exponentOf(code)))
    },
  )
  law(
    "are read as nothing where they are no whole number from 0 up",
    fc.tuple(currency, fc.double()),
    ([code, wired]) => {
      const read = amountIn(code, wired)
      const isWhole = Number.isSafeInteger(wired) && wired >= 0 && !Object.is(wired, -0)
      if (!isWhole && !Object.is(wired, -0)) strictEqual(read, undefined)
      if (read !== undefined) ok(decodeAmount("stripe", code, String(wired)).ok)
    },
  )
})

describe("Stripe's words", () => {
  law(
    "for a state of ours come back as one that holds the same money",
    fc.constantFrom(
      ...([
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
      ] as const),
    ),
    (status) => {
      const isReleased = (word: string) => ["failed", "canceled", "rejected"].includes(word)
      strictEqual(isReleased(statusIn(stateOut(status))), isReleased(status))
      strictEqual(statusIn(stateOut(status)) === "succeeded", status === "succeeded")
    },
  )
  law("that nobody here knows settle nothing", fc.string(), (word) => {
    if (!["requires_action", "succeeded", "failed", "canceled"].includes(word)) strictEqual(statusIn(word), "pending")
  })
  law("for an id of ours lead back to it", fc.string({ minLength: 1 }), (rest) => {
    strictEqual(reIdIn(reIdOut(`ref_${rest}`)), `ref_${rest}`)
  })
})
