/** Doubts that only two workers, or a death in the middle, bring about. */
import type { CrashAt, Outcome, ProviderFact } from "@refund-rules/engine"
import { memoryDesk, testClock } from "@refund-rules/testing"
import { Deferred, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { alice, keyOf, openTestDesk, type Opening, paid } from "./bench.ts"
import { fact, scripted } from "./scripted.ts"

const lost: Outcome = { _tag: "Unknown", cause: "reset" }
const unsent: Outcome = { _tag: "NotSent", cause: "no connection" }
const refused: Outcome = { _tag: "Refused", code: "already_refunded" }

/** What a look-up says of a refund that it knows for certain is not there. */
const absent: ProviderFact | undefined = undefined

const asked = async (opening: Opening) => {
  const opened = await openTestDesk(opening)
  await opened.ask.registerPayment(alice, paid())
  await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  return opened
}

describe("a doubt", () => {
  it("stays one through a try that did not get through: a refusal after it is not believed", async () => {
    const { gateway, sends } = scripted([lost, unsent, refused])
    const { ask, clock, round } = await asked({ gateway })
    for (let turn = 0; turn < 3; turn++) {
      await round()
      clock.move(30)
    }
    expect(sends).toHaveLength(3)
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "unknown" })
  })

  it("whose last try meets refused credentials is told to a person, as the credentials are", async () => {
    const unkeyed: Outcome = { _tag: "Misconfigured", cause: "401" }
    const { gateway } = scripted([lost, unkeyed])
    const { clock, memory, round } = await asked({ gateway, dispatch: { retrySeconds: [0, 5] } })
    await round()
    clock.move(5)
    await round()
    const { items } = await Effect.runPromise(memory.records.incidents(alice.scope, {}, { limit: 20 }))
    expect(items.map(({ kind }) => kind).toSorted()).toEqual(["gateway_auth", "unknown_outcome"])
  })

  it("begins where a process dies after it sent again: what moved is found, and a refusal is not believed", async () => {
    const clock = testClock()
    const memory = memoryDesk(clock.milliseconds)
    let dying: CrashAt | undefined
    const crash = (at: CrashAt): void => {
      if (at === dying) throw new Error(`died at ${at}`)
    }
    const { gateway, looks, sends } = scripted([unsent, { _tag: "Acknowledged", fact }, refused], {}, fact)
    const { ask, round } = await asked({ gateway, clock, memory, crash })
    await round()
    clock.move(5)
    dying = "after-send"
    await round()
    clock.move(31)
    dying = undefined
    await round()
    expect({ sends: sends.length, looks: looks.length }).toEqual({ sends: 2, looks: 1 })
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded" })
  })

  it("without keys waits until a send can no longer be under way before a look-up is believed", async () => {
    const { gateway, looks, sends } = scripted([lost], { keyed: false, lookUp: "by-list" })
    const { clock, round } = await asked({ gateway })
    await round()
    clock.move(39)
    await round()
    expect(looks).toEqual([])
    clock.move(1)
    await round()
    expect({ sends: sends.length, looks: looks.length }).toEqual({ sends: 2, looks: 1 })
  })

  it("is sent again by one of two workers only, however long the look-up of the other took", async () => {
    const clock = testClock()
    const memory = memoryDesk(clock.milliseconds)
    const slow = Deferred.makeUnsafe<ProviderFact | undefined>()
    const { gateway, sends } = scripted([lost], { keyed: false, lookUp: "by-list" })
    const first = await asked({ gateway: { ...gateway, find: () => Deferred.await(slow) }, clock, memory })
    const second = await openTestDesk({ gateway, clock, memory, generation: "2_" })
    await first.round()
    clock.move(60)
    const looking = first.round()
    clock.move(31)
    expect(await second.round()).toBe(1)
    expect(sends).toHaveLength(2)
    Deferred.doneUnsafe(slow, Effect.succeed(absent))
    await looking
    expect(sends).toHaveLength(2)
    expect(await second.ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded" })
  })

  it("is resent by one of two only, also where the second had not got an answer yet", async () => {
    const clock = testClock()
    const memory = memoryDesk(clock.milliseconds)
    const slow = Deferred.makeUnsafe<ProviderFact | undefined>()
    const never = scripted([lost, lost, lost], { keyed: false, lookUp: "by-list" })
    const first = await asked({ gateway: { ...never.gateway, find: () => Deferred.await(slow) }, clock, memory })
    const second = await openTestDesk({ gateway: never.gateway, clock, memory, generation: "2_" })
    await first.round()
    clock.move(60)
    const looking = first.round()
    clock.move(31)
    await second.round()
    expect(await second.ask.refund(alice, "ref_1")).toMatchObject({ status: "unknown" })
    Deferred.doneUnsafe(slow, Effect.succeed(absent))
    await looking
    expect(never.sends).toHaveLength(2)
  })
})
