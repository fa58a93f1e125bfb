/** Lives of a shop: asks, a provider that fails, a store that fails, a process that dies, rounds, and time that passes. */
import {
  type Caller,
  type CrashAt,
  type LedgerStore,
  type NoticeBook,
  type PolicyBook,
  type Records,
  type RefundView,
} from "@refund-rules/engine"
import { Effect, type Layer } from "effect"
import fc from "fast-check"
import { testClock } from "../fakes/clock.ts"
import { type ProviderBehaviour, providerBehaviours, type ProviderSimulator } from "../fakes/providerSimulator.ts"
import { type GatewayService, simulatedGateway } from "../gateway/simulatedGateway.ts"
import type { CommitFailure } from "../store/StoreUnderTest.ts"
import { deskOver, type DeskOver } from "./deskOver.ts"

/**
 * What a desk keeps everything in, empty when it is made.
 *
 * @since 0.1.0
 */
export interface DeskStoreUnderTest {
  /** Built once for each process; each finds what those before it left. */
  readonly layer: Layer.Layer<LedgerStore | NoticeBook | PolicyBook | Records, unknown>
  /** Makes the next commit fail. */
  readonly failNext: (failure: CommitFailure) => void
  readonly close?: () => void | Promise<void>
}

/**
 * Makes a fresh store, whose leases go by the clock that is given.
 *
 * @since 0.1.0
 */
export type MakeDeskStore = (clock: () => number) => DeskStoreUnderTest | Promise<DeskStoreUnderTest>

/**
 * What is put around the gateway of a life.
 *
 * @since 0.1.0
 */
export type AroundGateway = (gateway: GatewayService, provider: ProviderSimulator) => GatewayService

export type Step =
  | { readonly _tag: "ask"; readonly key: number; readonly amount: number }
  | { readonly _tag: "provider"; readonly behaviour: ProviderBehaviour }
  | { readonly _tag: "commit fails"; readonly failure: CommitFailure }
  | { readonly _tag: "dies"; readonly at: CrashAt }
  | { readonly _tag: "round" }
  | { readonly _tag: "time"; readonly seconds: number }

const points: readonly CrashAt[] = ["after-intent", "after-send", "after-provider-reply", "before-outbox-ack"]
const failures: readonly CommitFailure[] = ["before commit", "after commit"]

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ _tag: fc.constant("ask"), key: fc.nat(5), amount: fc.integer({ min: 1, max: 6000 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ _tag: fc.constant("provider"), behaviour: fc.constantFrom(...providerBehaviours) }),
  },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("commit fails"), failure: fc.constantFrom(...failures) }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("dies"), at: fc.constantFrom(...points) }) },
  { weight: 6, arbitrary: fc.record({ _tag: fc.constant("round") }) },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("time"), seconds: fc.constantFrom(1, 5, 31, 600, 50_000) }) },
) as fc.Arbitrary<Step>

export const lives: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 1, maxLength: 40 })

const clerk: Caller = { scope: { merchant: "shop", mode: "test" }, actor: { id: "clerk" } }
const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }

/** How a life ended, once everything open had the time to end. */
export interface Lived {
  /** What each key was answered, as text. */
  readonly answers: ReadonlyMap<number, string>
  /** Whether some key was ever answered in two ways. */
  readonly isContradicted: boolean
  readonly refunds: readonly RefundView[]
  readonly movements: ReturnType<ProviderSimulator["movements"]>
  /** Held and refunded of the payment. */
  readonly taken: number
}

export const live = async (makeStore: MakeDeskStore, life: readonly Step[], around: AroundGateway): Promise<Lived> => {
  const clock = testClock()
  const store = await makeStore(clock.milliseconds)
  const { gateway, provider } = simulatedGateway()
  // A provider outlives the processes that speak to it.
  const running = processes(store, clock, around(gateway, provider))
  const told = answered()
  const take = async (one: Step): Promise<unknown> => {
    switch (one._tag) {
      case "ask":
        return told.ask(running.current(), one)
      case "provider":
        return provider.next(one.behaviour)
      case "commit fails":
        return store.failNext(one.failure)
      case "dies":
        return running.dieAt(one.at)
      case "round":
        return running.current().round()
      case "time":
        return clock.move(one.seconds)
    }
  }
  try {
    await running.begin()
    await Effect.runPromise(running.current().desk.registerPayment(clerk, payment))
    for (const one of life) {
      await take(one).catch(ifExpected)
      if (running.isDead()) await running.begin()
    }
    await running.begin()
    for (let turn = 0; turn < TURNS; turn++) {
      clock.move(turn < 20 ? 60 : 86_400)
      await running.current().round().catch(ifExpected)
    }
    const { desk } = running.current()
    const { items: refunds } = await Effect.runPromise(desk.refunds(clerk, {}, { limit: 100 }))
    const { held, refunded } = (await Effect.runPromise(desk.payment(clerk, "p1"))).balance
    return { ...told.all(), refunds, movements: provider.movements(), taken: held + refunded }
  } finally {
    await running.end()
    await store.close?.()
  }
}

/** What every key was answered. */
const answered = () => {
  const answers = new Map<number, string>()
  let isContradicted = false
  return {
    ask: async ({ desk }: DeskOver, { amount, key }: Extract<Step, { readonly _tag: "ask" }>): Promise<void> => {
      const once = { door: "native", key: `k${key}`, fingerprint: `${amount}` }
      const asking = desk.request(clerk, { key: once, paymentId: "p1", ask: { amount } })
      const told = JSON.stringify((await Effect.runPromise(asking)).answer)
      if ((answers.get(key) ?? told) !== told) isContradicted = true
      answers.set(key, told)
    },
    all: (): Pick<Lived, "answers" | "isContradicted"> => ({ answers, isContradicted }),
  }
}

/** Rounds at the end: minutes first, then days, until everything that can end has. */
const TURNS = 60

/** What a life may answer with by what was done to it; a process that died says nothing at all. */
const ifExpected = (error: unknown): void => {
  const { _tag, message } = error as { readonly _tag?: string; readonly message?: string }
  if (_tag === "StoreUnavailable" || _tag === "KeyReused" || message === DEATH) return
  throw error instanceof Error ? error : new Error(String(error))
}

const DEATH = "the process died"

/** One process after the other over the same store; a dead one is never heard of again. */
const processes = (store: DeskStoreUnderTest, clock: ReturnType<typeof testClock>, gateway: GatewayService) => {
  const begun: DeskOver[] = []
  let dying: CrashAt | undefined
  let isDead = false
  const crash = (at: CrashAt): void => {
    if (at !== dying && !isDead) return
    isDead = true
    throw new Error(DEATH)
  }
  return {
    begin: async (): Promise<void> => {
      isDead = false
      dying = undefined
      const generation = `${begun.length}_`
      begun.push(await deskOver({ layer: store.layer, clock, gateway, crash, generation }))
    },
    current: (): DeskOver => begun.at(-1)!,
    isDead: () => isDead,
    dieAt: (at: CrashAt): void => void (dying = at),
    end: async (): Promise<void> => {
      for (const { close } of begun) await close()
    },
  }
}
