/** Laws of the desk: doing a thing again does nothing, one key is one refund, and no two win what only one can have. */
import type { RefundDeskShape } from "@refund-rules/engine"
import type { GatewayService } from "@refund-rules/testing"
import { Effect, Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  alice,
  bob,
  keyOf,
  openTestDesk,
  type OpenedDesk,
  paid,
  policyOf,
  publish,
  reviewAbove,
  scope,
} from "./bench.ts"

type Command = (desk: RefundDeskShape) => Effect.Effect<unknown, unknown>

const amounts = fc.integer({ min: 1, max: 7000 })
const few = fc.integer({ min: 1, max: 3 })
const refundIds = few.map((id) => `ref_${id}`)
const sessionIds = few.map((id) => `ses_${id}`)
const input = fc.record({ key: few.map((key) => keyOf(`k${key}`)), paymentId: fc.constant("p1") })

const commands: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(input, amounts).map(
    ([of, amount]): Command =>
      (desk) =>
        desk.request(alice, { ...of, ask: { amount } }),
  ),
  fc.tuple(input, amounts).map(([of, amount]): Command => {
    const key = { ...of.key, door: "sessions" }
    return (desk) => desk.openSession(alice, { ...of, key, ask: { amount }, expiresAt: "2026-01-01T01:00:00.000Z" })
  }),
  fc.tuple(input, sessionIds).map(([{ key }, sessionId]): Command => {
    return (desk) => desk.executeSession(alice, { key: { ...key, door: "execute" }, sessionId })
  }),
  sessionIds.map(
    (id): Command =>
      (desk) =>
        desk.cancelSession(alice, id),
  ),
  refundIds.map(
    (id): Command =>
      (desk) =>
        desk.approve(bob, id),
  ),
  refundIds.map(
    (id): Command =>
      (desk) =>
        desk.reject(bob, id),
  ),
  refundIds.map(
    (id): Command =>
      (desk) =>
        desk.cancel(alice, id),
  ),
  refundIds.map(
    (id): Command =>
      (desk) =>
        desk.setMetadata(alice, id, { note: "x" }),
  ),
  fc.tuple(refundIds, fc.constantFrom("succeeded", "failed")).map(([refundId, outcome]): Command => {
    return (desk) => desk.resolve(bob, { refundId, outcome, reason: "seen" } as never)
  }),
  fc
    .tuple(refundIds, amounts, fc.constantFrom("pending", "succeeded", "failed", "canceled"))
    .map(([refundId, amount, status]): Command => (desk) => {
      const fact = { paymentId: "p1", refundId, providerRefundId: `re_${refundId}`, amount, currency: "EUR" }
      return desk.recordFact(alice, { ...fact, status } as never)
    }),
  fc.tuple(few, amounts, fc.constantFrom("open", "won", "lost")).map(
    ([id, amount, status]): Command =>
      (desk) =>
        desk.recordDispute(alice, { paymentId: "p1", disputeId: `d${id}`, amount, status } as never),
  ),
  fc.integer({ min: 10_000, max: 12_000 }).map(
    (captured): Command =>
      (desk) =>
        desk.registerPayment(alice, paid({ captured })),
  ),
)

/** A command, and the time that passes after it, with a round of the dispatcher or without. */
const lives = fc.array(fc.tuple(commands, fc.constantFrom(0, 0, 60, 1800, -1800), fc.boolean()), {
  minLength: 1,
  maxLength: 25,
})

/** A provider nobody ever hears from: what is sent stays in doubt until somebody says what became of it. */
const silent: GatewayService = {
  provider: "sandbox",
  capabilities: {},
  keyed: false,
  lookUp: "none",
  send: () => Effect.succeed({ _tag: "Unknown", cause: "no answer" }),
  find: () => Effect.succeed("unknown"),
}

const begun = async (): Promise<OpenedDesk> => {
  const opened = await openTestDesk({ gateway: silent })
  await opened.ask.registerPayment(alice, paid())
  await publish(opened, policyOf([reviewAbove(4000)]))
  return opened
}

