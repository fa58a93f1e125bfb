/** Two instances and the world work on one payment: every order of their steps is tried, and none pays out too much. */
import {
  balance,
  evolve,
  handle,
  openLedger,
  parsePayment,
  type Balance,
  type Ledger,
  type Shares,
} from "@refund-rules/core"
import { describe, expect, it } from "vitest"

type Command = Parameters<typeof handle>[1]
type Event = Parameters<typeof evolve>[1]

/** `read` takes a snapshot and decides on it; `hold` writes what was decided; every other step reads and writes at once. */
type Step = "read" | "hold" | "settle" | "fail" | "open" | "win" | "lose"

/** One after the other by itself, in any order with the others. */
interface Actor {
  readonly id: string
  readonly amount: number
  readonly steps: readonly Step[]
}

const lives: readonly (readonly Step[])[] = [
  ["read", "hold", "settle", "fail"],
  ["read", "hold", "fail"],
  ["read", "hold", "settle"],
]

/** Each of the three amounts with each of the three lives, and a dispute that is won or lost. */
const casts: readonly (readonly Actor[])[] = [
  [60, 40, 30],
  [60, 30, 40],
  [40, 60, 30],
  [40, 30, 60],
  [30, 60, 40],
  [30, 40, 60],
].flatMap((amounts) =>
  (["win", "lose"] as const).map((end) => [
    ...amounts.map((amount, index) => ({ id: `r${amount}`, amount, steps: lives[index]! })),
    { id: "d", amount: 50, steps: ["open", end] as const },
  ]),
)

const at = "2026-01-01T00:00:00.000Z" as Command["at"]

const commandOf = ({ amount, id }: Actor, step: Exclude<Step, "read">): Command => {
  switch (step) {
    case "hold":
      return { _tag: "Request", refundId: id, ask: { amount }, at } as Command
    case "settle":
      return { _tag: "Settle", refundId: id, at }
    case "fail":
      return { _tag: "Fail", refundId: id, at }
    case "open":
      return { _tag: "OpenDispute", disputeId: id, amount, at } as Command
    case "win":
      return { _tag: "WinDispute", disputeId: id, at }
    case "lose":
      return { _tag: "LoseDispute", disputeId: id, at }
  }
}

