/** Every try of a message, row by row, on a clock that stands still: when it comes, which is the last, and what a replay begins. */
import { randomBytes } from "node:crypto"
import { type Message, SteadyClock, WebhookBook } from "@refund-rules/engine"
import { sending } from "@refund-rules/server/outgoing/sending"
import { Webhooks } from "@refund-rules/server/outgoing/Webhooks"
import { readSettings } from "@refund-rules/server/settings/readSettings"
import { SqliteStore } from "@refund-rules/store-sqlite"
import { testClock } from "@refund-rules/testing"
import { Clock, Context, Effect, Exit, Layer, Random, Redacted, References, Scope } from "effect"
import { afterEach, describe, expect, it } from "vitest"
import { receiver, verified } from "./receiver.ts"

const scope = { merchant: "shop", mode: "test" } as const
const START = "2026-01-01T00:00:00.000Z"

/** Each try, and how long after the first it comes: hours, minutes and seconds. */
const tries: readonly (readonly [number, string])[] = [
  [1, "0:00:00"],
  [2, "0:00:05"],
  [3, "0:05:05"],
  [4, "0:35:05"],
  [5, "2:35:05"],
  [6, "7:35:05"],
  [7, "17:35:05"],
  [8, "31:35:05"],
  [9, "51:35:05"],
  [10, "75:35:05"],
]

const secondsOf = (text: string): number => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)

const LOOK_SECONDS = 300

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** The settings as they are where nobody sets anything, but for one receiver on this machine. */
const settingsFor = (port: number) =>
  Effect.runPromise(
    readSettings({
      REFUND_RULES_SECRETS_KEY: randomBytes(32).toString("hex"),
      REFUND_RULES_WEBHOOK_ALLOW: `127.0.0.1:${port}`,
    }),
  )

/** A receiver over a real socket, a real store, and time that moves only when it is told to; `takes` counts what came. */
const shop = async (takes: (count: number) => boolean, chance = 0.5) => {
  const clock = testClock(START)
  const one = await receiver((response, _received, count) => response.writeHead(takes(count) ? 204 : 500).end())
  closing.push(async () => one[Symbol.asyncDispose]())
  const settings = await settingsFor(one.port)
  const life = Scope.makeUnsafe()
  closing.push(() => Effect.runPromise(Scope.close(life, Exit.void)))
  const layer = Layer.mergeAll(Webhooks.layer(settings), SteadyClock.layerOf(clock.milliseconds)).pipe(
    Layer.provideMerge(SqliteStore.layer({ url: ":memory:", clock: clock.milliseconds })),
  )
  const services = await Effect.runPromise(Layer.buildWithScope(layer, life))
  const run = <A, E>(effect: Effect.Effect<A, E, Layer.Success<typeof layer>>): Promise<A> =>
    Effect.runPromise(
      Effect.provide(effect, services).pipe(
        Effect.provideService(Clock.Clock, still(clock.milliseconds)),
        Effect.provideService(Random.Random, { nextDoubleUnsafe: () => chance, nextIntUnsafe: () => 0 }),
        Effect.provideService(References.MinimumLogLevel, "None"),
      ),
    )
  const book = Context.get(services, WebhookBook)
  const made = await run(Context.get(services, Webhooks).make(scope, "w1", { url: one.url }))
  if (typeof made === "string") throw new Error(made)
  const queue = (...messages: readonly string[]) =>
    run(
      book.queue({ position: 0, turn: 0 }, { position: 1, turn: 0 }, () =>
        messages.map((id, index) => messageOf(id, index + 1)),
      ),
    )
  const { lease } = await run(sending(settings, "w"))
  /** Sends what is due, and tells how much that was. */
  const round = async (): Promise<number> => {
    const sends = await run(lease)
    for (const send of sends) await run(send)
    return sends.length
  }
  const standing = async () =>
    ((await run(book.deliveries(scope, "w1", {}, 10))) ?? [])
      .toReversed()
      .map(({ id, status, tries: count }) => `${id} ${status} ${count}`)
  return { book, clock, lease, one, queue, round, run, secret: Redacted.value(made.secret), standing }
}

/** The time of day as it is told; what is waited for is waited for by the machine's own. */
const still = (milliseconds: () => number): Clock.Clock => {
  const machine = Effect.runSync(Clock.clockWith(Effect.succeed))
  return {
    currentTimeMillisUnsafe: milliseconds,
    currentTimeMillis: Effect.sync(milliseconds),
    currentTimeNanosUnsafe: () => BigInt(milliseconds()) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(milliseconds()) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => machine.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: machine.monotonicTimeNanos,
    sleep: (duration) => machine.sleep(duration),
  }
}

const messageOf = (id: string, sequence: number): Message => {
  const body = JSON.stringify({ id, type: "refund.succeeded", sequence })
  return { scope, webhookId: "w1", id, lane: "refund r1", sequence, type: "refund.succeeded", body, at: START }
}

type Shop = Awaited<ReturnType<typeof shop>>

