import { openLedger, parsePayment } from "@refund-rules/core"
import { faultyStore, memoryStore, type StoreFault, storeLaws, testClock } from "@refund-rules/testing"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

const scope = { merchant: "shop", mode: "test" } as const

const tried = async (fault: StoreFault) => {
  const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 1 })
  const { store } = memoryStore()
  if (!parsed.ok) throw new Error("the payment of this table is well formed")
  await Effect.runPromise(store.open(scope, { ...openLedger(parsed.value).payment, id: "p" }))
  const key = { door: "native", key: "k", fingerprint: "f" }
  let judged = 0
  const judge = () => ({ events: [], answer: ++judged })
  const faulty = faultyStore(store, [fault])
  const first = await Effect.runPromise(Effect.result(faulty.changeOnce(scope, key, "p", judge)))
  const second = await Effect.runPromise(faulty.changeOnce(scope, key, "p", judge))
  return [first._tag, second._tag, judged]
}

describe("a faulty store", () => {
  it.each([
    ["none", "Success", "Replayed", 1],
    ["before commit", "Failure", "Done", 1],
    ["busy", "Failure", "Done", 1],
    ["after commit", "Failure", "Replayed", 1],
    ["slow", "Success", "Replayed", 1],
    ["conflicting", "Success", "Replayed", 2],
  ] as const)("that is %s answers %s, then %s, after %i judgements", async (fault, first, second, judged) => {
    expect(await tried(fault)).toEqual([first, second, judged])
  })

  it("obeys the laws where it is only slow or conflicting", async () => {
    const faults = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? "slow" : "conflicting"))
    for (const { check } of storeLaws(() => ({ store: faultyStore(memoryStore().store, faults as StoreFault[]) })))
      await check({ runs: 1 })
  })
})

describe("a clock of tests", () => {
  it("ends a lease when it is moved", () => {
    const clock = testClock()
    clock.move(-3600)
    expect(clock.instant()).toBe("2025-12-31T23:00:00.000Z")
  })
})
