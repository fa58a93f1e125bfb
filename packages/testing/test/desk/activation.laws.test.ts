/** A version that is made active for an instant to come: in force from that very instant on, at every instance. */
import { parsePolicy, type Policy } from "@refund-rules/core"
import { rememberPolicies, type Scope } from "@refund-rules/engine"
import { memoryDesk, simulatedGateway, testClock } from "@refund-rules/testing"
import { Effect, Layer } from "effect"
import fc from "fast-check"
import { expect, it } from "vitest"
import { deskOver } from "../../src/desk/deskOver.ts"

const scope: Scope = { merchant: "shop", mode: "test" }
const caller = { scope, actor: { id: "till" } }
const BEGIN = Date.parse("2026-01-01T00:00:00.000Z")

const limit = (EUR: number): Policy => {
  const rules = [{ id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR } }, otherwise: "Refuse" }]
  const read = parsePolicy({ id: "default", bindAt: "request", rules, terms: {} })
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  return read.value
}

const run = Effect.runPromise

it("is judged by from its instant on, and not a millisecond before, wherever it was published", async () => {
  const instants = fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 100_000 }), instants, fc.boolean(), async (after, offsets, isDraft) => {
      const clock = testClock(new Date(BEGIN).toISOString())
      const memory = memoryDesk(clock.milliseconds)
      // Each instance remembers for itself what the book said.
      const remembering = Layer.merge(
        memory.layer,
        Layer.fresh(rememberPolicies(0.01)).pipe(Layer.provide(memory.layer)),
      )
      const { gateway } = simulatedGateway()
      const desks = await Promise.all([1, 2].map(() => deskOver({ layer: remembering, clock, gateway })))
      const { policies } = memory
      await run(policies.publish(scope, limit(1000), clock.instant()))
      const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
      await run(desks[0]!.desk.registerPayment(caller, payment))
      const judged = async () =>
        Promise.all(
          desks.map(
            async ({ desk }) => (await run(desk.quote(caller, { paymentId: "p1", ask: { amount: 500 } }))).decision,
          ),
        )
      await judged()
      const effectiveFrom = new Date(BEGIN + 10_000 + after).toISOString()
      const active = { status: "active", effectiveFrom } as const
      const { version } = await run(
        policies.publish(scope, limit(100), clock.instant(), isDraft ? { status: "draft" } : active),
      )
      if (isDraft) await run(policies.setStatus(scope, { id: "default", version }, active, clock.instant()))
      await new Promise((resolve) => setTimeout(resolve, 15))
      for (const offset of [...offsets, -1, 0].toSorted((a, b) => a - b)) {
        clock.move((Date.parse(effectiveFrom) + offset - clock.milliseconds()) / 1000)
        const expected = offset < 0 ? ["Approve 1", "Approve 1"] : ["Refuse 2", "Refuse 2"]
        expect((await judged()).map(({ _tag, policy }) => `${_tag} ${policy.version}`)).toEqual(expected)
      }
      await Promise.all(desks.map(({ close }) => close()))
    }),
    { numRuns: 20 },
  )
})
