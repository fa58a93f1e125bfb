/** Laws of the dispatcher against a provider that fails, a store that fails and a process that dies between any two steps. */
import type { CrashAt, ProviderFact, RefundView } from "@refund-rules/engine"
import {
  type CommitFailure,
  type GatewayService,
  memoryDesk,
  type ProviderBehaviour,
  providerBehaviours,
  type ProviderSimulator,
  simulatedGateway,
  testClock,
} from "@refund-rules/testing"
import { Effect } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { alice, keyOf, openTestDesk, type OpenedDesk, paid } from "./bench.ts"

type Step =
  | { readonly _tag: "ask"; readonly key: number; readonly amount: number }
  | { readonly _tag: "provider"; readonly behaviour: ProviderBehaviour }
  | { readonly _tag: "commit fails"; readonly failure: CommitFailure }
  | { readonly _tag: "dies"; readonly at: CrashAt }
  | { readonly _tag: "round" }
  | { readonly _tag: "time"; readonly seconds: number }

const points: readonly CrashAt[] = ["after-intent", "after-send", "after-provider-reply", "before-outbox-ack"]

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ _tag: fc.constant("ask"), key: fc.nat(5), amount: fc.integer({ min: 1, max: 6000 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ _tag: fc.constant("provider"), behaviour: fc.constantFrom(...providerBehaviours) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        _tag: fc.constant("commit fails"),
        failure: fc.constantFrom<CommitFailure>("before commit", "after commit"),
      }),
    },
    { weight: 2, arbitrary: fc.record({ _tag: fc.constant("dies"), at: fc.constantFrom(...points) }) },
    { weight: 6, arbitrary: fc.record({ _tag: fc.constant("round") }) },
    { weight: 3, arbitrary: fc.record({ _tag: fc.constant("time"), seconds: fc.constantFrom(1, 5, 31, 600, 50_000) }) },
  ) as fc.Arbitrary<Step>,
  { minLength: 1, maxLength: 40 },
)

/** What is put around the gateway of a life. */
type Around = (gateway: GatewayService, provider: ProviderSimulator) => GatewayService

/** A provider that knows no keys: every send is another refund to it, found again by our name for it. */
const keyless: Around = (gateway, provider) => {
  const sent = new Map<string, string[]>()
  return {
    ...gateway,
    keyed: false,
    lookUp: "by-list",
    send: (sending) => {
      const names = sent.get(sending.key) ?? []
      sent.set(sending.key, [...names, `${sending.key} ${names.length + 1}`])
      return gateway.send({ ...sending, key: `${sending.key} ${names.length + 1}` })
    },
    find: ({ key }) =>
      Effect.sync(() => (sent.get(key) ?? []).map((name) => provider.lookUp(name)).find((fact) => fact !== undefined)),
  }
}

/** One life of a shop: what was answered, what the provider truly moved, and how everything stood in the end. */
const live = async (life: readonly Step[], around: Around = (gateway) => gateway) => {
  const clock = testClock()
  const memory = memoryDesk(clock.milliseconds)
  const { gateway, provider } = simulatedGateway()
  // A provider outlives the processes that speak to it.
  const wrapped = around(gateway, provider)
  let dying: CrashAt | undefined
  let generation = 0
  let isDead = false
  const crash = (at: CrashAt): void => {
    if (at !== dying && !isDead) return
    isDead = true
    throw new Error(`the process died at ${at}`)
  }
  const begin = (): Promise<OpenedDesk> => {
    isDead = false
    dying = undefined
    return openTestDesk({ clock, memory, crash, gateway: wrapped, generation: `${generation++}_` })
  }
  let opened = await begin()
  await opened.ask.registerPayment(alice, paid())
  const answers = new Map<number, string>()
  const take = async (step: Step): Promise<void> => {
    switch (step._tag) {
      case "ask": {
        const { amount, key } = step
        const input = { key: keyOf(`k${key}`, `${amount}`), paymentId: "p1", ask: { amount } }
        const { answer } = await opened.ask.request(alice, input)
        const told = JSON.stringify(answer)
        expect(answers.get(key) ?? told).toBe(told)
        answers.set(key, told)
        return
      }
      case "provider":
        return provider.next(step.behaviour)
      case "commit fails":
        return memory.failNext(step.failure)
      case "dies":
        dying = step.at
        return
      case "round":
        return void (await opened.round())
      case "time":
        return clock.move(step.seconds)
    }
  }
  for (const step of life) {
    await take(step).catch((error: { readonly _tag?: string }) => {
      if (error._tag !== "StoreUnavailable" && error._tag !== "KeyReused") throw error
    })
    if (isDead) opened = await begin()
  }
  const end = async (): Promise<readonly RefundView[]> => {
    opened = await begin()
    for (let turn = 0; turn < 60; turn++) {
      clock.move(turn < 20 ? 60 : 86_400)
      await opened.round().catch(() => undefined)
    }
    return (await opened.ask.refunds(alice, {}, { limit: 100 })).items
  }
  return { answers, end, provider, balance: async () => (await opened.ask.payment(alice, "p1")).balance }
}

