/** Commits that are held up while a lease runs out and another worker comes: nothing is sent twice, and no late word is believed. */
import { LedgerStore, type Outcome, type ProviderFact } from "@refund-rules/engine"
import { type GatewayService, type MemoryDesk, memoryDesk, type TestClock, testClock } from "@refund-rules/testing"
import { Deferred, Effect, Layer } from "effect"
import { beforeEach, describe, expect, it } from "vitest"
import { alice, keyOf, type OpenedDesk, openTestDesk, paid, scope } from "./bench.ts"
import { fact, scripted } from "./scripted.ts"

const unsent: Outcome = { _tag: "NotSent", cause: "no connection" }
const done: Outcome = { _tag: "Acknowledged", fact }
const silent: Outcome = { _tag: "Unknown", cause: "no answer in time" }
const refused: Outcome = { _tag: "Refused", code: "insufficient_balance" }

type Where = "before it is there" | "before it is answered"

/** A worker's own way to the memory: its next change, or the one after so many, is held up until it is let go. */
const heldUp = (memory: MemoryDesk) => {
  let held: { after: number; readonly where: Where; readonly gate: Deferred.Deferred<void> } | undefined
  const change: MemoryDesk["store"]["change"] = (scope, paymentId, judge, looking) =>
    Effect.suspend(() => {
      const real = memory.store.change(scope, paymentId, judge, looking)
      if (held === undefined || held.after-- > 0) return real
      const { gate, where } = held
      held = undefined
      return where === "before it is there"
        ? Effect.andThen(Deferred.await(gate), real)
        : Effect.tap(real, () => Deferred.await(gate))
    })
  const layer = Layer.merge(memory.layer, Layer.succeed(LedgerStore, { ...memory.store, change }))
  return {
    memory: { ...memory, layer },
    /** Holds it up; what is given back lets it go. */
    hold: (where: Where, after = 0): (() => void) => {
      const gate = Deferred.makeUnsafe<void>()
      held = { after, where, gate }
      return () => Deferred.doneUnsafe(gate, Effect.void)
    },
  }
}

let clock: TestClock
let memory: MemoryDesk
beforeEach(() => {
  clock = testClock()
  memory = memoryDesk(clock.milliseconds)
})

const worker = (gateway: GatewayService, generation: string, over: MemoryDesk = memory): Promise<OpenedDesk> =>
  openTestDesk({ gateway, clock, memory: over, generation })

/** Two workers on one refund that was accepted; the first one's commits can be held up. */
const two = async (first: GatewayService, second: GatewayService) => {
  const { hold, memory: held } = heldUp(memory)
  const [one, other] = [await worker(first, "", held), await worker(second, "2_")]
  await one.ask.registerPayment(alice, paid({ references: { order: "o1" } }))
  await one.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  return { one, other, hold, status: async () => (await other.ask.refund(alice, "ref_1")).status }
}

const without = { keyed: false, lookUp: "by-list" } as const

/** A gateway whose send is answered when it is told to be. */
const slowly = (outcome: Outcome, given: Partial<GatewayService> = {}) => {
  const { gateway, sends } = scripted([outcome], given)
  const answer = Deferred.makeUnsafe<void>()
  const slow: GatewayService = {
    ...gateway,
    send: (sending) => Effect.flatMap(gateway.send(sending), (one) => Effect.as(Deferred.await(answer), one)),
  }
  return { gateway: slow, sends, answer: () => Deferred.doneUnsafe(answer, Effect.void) }
}

/** After so many seconds another comes and is at the provider; then whoever was held up goes on. Gives how the other ends. */
const overtaken = async (
  seconds: number,
  other: OpenedDesk,
  theirs: ReturnType<typeof slowly>,
  [letGo, heldUp]: readonly [() => void, Promise<unknown>],
): Promise<() => Promise<unknown>> => {
  clock.move(seconds)
  const others = other.round()
  await expect.poll(() => theirs.sends.length).toBe(1)
  letGo()
  await heldUp
  return () => {
    theirs.answer()
    return others
  }
}

