import { codecFor, decodeAmount, encodeAmount, exponentOf, stepInMinor } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { currencies } from "../../src/money/Currency.js"
import { law } from "../law.ts"

const MAX = Number.MAX_SAFE_INTEGER
const providers = ["stripe", "wooshpay", "dodo", "dollr", "loop", "sandbox"]
const INT32 = 2 ** 31 - 1
const pair = fc.record({
  provider: fc.constantFrom(...providers),
  // The currencies of Stripe's own units come up as often as all others together.
  currency: fc.oneof(
    fc.constantFrom(...currencies()),
    fc.constantFrom(..."MGA BHD JOD KWD OMR TND ISK UGX JPY HUF TWD CLF".split(" ")),
  ),
})
const integer = fc.oneof(
  fc.nat(2000),
  fc.maxSafeNat(),
  fc.constantFrom(0, 1, 5, 10, 100, INT32 - 1, INT32, INT32 + 1, MAX - 1, MAX),
)

/** How many ISO units one wire integer is worth, as a fraction. */
const worth = (provider: string, currency: string) => {
  const finer = codecFor(provider, currency)!.exponent - exponentOf(currency as never)
  return { numerator: 10n ** BigInt(Math.max(0, -finer)), denominator: 10n ** BigInt(Math.max(0, finer)) }
}

const asInteger = (text: string): bigint => BigInt(text.replace(".", ""))

describe("codecs", () => {
  law("give back every amount they write", fc.tuple(pair, integer), ([{ provider, currency }, amount]) => {
    const step = stepInMinor(provider, currency)
    const minor = amount - (amount % step)
    const written = encodeAmount(provider, currency, minor)
    if (written.ok) expect(decodeAmount(provider, currency, written.value)).toEqual({ ok: true, value: minor })
    else {
      expect(written.faults).toHaveLength(1)
      expect(["amount_not_positive", "amount_above_provider_limit", "amount_too_large"]).toContain(
        written.faults[0]!.code,
      )
    }
  })

  law(
    "write back every amount they read, unless it is off the step",
    fc.tuple(pair, integer),
    ([{ provider, currency }, amount]) => {
      const { exponent, step, wire } = codecFor(provider, currency)!
      const digits = String(amount).padStart(exponent + 1, "0")
      const decimal = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
      const text = wire === "majorNumber" ? decimal : String(amount)
      const read = decodeAmount(provider, currency, text)
      if (!read.ok) return
      const written = encodeAmount(provider, currency, read.value)
      if (amount % step === 0) expect(written).toEqual({ ok: true, value: text })
      else expect(written.ok ? undefined : written.faults[0]!.code).toBe("amount_off_step")
    },
  )

  law("scale exactly between wire and ISO units", fc.tuple(pair, integer), ([{ provider, currency }, minor]) => {
    const { numerator, denominator } = worth(provider, currency)
    const written = encodeAmount(provider, currency, minor)
    if (written.ok) expect(asInteger(written.value) * numerator).toBe(BigInt(minor) * denominator)
  })

  law(
    "refuse an amount only for its step, its sign or its size",
    fc.tuple(pair, integer),
    ([{ provider, currency }, minor]) => {
      const { wire } = codecFor(provider, currency)!
      const { numerator, denominator } = worth(provider, currency)
      const units = (BigInt(minor) * denominator) / numerator
      const fits = units <= BigInt(provider === "dodo" ? INT32 : MAX)
      const right = fits && minor % stepInMinor(provider, currency) === 0 && (minor > 0 || wire !== "minorString")
      expect(encodeAmount(provider, currency, minor).ok).toBe(right)
    },
  )

  // Finite, so every pair is tried, not a sample.
  it("have a step in ISO units that is the smallest amount the wire can pay", () => {
    for (const provider of providers) {
      for (const currency of currencies()) {
        const { numerator, denominator } = worth(provider, currency)
        const wireStep = numerator * BigInt(codecFor(provider, currency)!.step)
        const payable = (minor: number) => (BigInt(minor) * denominator) % wireStep === 0n
        const smallest = Array.from({ length: 100 }, (_, index) => index + 1).find(payable)
        expect([provider, currency, stepInMinor(provider, currency)]).toEqual([provider, currency, smallest])
      }
    }
  })

  law(
    "answer anything with a Result",
    fc.tuple(fc.anything(), fc.anything(), fc.anything(), pair),
    ([a, b, c, known]) => {
      const answers = [
        decodeAmount(a as string, b as string, c as string),
        decodeAmount(known.provider, known.currency, c as string),
        encodeAmount(a as string, b as string, c as number),
        encodeAmount(known.provider, known.currency, c as number),
      ]
      for (const answer of answers) {
        if (answer.ok) continue
        expect(answer.faults).toHaveLength(1)
        expect(answer.faults[0]!.message).toMatch(/^(`[^]{0,103}`|null|an object|a list) [^]*[^.]$/)
      }
    },
  )
})
