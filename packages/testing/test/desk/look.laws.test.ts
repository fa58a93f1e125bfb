/** What comes of a provider's word that a refund succeeded which has failed here: it is looked into, and that comes to an end. */
import type { Outcome, ProviderFact } from "@refund-rules/engine"
import type { GatewayService } from "@refund-rules/testing"
import { Effect } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { alice, keyOf, openTestDesk, paid, scope } from "./bench.ts"
import { fact, scripted } from "./scripted.ts"

const runs = Number(process.env["LAW_RUNS"] ?? 300)
const seed = Number(process.env["LAW_SEED"] ?? 1)

type Found = ProviderFact | "unknown" | undefined

/** What says nothing of how it ended. */
const open: readonly Found[] = [
  undefined,
  "unknown",
  { ...fact, status: "pending" },
  { ...fact, status: "requires_action" },
]
const end: readonly ProviderFact[] = [
  fact,
  { ...fact, status: "failed" },
  { ...fact, status: "canceled" },
  { ...fact, amount: 6001 },
]

const failures: readonly Outcome[] = [
  { _tag: "Refused", code: "no" },
  { _tag: "Acknowledged", fact: { ...fact, status: "failed" } },
]

const HALF_A_DAY = 43_200
/** As many looks as a send has tries. */
const LOOKS = 8

/** A refund that failed, and of which a webhook says that it succeeded; the looks into it find this, one after the other. */
const contradicted = async (failure: Outcome, finds: readonly Found[], given: Partial<GatewayService> = {}) => {
  const left = [...finds]
  let looks = 0
  const find = () => Effect.sync(() => ((looks += 1), left.shift()))
  const opened = await openTestDesk({ gateway: scripted([failure], { find, ...given }).gateway })
  const { ask, clock, memory, round } = opened
  await ask.registerPayment(alice, paid())
  await ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  await round()
  const tell = () => ask.recordFact(alice, { ...fact, paymentId: "p1", refundId: "ref_1" })
  await tell()
  const pass = async (halfDays: number): Promise<readonly number[]> => {
    const rounds: number[] = []
    for (let count = 0; count < halfDays; count++) {
      rounds.push(await round())
      clock.move(HALF_A_DAY)
    }
    return rounds
  }
  const stands = async () => {
    const { items } = await Effect.runPromise(memory.records.incidents(scope, {}, { limit: 20 }))
    const { status } = await ask.refund(alice, "ref_1")
    return { status, looks, alarms: items.map(({ kind, refundId }) => `${kind} ${refundId ?? ""}`) }
  }
  return { ...opened, tell, pass, stands }
}

const told = "answer_mismatch ref_1"

describe("that a refund succeeded which failed here", () => {
  it("is looked into until the provider says how it ended, and after the last look a person is told", async () => {
    const life = fc.record({
      failure: fc.constantFrom(...failures),
      finds: fc.array(fc.oneof(fc.constantFrom(...open), fc.constantFrom(...end)), { minLength: 1, maxLength: 10 }),
      keyed: fc.boolean(),
      lookUp: fc.constantFrom("by-key" as const, "by-list" as const),
    })
    const holds = async ({ failure, finds, ...given }: typeof life extends fc.Arbitrary<infer A> ? A : never) => {
      const { pass, stands } = await contradicted(failure, finds, given)
      await pass(LOOKS + 2)
      const at = finds.slice(0, LOOKS).findIndex((one) => end.some((ending) => ending === one))
      const ending = at < 0 ? undefined : end.findIndex((one) => one === finds[at])
      expect(await stands()).toEqual({
        status: ending === 0 ? "succeeded" : "failed",
        looks: at < 0 ? LOOKS : at + 1,
        // A failure that it confirms is nothing that anybody has to be told of.
        alarms: ending === 1 || ending === 2 ? [] : [told],
      })
      expect(await pass(20)).toEqual(Array.from({ length: 20 }, () => 0))
    }
    await fc.assert(fc.asyncProperty(life, holds), { numRuns: runs, seed })
  }, 120_000)

  it.each([
    ["by-id" as const, failures[0]!, "cannot be asked"],
    ["none" as const, failures[0]!, "cannot be asked"],
    ["none" as const, failures[1]!, undefined],
  ])("goes to a person at once where nobody can be asked: %s after %o", async (lookUp, failure, words) => {
    const { memory, pass, stands } = await contradicted(failure, [fact], { keyed: false, lookUp })
    expect(await pass(20)).toEqual([1, ...Array.from({ length: 19 }, () => 0)])
    const alarms = words === undefined ? [] : [told]
    expect(await stands()).toEqual({ status: "failed", looks: 0, alarms })
    const { items } = await Effect.runPromise(memory.records.incidents(scope, {}, { limit: 20 }))
    expect(items.every(({ detail }) => detail.includes(words ?? ""))).toBe(true)
  })

  it("is looked into each time it is told, also where nothing changed since the last look", async () => {
    const { clock, pass, stands, tell } = await contradicted(failures[0]!, [{ ...fact, status: "failed" }, fact])
    await pass(1)
    expect(await stands()).toMatchObject({ status: "failed", looks: 1 })
    clock.move(1)
    await tell()
    await pass(1)
    expect(await stands()).toMatchObject({ status: "succeeded", looks: 2 })
  })
})

describe("a refund whose provider is to be asked, and to which no gateway speaks here", () => {
  it("waits, and a person is told once", async () => {
    const pending: Outcome = { _tag: "Acknowledged", fact: { ...fact, status: "pending" } }
    const { ask, clock, memory, round } = await openTestDesk({ gateway: scripted([pending]).gateway })
    await ask.registerPayment(alice, paid())
    await ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
    await round()
    const gateway = { ...scripted([]).gateway, provider: "elsewhere" }
    const without = await openTestDesk({ gateway, clock, memory, generation: "2_" })
    for (let minutes = 0; minutes < 10; minutes++) {
      clock.move(61)
      await without.round()
    }
    const { items } = await Effect.runPromise(memory.records.incidents(scope, {}, { limit: 20 }))
    expect(items.map(({ kind }) => kind)).toEqual(["gateway_auth"])
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "pending" })
    clock.move(61)
    expect(await round()).toBe(1)
  })
})