describe("without keys", () => {
  it.each([16, 36, 41])("a send whose intent took %i seconds to commit is not begun", async (seconds) => {
    const [mine, theirs] = [scripted([done], without), scripted([done], without)]
    const { hold, one, other, status } = await two(mine.gateway, theirs.gateway)
    const letGo = hold("before it is answered")
    const sending = one.round()
    clock.move(seconds)
    await other.round()
    letGo()
    await sending
    expect(mine.sends).toEqual([])
    for (let turn = 0; turn < 3; turn++) {
      clock.move(60)
      await other.round()
    }
    expect([theirs.sends.length, await status()]).toEqual([1, "succeeded"])
  })

  it("a try again whose intent comes after another's is none", async () => {
    const [mine, theirs] = [scripted([unsent, done], without), slowly(done, without)]
    const { hold, one, other, status } = await two(mine.gateway, theirs.gateway)
    await one.round()
    clock.move(5)
    const letGo = hold("before it is there")
    const sending = one.round()
    const end = await overtaken(31, other, theirs, [letGo, sending])
    expect(mine.sends).toHaveLength(1)
    await end()
    expect(await status()).toBe("succeeded")
  })

  it("what did not get through is not sent as if for the first time where another sent it meanwhile", async () => {
    const [mine, theirs] = [scripted([unsent, done], without), slowly(done, without)]
    const { hold, one, other, status } = await two(mine.gateway, theirs.gateway)
    const letGo = hold("before it is there", 1)
    const sending = one.round()
    const end = await overtaken(41, other, theirs, [letGo, sending])
    clock.move(6)
    await one.round()
    expect(mine.sends).toHaveLength(1)
    await end()
    expect(await status()).toBe("succeeded")
  })

  it("a silence that is kept late says nothing of what another sent meanwhile", async () => {
    const [mine, theirs] = [scripted([silent, done], without), slowly(done, without)]
    const { hold, one, other, status } = await two(mine.gateway, theirs.gateway)
    const letGo = hold("before it is there", 1)
    const sending = one.round()
    // Until it was answered with nothing, and waits to write that down.
    await expect.poll(() => mine.sends.length).toBe(1)
    const end = await overtaken(41, other, theirs, [letGo, sending])
    clock.move(35)
    await one.round()
    expect(mine.sends).toHaveLength(1)
    await end()
    expect(await status()).toBe("succeeded")
  })

  it("a look-up that told nothing, and is kept late, says nothing of what another sent meanwhile", async () => {
    const answers: (ProviderFact | "unknown" | undefined)[] = ["unknown", undefined]
    const [script, theirs] = [scripted([silent, done], without), slowly(done, without)]
    const mine = { ...script.gateway, find: () => Effect.sync(() => answers.shift()) }
    const { hold, one, other, status } = await two(mine, theirs.gateway)
    await one.round()
    clock.move(41)
    const letGo = hold("before it is there")
    const looking = one.round()
    const end = await overtaken(31, other, theirs, [letGo, looking])
    clock.move(12)
    await one.round()
    expect(script.sends).toHaveLength(1)
    await end()
    expect(await status()).toBe("succeeded")
  })

  it("a look-up does not lead to a send where the try before turns out not to have got through", async () => {
    const looking = Deferred.makeUnsafe<ProviderFact | undefined>()
    const mine = scripted([unsent, done], without)
    const theirs = scripted([done], without)
    const asking = { ...theirs.gateway, find: () => Deferred.await(looking) }
    const { hold, one, other, status } = await two(mine.gateway, asking)
    const letGo = hold("before it is there", 1)
    const sending = one.round()
    clock.move(41)
    const others = other.round()
    letGo()
    await sending
    clock.move(5)
    await one.round()
    Deferred.doneUnsafe(looking, Effect.undefined)
    await others
    expect([mine.sends.length, theirs.sends.length, await status()]).toEqual([2, 0, "succeeded"])
  })
})

describe("with keys", () => {
  it("a send that was too late to be made, however often, is made at once when it is not: nobody was in its way", async () => {
    const mine = scripted([done])
    const { hold, one, status } = await two(mine.gateway, mine.gateway)
    for (let times = 0; times < 4; times++) {
      const letGo = hold("before it is answered")
      const sending = one.round()
      await new Promise((resolve) => setImmediate(resolve))
      clock.move(31)
      letGo()
      expect(await sending).toBe(1)
      expect([mine.sends.length, await status()]).toEqual([0, "submitting"])
    }
    expect(await one.round()).toBe(1)
    expect([mine.sends.length, await status()]).toEqual([1, "succeeded"])
  })

  it("a refusal that is kept late lets nothing go where another sent it meanwhile", async () => {
    const [mine, theirs] = [scripted([refused]), slowly(done)]
    const { hold, one, other, status } = await two(mine.gateway, theirs.gateway)
    const letGo = hold("before it is there", 1)
    const sending = one.round()
    const end = await overtaken(31, other, theirs, [letGo, sending])
    const { held } = (await other.ask.payment(alice, "p1")).balance
    expect([await status(), held]).toEqual(["submitting", 6000])
    await end()
    expect(await status()).toBe("succeeded")
  })

  it("a refusal is not believed where the provider itself told meanwhile that it is done", async () => {
    const mine = slowly(refused)
    const { one, status } = await two(mine.gateway, mine.gateway)
    const sending = one.round()
    await expect.poll(() => mine.sends.length).toBe(1)
    const tells = { references: { order: "o1" }, refundId: "ref_1", fact }
    const notice = { provider: "sandbox", id: "evt_1", type: "refund.updated", tells }
    expect(await Effect.runPromise(one.inbox.take(scope, notice))).toBe("taken")
    mine.answer()
    await sending
    expect(await status()).toBe("succeeded")
  })
})
