/** What the casebook tells of other claims is what a walk over every claim there is finds, for histories nobody made up. */
import { Casebook, type Decided, type PastDecision } from "@refund-rules/engine"
import { Context } from "effect"
import fc from "fast-check"
import { expect, test } from "vitest"
import { commanding, paymentOf, run, shop } from "./given.ts"
import { openStore } from "./stores.ts"

const runs = Number(process.env["LAW_RUNS"] ?? 25)
const seed = Number(process.env["LAW_SEED"] ?? 1)

const HOUR = 3_600_000
const BEGIN = Date.parse("2026-01-01T00:00:00Z")
const instant = (hours: number): string => new Date(BEGIN + hours * HOUR).toISOString()

const act = fc.record({
  what: fc.constantFrom("refund", "refund", "refund", "session", "fail", "cancel"),
  payment: fc.nat(5),
  actor: fc.constantFrom("ann", "bob", "till"),
  amount: fc.integer({ min: 1, max: 40 }),
  /** Hours since the last one: some are asked for in the same instant. */
  later: fc.constantFrom(0, 0, 1, 7, 23, 24, 25),
  lasting: fc.integer({ min: 1, max: 60 }),
  which: fc.nat(100),
})
const lives = fc.record({
  acts: fc.array(act, { minLength: 1, maxLength: 40 }),
  customerDays: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  actorDays: fc.integer({ min: 1, max: 4 }),
  atOnce: fc.integer({ min: 1, max: 4 }),
})
type Life = typeof lives extends fc.Arbitrary<infer A> ? A : never

interface Claimed {
  readonly id: string
  readonly isSession: boolean
  readonly payment: string
  readonly customer: string
  readonly actor: string
  readonly at: string
  readonly amount: number
  endedAt: string | null
  isGone: boolean
}

const customerOf = (payment: number): string => `c${payment % 2}`

const lived = async ({ acts }: Life) => {
  const { close, context, store } = await openStore({ url: ":memory:" })
  for (let index = 0; index < 6; index++)
    await run(store.open(shop, paymentOf(`p${index}`, { customer: { id: customerOf(index) } })))
  const claims: Claimed[] = []
  let hours = 0
  for (const [index, { actor, amount, lasting, later, payment, what, which }] of acts.entries()) {
    const at = instant((hours += later))
    const standing = claims.filter(({ endedAt, isGone, isSession }) => {
      if (isGone) return false
      return what === "fail" ? !isSession && endedAt === null : isSession && endedAt! > at
    })
    const one = standing[which % Math.max(standing.length, 1)]
    switch (what) {
      case "refund":
      case "session": {
        const isSession = what === "session"
        const [id, ask] = [`${isSession ? "s" : "r"}${index}`, { amount }]
        const expiresAt = instant(hours + lasting)
        const own = isSession ? { sessionId: id } : { refundId: id }
        const command = isSession
          ? { _tag: "OpenSession", sessionId: id, ask, requestedBy: actor, expiresAt, at }
          : { _tag: "Request", refundId: id, ask, requestedBy: actor, at }
        const about = { ask: { amount: amount as never }, askedAt: at, requestedBy: actor, codes: [] }
        await run(
          store.change(shop, `p${payment}`, (ledger) => ({
            ...commanding(command as never)(ledger),
            decided: { ...own, verdict: "Approve", position: ledger.version, ...about },
          })),
        )
        const whose = { payment: `p${payment}`, customer: customerOf(payment), actor }
        claims.push({ id, isSession, ...whose, at, amount, endedAt: isSession ? expiresAt : null, isGone: false })
        break
      }
      case "fail":
        if (one === undefined) break
        await run(store.change(shop, one.payment, commanding({ _tag: "Fail", refundId: one.id, at })))
        one.endedAt = at
        break
      case "cancel":
        if (one === undefined) break
        await run(store.change(shop, one.payment, commanding({ _tag: "CancelSession", sessionId: one.id, at })))
        one.isGone = true
        break
    }
  }
  return { claims, casebook: Context.get(context, Casebook), close }
}

const daysBefore = (at: string, days: number): string => new Date(Date.parse(at) - days * 24 * HOUR).toISOString()

/** By walking over all of them, each time. */
const walked = (claims: readonly Claimed[], days: number, own: Claimed, whose: "actor" | "customer") =>
  told(
    claims.filter(
      ({ at, endedAt, id, isGone, [whose]: of }) =>
        of === own[whose] &&
        id !== own.id &&
        !isGone &&
        at >= daysBefore(own.at, days) &&
        at <= own.at &&
        (endedAt === null || endedAt > own.at),
    ),
  )

const told = (claims: readonly { readonly at: string; readonly amount: number }[]): readonly string[] =>
  claims.map(({ amount, at }) => `${at} ${amount}`).toSorted()

const idOf = ({ refundId, sessionId }: Decided): string => refundId ?? sessionId ?? ""

test("each decision is told the claims that a walk over all of them finds, however it is cut, and walked twice at once", async () => {
  let seen = 0
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      const { casebook, claims, close } = await lived(life)
      const { actorDays, atOnce, customerDays } = life
      const looking = { actorDays, ...(customerDays === undefined ? {} : { customerDays }) }
      const all = async (): Promise<readonly PastDecision[]> => {
        const found: PastDecision[] = []
        for (let span = {}; ;) {
          const { decisions, next } = await run(casebook.read(shop, { ...span, looking }, atOnce))
          found.push(...decisions)
          if (next === undefined) return found
          span = { after: next }
        }
      }
      for (const decisions of [...(await Promise.all([all(), all()])), await all()]) {
        expect(decisions.map(({ decided }) => idOf(decided)).toSorted()).toEqual(claims.map(({ id }) => id).toSorted())
        for (const { decided, past } of decisions) {
          const own = claims.find(({ id }) => id === idOf(decided))!
          expect(told(past!.actor!)).toEqual(walked(claims, actorDays, own, "actor"))
          expect(past!.customer === undefined).toBe(customerDays === undefined)
          if (customerDays !== undefined)
            expect(told(past!.customer!)).toEqual(walked(claims, customerDays, own, "customer"))
          seen += past!.actor!.length
        }
      }
      await close()
    }),
    { numRuns: runs, seed },
  )
  expect(seen).toBeGreaterThan(runs)
})
