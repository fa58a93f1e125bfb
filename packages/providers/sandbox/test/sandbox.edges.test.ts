import { openSandbox } from "@refund-rules/provider-sandbox"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { heard, isHanging, sendingOf } from "./bench.ts"

const fact = { providerRefundId: "sbx_rr_r1", amount: 4000, currency: "EUR" }
const acknowledged = (status: string) => ({ _tag: "Acknowledged", fact: { ...fact, status } })

/** The word, what the first send comes to, how many movements there are then, and what a look-up says. */
const rows: readonly (readonly [string, object, number, unknown])[] = [
  ["", acknowledged("succeeded"), 1, { ...fact, status: "succeeded" }],
  ["succeed", acknowledged("succeeded"), 1, { ...fact, status: "succeeded" }],
  ["webhook_late, succeed", acknowledged("succeeded"), 1, { ...fact, status: "succeeded" }],
  ["pending", acknowledged("pending"), 1, { ...fact, status: "pending" }],
  ["review", acknowledged("pending"), 1, { ...fact, status: "pending" }],
  ["requires_action", acknowledged("requires_action"), 1, { ...fact, status: "requires_action" }],
  ["fail", acknowledged("failed"), 0, { ...fact, status: "failed" }],
  ["fail_later", acknowledged("pending"), 1, { ...fact, status: "failed" }],
  ["hang", { _tag: "Unknown" }, 0, undefined],
  ["hang_after_move", { _tag: "Unknown" }, 1, { ...fact, status: "succeeded" }],
  ["error_after_move", { _tag: "Unknown" }, 1, { ...fact, status: "succeeded" }],
  ["not_json", { _tag: "Unknown" }, 1, { ...fact, status: "succeeded" }],
  ["wrong_amount", { _tag: "Unknown", fact: { amount: 4001 } }, 1, { ...fact, status: "succeeded" }],
  ["wrong_currency", { _tag: "Unknown", fact: { currency: "USD" } }, 1, { ...fact, status: "succeeded" }],
  ["refuse_already_refunded", { _tag: "Refused", code: "already_refunded" }, 0, undefined],
  ["unauthorized", { _tag: "Misconfigured" }, 0, undefined],
  ["rate_limited", { _tag: "NotNow", retryAfterSeconds: 1 }, 0, undefined],
]

describe("the sandbox, told to", () => {
  it.each(rows)("`%s`", async (behaviour, outcome, movements, found) => {
    const { gateway, movements: moved } = await openSandbox()
    expect(await heard(gateway.send(sendingOf(behaviour)), isHanging(behaviour))).toMatchObject(outcome)
    expect(await moved("p1")).toHaveLength(movements)
    expect(await Effect.runPromise(gateway.find(sendingOf(behaviour)))).toEqual(found)
  })
})

describe("the sandbox", () => {
  it("moves what it limited when it is asked again", async () => {
    const { gateway } = await openSandbox()
    await heard(gateway.send(sendingOf("rate_limited")))
    expect(await heard(gateway.send(sendingOf("rate_limited")))).toEqual(acknowledged("succeeded"))
  })

  it("settles what is pending, and gives back what failed", async () => {
    const { gateway, movements, settle } = await openSandbox()
    await heard(gateway.send(sendingOf("pending")))
    expect(await settle("sbx_rr_r1", "succeeded")).toBe(true)
    expect(await movements()).toMatchObject([{ status: "succeeded", payment: "p1", key: "rr_r1" }])
    expect(await settle("sbx_rr_r1", "failed")).toBe(true)
    expect(await movements()).toEqual([])
    expect(await settle("sbx_rr_r9", "succeeded")).toBe(false)
  })
})