const payment = () => {
  const parsed = parsePayment({
    provider: "sandbox",
    references: {},
    currency: "EUR",
    captured: 100,
    lines: [
      { id: "a", kind: "product", quantity: 2, net: 53, taxes: [{ id: "vat", amount: 7 }] },
      {
        id: "b",
        kind: "shipping",
        quantity: 1,
        net: 33,
        taxes: [
          { id: "vat", amount: 4 },
          { id: "city", amount: 3 },
        ],
      },
    ],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

/** What an instance keeps between reading and writing. */
interface Decided {
  readonly version: number
  readonly events: readonly Event[]
}

interface World {
  readonly ledger: Ledger
  readonly done: readonly number[]
  readonly decided: readonly (Decided | undefined)[]
}

const eventsOf = (ledger: Ledger, command: Command): readonly Event[] => {
  const answer = handle(ledger, command)
  return answer.ok ? answer.value : []
}

/** The world after one actor's next step. With the guard, a hold decided on an old version is decided again. */
const stepped = (world: World, cast: readonly Actor[], turn: number, isGuarded: boolean): World => {
  const actor = cast[turn]!
  const step = actor.steps[world.done[turn]!]!
  const done = world.done.with(turn, world.done[turn]! + 1)
  const { ledger } = world
  if (step === "read") {
    const decided = { version: ledger.version, events: eventsOf(ledger, commandOf(actor, "hold")) }
    return { ledger, done, decided: world.decided.with(turn, decided) }
  }
  const kept = step === "hold" ? world.decided[turn] : undefined
  const isCurrent = kept !== undefined && (!isGuarded || kept.version === ledger.version)
  const events = isCurrent ? kept.events : eventsOf(ledger, commandOf(actor, step))
  return { ledger: events.reduce(evolve, ledger), done, decided: world.decided.with(turn, undefined) }
}

const claimed = ({ refunds }: Ledger): number =>
  refunds
    .filter(({ status }) => status !== "failed" && status !== "canceled" && status !== "rejected")
    .reduce((total, { claim }) => total + claim.paid + claim.retained, 0)

interface Count {
  readonly interleavings: bigint
  /** Those in which, at some point, more was held and refunded than was captured. */
  readonly overRefunded: bigint
}

interface Tally {
  readonly states: number
  readonly counted: Count
}

/** Tries every order; orders that come to the very same world go on together and are counted, not walked twice. */
const everyOrder = (cast: readonly Actor[], isGuarded: boolean, look: (world: World) => void): Tally => {
  const known = new Map<string, Count>()
  const from = (world: World): Count => {
    const name = JSON.stringify([world.done, world.decided, world.ledger])
    const seen = known.get(name)
    if (seen !== undefined) return seen
    look(world)
    if (claimed(world.ledger) > world.ledger.payment.captured) {
      // The damage is done: every order of what is left counts, none is walked.
      const orders = ordersOf(cast.map(({ steps }, turn) => steps.length - world.done[turn]!))
      known.set(name, { interleavings: orders, overRefunded: orders })
      return { interleavings: orders, overRefunded: orders }
    }
    const turns = cast.flatMap(({ steps }, turn) => (world.done[turn]! < steps.length ? [turn] : []))
    const counts = turns.map((turn) => from(stepped(world, cast, turn, isGuarded)))
    const interleavings = turns.length === 0 ? 1n : counts.reduce((total, one) => total + one.interleavings, 0n)
    const overRefunded = counts.reduce((total, one) => total + one.overRefunded, 0n)
    known.set(name, { interleavings, overRefunded })
    return { interleavings, overRefunded }
  }
  const counted = from({ ledger: openLedger(payment()), done: cast.map(() => 0), decided: cast.map(() => undefined) })
  return { states: known.size, counted }
}

const isWhole = ({ captured, disputed, held, refunded, remaining, retained }: Shares, excess = 0): boolean =>
  captured + excess === refunded + held + retained + disputed + remaining &&
  [refunded, held, retained, disputed, remaining, excess].every((amount) => amount >= 0)

const isConserved = (now: Balance): boolean =>
  isWhole(now, now.excess) &&
  now.lines.every(({ net, taxes, units }) => [net, units, ...taxes].every((one) => isWhole(one)))

/** Orders of steps that each keep their own order: the multinomial coefficient. */
const ordersOf = (lengths: readonly number[]): bigint => {
  const factorial = (of: number): bigint => (of < 2 ? 1n : BigInt(of) * factorial(of - 1))
  return lengths.reduce((orders, length) => orders / factorial(length), factorial(lengths.reduce((a, b) => a + b, 0)))
}

const expected = (cast: readonly Actor[]): bigint => ordersOf(cast.map(({ steps }) => steps.length))

const total = (tallies: readonly Tally[]): string =>
  [
    `${tallies.reduce((sum, { counted }) => sum + counted.interleavings, 0n)} interleavings`,
    `${tallies.reduce((sum, { states }) => sum + states, 0)} different worlds`,
    `${tallies.reduce((sum, { counted }) => sum + counted.overRefunded, 0n)} over-refunded`,
  ].join(", ")

describe("every interleaving of two instances, three refunds and a dispute", () => {
  it("conserves every component and never holds and refunds more than was captured", () => {
    const tallies = casts.map((cast) =>
      everyOrder(cast, true, ({ ledger }) => {
        if (!isConserved(balance(ledger))) throw new Error(`not conserved: ${JSON.stringify(balance(ledger))}`)
        if (claimed(ledger) > 100) throw new Error(`over-refunded: ${JSON.stringify(ledger.refunds)}`)
      }),
    )
    console.log(`guarded: ${total(tallies)}`)
    expect(tallies.map(({ counted }) => counted)).toEqual(
      casts.map((cast) => ({ interleavings: expected(cast), overRefunded: 0n })),
    )
  })

  it("over-refunds in some order once a hold is written without looking at the version", () => {
    const tallies = casts.map((cast) => everyOrder(cast, false, () => {}))
    console.log(`unguarded: ${total(tallies)}`)
    for (const [index, { counted }] of tallies.entries()) {
      expect(counted.interleavings).toBe(expected(casts[index]!))
      expect(counted.overRefunded).toBeGreaterThan(0n)
    }
  })
})