/** Lives from try to try: not a millisecond before its instant, and then at once. */
const throughTries = async ({ clock, round }: Shop, upTo = 10): Promise<void> => {
  let at = 0
  for (const [count, instant] of tries.slice(0, upTo)) {
    const wait = secondsOf(instant) - at
    at += wait
    if (wait > 0) {
      clock.move(wait - 0.001)
      expect([count, await round()]).toEqual([count, 0])
      clock.move(0.001)
    }
    expect([count, await round()]).toEqual([count, 1])
  }
}

describe("a message", () => {
  it("that is never taken is tried ten times within 75 h 35 m, each time the same and newly signed, and is dead then", async () => {
    const opened = await shop(() => false)
    await opened.queue("m1")
    for (const [count] of tries.slice(0, -1)) {
      await opened.round()
      expect(await opened.standing()).toEqual([`m1 waiting ${count}`])
      opened.clock.move(secondsOf(tries[count]![1]) - secondsOf(tries[count - 1]![1]))
    }
    await opened.round()
    expect(await opened.standing()).toEqual(["m1 dead 10"])
    const { received } = opened.one
    const stamps = received.map(({ headers }) => Number(headers["webhook-timestamp"]) - Date.parse(START) / 1000)
    expect(stamps).toEqual(tries.map(([, instant]) => secondsOf(instant)))
    expect(new Set(received.map(({ body, headers }) => `${String(headers["webhook-id"])} ${body}`)).size).toBe(1)
    expect(received.every((one) => verified(one, opened.secret) === 0)).toBe(true)
    for (let day = 0; day < 30; day++) {
      opened.clock.move(86_400)
      expect(await opened.round()).toBe(0)
    }
  })

  it("is tried at its instants and not a millisecond before", async () => {
    const opened = await shop(() => false)
    await opened.queue("m1")
    await throughTries(opened)
    expect(await opened.standing()).toEqual(["m1 dead 10"])
  })

  it.each([1, 2, 9, 10])("that is taken at try %i is delivered, and never sent again", async (at) => {
    const opened = await shop((count) => count === at)
    await opened.queue("m1")
    await throughTries(opened, at)
    expect(await opened.standing()).toEqual([`m1 delivered ${at}`])
    opened.clock.move(30 * 86_400)
    expect(await opened.round()).toBe(0)
    expect(opened.one.received).toHaveLength(at)
  })

  it("that is dead begins anew once it is replayed, and may be dead again", async () => {
    const opened = await shop((count) => count === 21)
    await opened.queue("m1")
    await throughTries(opened)
    opened.clock.move(3600)
    expect(await opened.run(opened.book.replay(scope, "w1", {}))).toBe(1)
    expect(await opened.standing()).toEqual(["m1 waiting 0"])
    await throughTries(opened)
    expect(await opened.standing()).toEqual(["m1 dead 10"])
    expect(await opened.run(opened.book.replay(scope, "w1", { message: "m1" }))).toBe(1)
    expect(await opened.round()).toBe(1)
    expect(await opened.standing()).toEqual(["m1 delivered 1"])
  })

  it("that is replayed is not taken for sent when a try from before it ends late, so that a death loses nothing", async () => {
    const { book, clock, lease, queue, round, run, standing } = await shop(() => true)
    await queue("m1")
    const [late] = await run(lease)
    clock.move(3600)
    const [other] = await run(book.lease("test", "other", 60, () => 1))
    await run(book.settle(other!, "other", { _tag: "delivered" }, START))
    expect(await run(book.replay(scope, "w1", { message: "m1" }))).toBe(1)
    const [dying] = await run(lease)
    expect(dying).toBeDefined()
    await run(late!)
    expect(await standing()).toEqual(["m1 waiting 0"])
    clock.move(3600)
    expect(await round()).toBe(1)
    expect(await standing()).toEqual(["m1 delivered 1"])
  })

  it("holds up the next about the same refund until it is dead, and not a moment longer", async () => {
    const opened = await shop((count) => count === 11)
    await opened.queue("m1", "m2")
    await throughTries(opened)
    expect(await opened.standing()).toEqual(["m1 dead 10", "m2 waiting 0"])
    expect(await opened.round()).toBe(1)
    expect(await opened.standing()).toEqual(["m1 dead 10", "m2 delivered 1"])
  })

  it.each([
    [0, 0.9],
    [1 - 2 ** -53, 1.1],
  ])(
    "is tried earlier or later by a tenth at most: chance %f, %f of the time",
    async (chance, factor) => {
      const opened = await shop((count) => count === 10, chance)
      await opened.queue("m1")
      let waited = 0
      while ((await opened.standing())[0]?.startsWith("m1 waiting") === true) {
        await opened.round()
        opened.clock.move(LOOK_SECONDS)
        waited += LOOK_SECONDS
      }
      expect(opened.one.received).toHaveLength(10)
      // Each of nine tries comes up to one look late, and the last is seen one look later.
      const whole = secondsOf("75:35:05") * factor
      expect(waited - whole).toBeGreaterThan(-1)
      expect(waited - whole).toBeLessThan(11 * LOOK_SECONDS)
    },
    180_000,
  )
})