/** What is there to be seen of a desk: every event, every incident's kind, and the errands that wait. */
const seen = async ({ ask, memory }: OpenedDesk) => {
  const events = await ask.events(alice, { paymentId: "p1" }, 1000)
  const { balance } = await ask.payment(alice, "p1")
  const errands = await Effect.runPromise(memory.store.lease("nobody", 0, 1000))
  return { events, balance, errands }
}

const told = async (effect: Effect.Effect<unknown, unknown>): Promise<unknown> => {
  const result = await Effect.runPromise(Effect.result(effect))
  if (Result.isSuccess(result)) return result.success
  const { _tag, code, faults } = result.failure as Readonly<Record<string, unknown>>
  return { _tag, code, faults }
}

const runs = Number(process.env["LAW_RUNS"] ?? 150)
const limit = { timeout: 60_000 + runs * 100 }
const over = (property: fc.IAsyncProperty<unknown>): Promise<void> =>
  fc.assert(property, { numRuns: runs, seed: Number(process.env["LAW_SEED"] ?? 1) })

describe("a desk", () => {
  it("does nothing when it is asked the same again", limit, () =>
    over(
      fc.asyncProperty(lives, async (life) => {
        const opened = await begun()
        for (const [command, seconds, isRound] of life) {
          const first = await told(command(opened.desk))
          const before = await seen(opened)
          const again = await told(command(opened.desk))
          expect({ ...(await seen(opened)), again: same(again) }).toEqual({ ...before, again: same(first) })
          if (isRound) await opened.round()
          opened.clock.move(seconds)
        }
      }),
    ),
  )

  it("never lets what it started itself pass what was captured", limit, () =>
    over(
      fc.asyncProperty(lives, async (life) => {
        const opened = await begun()
        for (const [command, seconds, isRound] of life) {
          const { balance: before } = await opened.ask.payment(alice, "p1")
          await told(command(opened.desk))
          const { balance } = await opened.ask.payment(alice, "p1")
          const outside = await Effect.runPromise(opened.memory.records.incidents(scope, {}, { limit: 100 }))
          if (outside.items.every(({ kind }) => kind === "unknown_outcome")) expect(balance.excess).toBe(0)
          expect(balance.captured + balance.excess).toBe(
            balance.refunded + balance.held + balance.retained + balance.disputed + balance.remaining,
          )
          expect(balance.captured).toBeGreaterThanOrEqual(before.captured)
          if (isRound) await opened.round()
          opened.clock.move(seconds)
        }
      }),
    ),
  )

  it("never goes back in time", limit, () =>
    over(
      fc.asyncProperty(lives, async (life) => {
        const opened = await begun()
        for (const [command, seconds, isRound] of life) {
          await told(command(opened.desk))
          if (isRound) await opened.round()
          opened.clock.move(seconds)
        }
        const instants = (await seen(opened)).events.map(({ event }) => event.at)
        expect(instants).toEqual(instants.toSorted())
      }),
    ),
  )

  it("lets one of many have what only one can", async () => {
    const { ask } = await begun()
    const all = Array.from({ length: 64 }, (_, index) =>
      ask.request(alice, { key: keyOf(`k${index}`), paymentId: "p1", ask: { amount: 6000 } }),
    )
    const tags = (await Promise.all(all)).map(({ answer }) => answer._tag)
    expect(tags.filter((tag) => tag !== "Refused")).toHaveLength(1)
  })

  it("makes one refund of one key, however many ask at once", async () => {
    const { ask } = await begun()
    const input = { key: keyOf("k"), paymentId: "p1", ask: { amount: 1000 } }
    const answers = await Promise.all(Array.from({ length: 64 }, () => ask.request(alice, input)))
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(new Set(answers.map(({ answer }) => JSON.stringify(answer))).size).toBe(1)
    expect((await ask.refunds(alice, {}, { limit: 10 })).items).toHaveLength(1)
  })
})

/** What an answer says, apart from whether it was given before. */
const same = (answer: unknown): unknown => {
  const { isNew: _isNew, replayed: _replayed, ...rest } = answer as Readonly<Record<string, unknown>>
  return rest
}