type Law = (life: readonly Step[], around?: Around) => Promise<void>

const nothingTwice: Law = async (life, around) => {
  const { end, provider } = await live(life, around)
  await end()
  const moved = provider.movements()
  const refunds = moved.map(({ key }) => key.split(" ")[0])
  expect(new Set(refunds).size).toBe(moved.length)
  expect(moved.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(10_000)
}

const endsAsItWas: Law = async (life, around) => {
  const { end, provider } = await live(life, around)
  const refunds = await end()
  const moved = new Map(provider.movements().map((one) => [one.key.split(" ")[0], one]))
  for (const { amount, id, status } of refunds) {
    expect(["succeeded", "pending", "failed"]).toContain(status)
    expect(moved.get(`rr_${id}`)?.amount).toBe(status === "failed" ? undefined : amount)
  }
  expect(moved.size).toBe(refunds.filter(({ status }) => status !== "failed").length)
}

const nothingLost: Law = async (life, around) => {
  const { answers, balance, end } = await live(life, around)
  const refunds = new Map((await end()).map((one) => [one.id, one]))
  for (const told of answers.values()) {
    const answer = JSON.parse(told) as { readonly _tag: string; readonly refund?: RefundView }
    if (answer._tag === "Accepted") expect(refunds.get(answer.refund!.id)?.amount).toBe(answer.refund!.amount)
  }
  const taking = [...refunds.values()].filter(({ status }) => status !== "failed")
  const { held, refunded } = await balance()
  expect(held + refunded).toBe(taking.reduce((sum, { amount }) => sum + amount, 0))
}

const runs = Number(process.env["LAW_RUNS"] ?? 100)
const limit = { timeout: 60_000 + runs * 100 }

const over = (law: Law, around?: Around): Promise<void> =>
  fc.assert(
    fc.asyncProperty(steps, (life) => law(life, around)),
    { numRuns: runs, seed: Number(process.env["LAW_SEED"] ?? 1) },
  )

describe("whatever the provider, the store and the process do", () => {
  it("no more moves than was captured, and nothing twice", limit, () => over(nothingTwice))
  it("every refund ends as what truly happened to it", limit, () => over(endsAsItWas))
  it("what was answered as accepted is there, all of its money held or spent", limit, () => over(nothingLost))
  it("without keys nothing moves twice either", limit, () => over(nothingTwice, keyless))
  it("without keys every refund ends as what truly happened to it", limit, () => over(endsAsItWas, keyless))
})

describe("these laws find", () => {
  it("a key that changes from try to try", limit, async () => {
    const changing: Around = (gateway) => ({
      ...gateway,
      find: () => Effect.succeed("unknown" as const),
      send: (sending) => gateway.send({ ...sending, key: `${sending.key} ${sending.attempt}` }),
    })
    await expect(over(nothingTwice, changing)).rejects.toThrow("Property failed")
  })

  it("a silence that is taken for a refusal", limit, async () => {
    const hasty: Around = (gateway) => ({
      ...gateway,
      send: (sending) =>
        Effect.map(gateway.send(sending), (one) =>
          one._tag === "Unknown" ? { _tag: "Refused", code: "silence" } : one,
        ),
    })
    await expect(over(endsAsItWas, hasty)).rejects.toThrow("Property failed")
  })

  it("a look-up that denies what moved, where there are no keys", limit, async () => {
    const absent: ProviderFact | undefined = undefined
    const blind: Around = (gateway, provider) => ({
      ...keyless(gateway, provider),
      find: () => Effect.succeed(absent),
    })
    await expect(over(nothingTwice, blind)).rejects.toThrow("Property failed")
  })
})
