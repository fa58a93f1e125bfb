/** One run of the model: commands said to a payment in the store and to the core's own fold, compared after each. */
import { balance, evolve, type Event, handle, type Ledger, openLedger, parsePayment } from "@refund-rules/core"
import type { Judgement, Once, OnceKey, Scope } from "@refund-rules/engine"
import { Cause, Effect, Exit } from "effect"
import { drafted, type Drafted } from "./drafted.ts"
import type { World } from "./World.ts"

export type Intent = readonly [number, number]

interface Answer {
  readonly codes: readonly string[]
  readonly version: number
}

const payments = [
  { captured: 10_000 },
  { captured: 4_999, customer: { id: "c1" } },
  {
    captured: 900,
    lines: [
      { id: "a", kind: "product", quantity: 2, net: 400, taxes: [{ id: "vat", amount: 80 }] },
      {
        id: "b",
        kind: "product",
        quantity: 3,
        net: 330,
        taxes: [
          { id: "vat", amount: 66 },
          { id: "city", amount: 24 },
        ],
      },
    ],
  },
]

/** Says every command, and throws at the first difference. */
export const play = async (world: World, index: number, intents: readonly Intent[]): Promise<Ledger> => {
  const scope: Scope = { merchant: `shop ${index}`, mode: index % 2 === 0 ? "test" : "live" }
  const parsed = parsePayment({
    id: "p",
    provider: "sandbox",
    references: { order: `o${index}` },
    currency: "EUR",
    ...payments[index % payments.length],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  let model = openLedger({ ...parsed.value, id: "p" })
  await open(world, scope, model)
  for (const [place, intent] of intents.entries()) {
    const { events, next } = await turn(world, scope, model, place, intent)
    model = next
    const isLooked = place % 5 === 4 || place === intents.length - 1
    if (isLooked) same(`after step ${place}`, await ending(world.store().read(scope, "p")), model)
    if (events.length > 0 && !isWithin(model)) throw new Error(`after step ${place} more is taken than was captured`)
  }
  return model
}

const open = async (world: World, scope: Scope, { payment }: Ledger): Promise<void> => {
  for (let isOpen = false; !isOpen;) {
    const exit = await Effect.runPromiseExit(world.store().open(scope, { ...payment, id: "p" }))
    isOpen = Exit.isSuccess(exit)
  }
}

interface Turned {
  readonly next: Ledger
  readonly events: readonly Event[]
}

const turn = async (world: World, scope: Scope, model: Ledger, place: number, intent: Intent): Promise<Turned> => {
  disturb(world, intent[1] % 211)
  if (intent[1] % 223 === 3) await expectDefect(world, scope, overRefund(model, `x${place}`))
  if (intent[1] % 97 === 5) await expectDefect(world, scope, () => broken())
  const command = drafted(model, place, intent)
  const judge = judging(command)
  const { answer, events } = judge(model)
  const next = events.reduce(evolve, model)
  const key: OnceKey = { door: "native", key: `k${place}`, fingerprint: command._tag }
  const said = await untilKnown(world, () => world.store().changeOnce(scope, key, "p", judge))
  // Where the commit's own answer was lost, asking again finds it done.
  if (said._tag !== "Done" && said._tag !== "Replayed") throw new Error(`step ${place} was answered ${said._tag}`)
  same(`the answer of step ${place}`, said.answer, answer)
  if (intent[0] % 7 === 0) await askAgain(world, scope, key, answer)
  return { next, events }
}

/** Now and then the store is opened again, a commit fails, or the clock steps, back too. */
const disturb = (world: World, roll: number): void => {
  if (roll === 0) world.reopen()
  if (roll === 1) world.fail("before-commit")
  if (roll === 2) world.fail("after-commit")
  if (roll === 3) world.step(-3_600_000)
  if (roll === 4) world.step(61_000)
}

const judging =
  (command: Drafted) =>
  (ledger: Ledger): Judgement<Answer> => {
    const outcome = handle(ledger, command)
    const { version } = ledger
    if (!outcome.ok) return { events: [], answer: { codes: outcome.faults.map(({ code }) => code), version } }
    const asked = outcome.value.find((event) => event._tag === "RefundRequested")
    return {
      events: outcome.value,
      answer: { codes: [], version },
      ...(asked === undefined ? {} : { errands: [{ id: `send ${asked.refundId}`, refundId: asked.refundId }] }),
      by: "model",
    }
  }

/** A judge gone wrong: it takes more than there is, which the database itself must refuse. */
const overRefund =
  ({ payment }: Ledger, refundId: string) =>
  (ledger: Ledger): Judgement<null> => {
    const paid = payment.captured + 1
    const claim = { paid, retained: 0, lines: [] }
    const at = (ledger.latest ?? "2026-01-01T00:00:00.000Z") as Event["at"]
    return { events: [{ _tag: "RefundRequested", refundId, status: "accepted", claim, ask: {}, at }], answer: null }
  }

const broken = (): never => {
  throw new Error("the judge broke")
}

const expectDefect = async (world: World, scope: Scope, judge: (ledger: Ledger) => Judgement<null>): Promise<void> => {
  const exit = await Effect.runPromiseExit(world.store().change(scope, "p", judge))
  if (Exit.isSuccess(exit)) throw new Error("a change that must not be was done")
}

const askAgain = async (world: World, scope: Scope, key: OnceKey, answer: Answer): Promise<void> => {
  const again = await untilKnown(world, () => world.store().changeOnce<Answer>(scope, key, "p", () => broken()))
  same("asked again", again, { _tag: "Replayed", answer })
  const other = { ...key, fingerprint: "other" }
  const reused = await untilKnown(world, () => world.store().changeOnce<Answer>(scope, other, "p", () => broken()))
  same("asked something else", reused, { _tag: "Reused" })
}

const untilKnown = async <A>(
  world: World,
  ask: () => Effect.Effect<Once<A>, { readonly _tag: string }>,
): Promise<Once<A>> => {
  for (let attempt = 0; attempt < 20; attempt++) {
    const exit = await Effect.runPromiseExit(ask())
    if (Exit.isSuccess(exit)) return exit.value
    const error = Cause.squash(exit.cause)
    if ((error as { readonly _tag?: string })._tag !== "StoreUnavailable") throw error
  }
  throw new Error(`the store stayed unavailable at ${world.latest()}`)
}

const ending = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)

const same = (what: string, found: unknown, expected: unknown): void => {
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`)
}

const isWithin = (ledger: Ledger): boolean => {
  const { captured, disputed, excess, held, refunded, retained } = balance(ledger)
  return refunded + held + retained + disputed <= captured + excess
}
