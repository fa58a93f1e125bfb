/** Versions of policies as they stand: kept, deciding beside the one in force, or in force. */
import type { ShadowRuling } from "@refund-rules/engine"
import { LedgerStore } from "@refund-rules/engine"
import { type MemoryDesk, memoryDesk } from "@refund-rules/testing"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { alice, keyOf, openTestDesk, paid, policyOf, reviewAbove, scope } from "./bench.ts"

const AT = "2026-01-01T00:00:00.000Z"

/** A memory that tells what the version in shadow said to each change. */
const overheard = (): { readonly memory: MemoryDesk; readonly said: (ShadowRuling | undefined)[] } => {
  const memory = memoryDesk()
  const said: (ShadowRuling | undefined)[] = []
  const { store } = memory
  const heard = LedgerStore.of({
    ...store,
    changeOnce: (of, key, paymentId, judge, looking) =>
      store.changeOnce(
        of,
        key,
        paymentId,
        (ledger, past) => {
          const judgement = judge(ledger, past)
          said.push(judgement.shadow)
          return judgement
        },
        looking,
      ),
  })
  return { memory: { ...memory, layer: Layer.merge(memory.layer, Layer.succeed(LedgerStore, heard)) }, said }
}

const refuseAbove = (amount: number) => ({ ...reviewAbove(amount), otherwise: "Refuse" })

const opened = async () => {
  const { memory, said } = overheard()
  const { ask } = await openTestDesk({ memory })
  await ask.registerPayment(alice, paid())
  const publish = (amount: number, status: "draft" | "shadow" | "active", more = {}) =>
    Effect.runPromise(memory.policies.publish(scope, policyOf([refuseAbove(amount)], more), AT, { status }))
  const request = async (key: string, amount: number) =>
    (await ask.request(alice, { key: keyOf(key), paymentId: "p1", ask: { amount } })).answer
  return { memory, said, ask, publish, request }
}

describe("a version of a policy", () => {
  it("that is a draft decides nothing, beside nothing", async () => {
    const { publish, request, said } = await opened()
    await publish(500, "draft")
    expect((await request("a", 600))._tag).toBe("Accepted")
    expect(said).toEqual([undefined])
  })

  it("in shadow says what it would have said, and the refund is answered by the one in force", async () => {
    const { publish, request, said } = await opened()
    await publish(1000, "active")
    await publish(500, "shadow")
    expect([(await request("a", 600))._tag, (await request("b", 400))._tag]).toEqual(["Accepted", "Accepted"])
    expect(said.map((one) => [one?.policy.version, one?.verdict, one?.amount, one?.beside.amount])).toEqual([
      [2, "Refuse", 0, 600],
      [2, "Approve", 400, 400],
    ])
    expect(said[0]!.codes).toEqual(["amount_above_limit"])
  })

  it("that cannot be judged costs no refund its answer", async () => {
    const { memory, request, said } = await opened()
    // Published by a later release, with a requirement that this one has no meaning for.
    const later = { ...policyOf([]), rules: [{ id: "x", requires: { _tag: "OfALaterRelease" }, otherwise: "Refuse" }] }
    await Effect.runPromise(memory.policies.publish(scope, later as never, AT, { status: "shadow" }))
    expect((await request("a", 600))._tag).toBe("Accepted")
    expect(said.map((one) => [one?.verdict, one?.failure])).toEqual([[undefined, expect.stringContaining("TypeError")]])
  })

  it("of a policy that has none in force decides beside `default`, and never instead of it", async () => {
    const { ask, memory, said } = await opened()
    await Effect.runPromise(memory.policies.publish(scope, policyOf([refuseAbove(100)]), AT))
    const own = policyOf([], { id: "lenient" })
    await Effect.runPromise(memory.policies.publish(scope, own, AT, { status: "shadow" }))
    await ask.registerPayment(alice, paid({ id: "p2", policyId: "lenient" }))
    const { answer } = await ask.request(alice, { key: keyOf("k"), paymentId: "p2", ask: { amount: 200 } })
    expect(answer._tag).toBe("Refused")
    expect(said.map((one) => [one?.policy.id, one?.verdict])).toEqual([["lenient", "Approve"]])
  })

  it("is in force from its instant on, and binds nothing any more once it is a draft again", async () => {
    const { memory, publish, request } = await opened()
    await publish(1000, "active")
    await publish(500, "draft")
    const stand = (status: "draft" | "active", effectiveFrom?: string) =>
      Effect.runPromise(
        memory.policies.setStatus(
          scope,
          { id: "default", version: 2 },
          { status, ...(effectiveFrom === undefined ? {} : { effectiveFrom }) },
          AT,
        ),
      )
    await stand("active", "2099-01-01T00:00:00.000Z")
    expect((await request("a", 600))._tag).toBe("Accepted")
    await stand("active", AT)
    expect((await request("b", 600))._tag).toBe("Refused")
    await stand("draft")
    expect((await request("c", 600))._tag).toBe("Accepted")
  })

  it("is never taken back by publishing the same again, and brought forward by it", async () => {
    const { publish } = await opened()
    expect((await publish(500, "draft")).status).toBe("draft")
    expect((await publish(500, "shadow")).status).toBe("shadow")
    expect(await publish(500, "active")).toMatchObject({ version: 1, status: "active", effectiveFrom: AT })
    expect((await publish(500, "draft")).status).toBe("active")
  })
})
