import { decodeAmount, encodeAmount, exponentOf, isCurrency } from "@refund-rules/core"
import { jsonText, numberOf, readJson } from "@refund-rules/provider-kit"
import fc from "fast-check"
import { ok, strictEqual } from "node:assert/strict"
import { describe, it } from "vitest"
import {
  factOf,
  numberOfSession,
  referenceFrom,
  referenceIn,
  referenceOf,
  refundIdOf,
  sessionIdOf,
  statusIn,
  statusOut,
} from "../src/mapping.ts"
import { readExecution } from "../src/Wire.ts"
import { law } from "./law.ts"
import { sendingOf } from "./sending.ts"

/** Every code of three letters that is a currency: nothing is left out because nobody thought of it. */
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
const currencies = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c))).filter(isCurrency)

const currency = fc.constantFrom(...currencies)
const minor = fc.oneof(
  fc.nat(200_000),
  fc.constantFrom(0, 1, 99, 100, 2 ** 31, 2 ** 53 - 1, 2 ** 53 - 2),
  fc.maxSafeNat(),
)

const written = (text: string): string => JSON.stringify({ amount: numberOf(text) })
const readAmount = (body: string): string => {
  const read = readJson(body)
  ok(read.ok)
  return jsonText((read.value as { amount: unknown }).amount) ?? ""
}

describe("amounts on Dollr's wire", () => {
  it("are known for every currency there is", () => {
    ok(currencies.length > 150)
    for (const code of currencies) ok(encodeAmount("dollr", code, 1).ok, code)
  })
  law("come back exactly, whatever their size, in every currency", fc.tuple(currency, minor), ([code, amount]) => {
    const sent = encodeAmount("dollr", code, amount)
    ok(sent.ok)
    const read = decodeAmount("dollr", code, readAmount(written(sent.value)))
    ok(read.ok)
    strictEqual(read.value, amount)
  })
  law("never have more decimals than their currency", fc.tuple(currency, minor), ([code, amount]) => {
    const sent = encodeAmount("dollr", code, amount)
    ok(sent.ok)
    strictEqual(sent.value.split(".")[1]?.length ?? 0, exponentOf(code as never))
    ok(!decodeAmount("dollr", code, `${sent.value}${sent.value.includes(".") ? "" : "."}0`).ok)
  })
})

describe("Dollr's words", () => {
  law(
    "for a state of ours come back as one that holds the same money",
    fc.constantFrom(
      ...(["review", "accepted", "submitting", "unknown", "pending", "requires_action", "succeeded"] as const),
      ...(["failed", "canceled", "rejected"] as const),
    ),
    (status) => {
      const back = statusIn({ status: statusOut(status), requiresAction: status === "requires_action" })
      strictEqual(back === "failed", ["failed", "canceled", "rejected"].includes(status))
      strictEqual(back === "succeeded", status === "succeeded")
      strictEqual(back === "requires_action", status === "requires_action")
    },
  )
  law("that nobody here knows settle nothing", fc.tuple(fc.string(), fc.boolean()), ([status, requiresAction]) => {
    if (status !== "COMPLETED" && status !== "FAILED")
      strictEqual(statusIn({ status, requiresAction }), requiresAction ? "requires_action" : "pending")
  })
  law("for a session of ours lead back to it", fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (number) => {
    strictEqual(numberOfSession(sessionIdOf(number)), number)
  })
  law("for a reference lead to one refund, and back", fc.uuid({ version: 4 }), (uuid) => {
    strictEqual(referenceIn(uuid.toUpperCase()), uuid)
    strictEqual(referenceOf(refundIdOf(uuid)), uuid)
  })
  law("for any key are a reference that Dollr takes", fc.string({ unit: "binary", minLength: 1 }), (text) => {
    const hash = [...new TextEncoder().encode(text.padEnd(32, "x"))].map((byte) => byte.toString(16).padStart(2, "0"))
    const reference = referenceFrom(hash.join("").slice(0, 64))
    strictEqual(referenceIn(reference), reference)
  })
  law("that are no UUID of version 4 are no reference", fc.string({ maxLength: 40 }), (text) => {
    strictEqual(referenceIn(text), undefined)
  })
})

/** An execution as it is read, of a payment of 100.00 USD of which 40.00 are sent back. */
const said = (payer: readonly [string, string], payee: readonly [string, string]) => {
  const execution = readExecution(
    `{"reference_id":"A","status":"COMPLETED","payer_amount":${payer[0]},"payer_currency":"${payer[1]}",` +
      `"payee_amount":${payee[0]},"payee_currency":"${payee[1]}","operation_type":"REFUND"}`,
  )
  return execution === undefined ? undefined : factOf(sendingOf(), execution)
}

describe("an execution says the amount", () => {
  it.each([
    ["that both sides name", ["40.00", "USD"], ["40.00", "USD"], 4000, "USD"],
    ["that was sent, where the other side is less a fee", ["40", "USD"], ["39.20", "usd"], 4000, "USD"],
    ["that was sent, where the other side is in another currency", ["110000", "CDF"], ["40", "USD"], 4000, "USD"],
    ["of the payment's currency, though it is another than was sent", ["41", "USD"], ["1", "EUR"], 4100, "USD"],
    ["of who pays, where neither is in the payment's currency", ["1", "EUR"], ["2", "CDF"], 100, "EUR"],
  ] as const)("%s", (_, payer, payee, amount, code) => {
    const fact = said(payer, payee)
    strictEqual(`${fact?.amount} ${fact?.currency}`, `${amount} ${code}`)
  })
  it.each(['"40.00"', "40.001", "-40", "null"])("not where it is %s", (amount) => {
    strictEqual(said([amount, "USD"], [amount, "USD"]), undefined)
  })
})
