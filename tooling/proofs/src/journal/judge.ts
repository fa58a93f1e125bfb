/** Holds what the client was told against what the server, its database and the provider have in the end: pure. */
import type { Movement } from "../server/Desk.ts"
import { same, words } from "./Entry.ts"
import type { Final, Wish } from "./Entry.ts"

/** A refund as the server tells it in the end. */
export interface Kept {
  readonly id: string
  readonly paymentId: string
  readonly amount: number
  readonly status: string
}

/** Everything there is to know once all is quiet. */
export interface Evidence {
  /** Confirmed payments and what was captured. */
  readonly payments: ReadonlyMap<string, number>
  readonly wishes: ReadonlyMap<string, Wish>
  readonly answers: ReadonlyMap<string, Final>
  /** What the same keys answered when they were asked once more at the end. */
  readonly again: ReadonlyMap<string, Final>
  readonly kept: readonly Kept[]
  /** Payments the server knows in the end. */
  readonly known: ReadonlySet<string>
  readonly movements: readonly Movement[]
  /** What the store itself found broken. */
  readonly broken: readonly string[]
}

/** Which promise it was. */
export type Kind = "lost" | "changed" | "stuck" | "doubled" | "unpaid" | "unasked" | "over" | "broken"

/** One promise that was not kept. */
export interface Finding {
  readonly promise: Kind
  readonly what: string
}

const finding = (promise: Kind, what: string): Finding => ({ promise, what })

/** Every promise that was not kept, none left out. */
export const judge = (evidence: Evidence): readonly Finding[] => [
  ...payments(evidence),
  ...answers(evidence),
  ...refunds(evidence),
  ...money(evidence),
  ...evidence.broken.map((what) => finding("broken", what)),
]

const payments = ({ payments: confirmed, known }: Evidence): Finding[] =>
  [...confirmed.keys()].filter((id) => !known.has(id)).map((id) => finding("lost", `payment ${id} was confirmed`))

// An answer is for ever: the same key says the same, and the refund it named is there.
const answers = ({ answers: told, again, wishes, kept }: Evidence): Finding[] => {
  const byId = new Map(kept.map((refund) => [refund.id, refund]))
  return [...wishes.values()].flatMap((wish) => {
    const [first, last] = [told.get(wish.key), again.get(wish.key)]
    if (last === undefined) return [finding("stuck", `key ${wish.key} has no final answer`)]
    if (first !== undefined && !same(first, last)) {
      return [finding("changed", `key ${wish.key} answered ${words(first)}, then ${words(last)}`)]
    }
    if (last._tag === "Refusal") return []
    const refund = byId.get(last.refundId)
    if (refund === undefined) return [finding("lost", `${words(last)}, answered to key ${wish.key}, is not there`)]
    if (refund.amount === wish.amount && refund.paymentId === wish.paymentId) return []
    return [finding("changed", `refund ${refund.id} is ${refund.amount} on ${refund.paymentId}, asked was otherwise`)]
  })
}

const refunds = ({ again, kept, payments: captured }: Evidence): Finding[] => {
  const keysOf = new Map<string, number>()
  for (const final of again.values()) {
    if (final._tag === "Refund") keysOf.set(final.refundId, (keysOf.get(final.refundId) ?? 0) + 1)
  }
  const held = new Map<string, number>()
  for (const { paymentId, amount } of kept) held.set(paymentId, (held.get(paymentId) ?? 0) + amount)
  return [
    ...kept.filter(({ id }) => !keysOf.has(id)).map(({ id }) => finding("unasked", `refund ${id} belongs to no key`)),
    ...[...keysOf].filter(([, keys]) => keys > 1).map(([id]) => finding("doubled", `refund ${id} answers two keys`)),
    ...kept
      .filter(({ status }) => status !== "succeeded")
      .map(({ id, status }) => finding("unpaid", `refund ${id} is ${status}`)),
    ...overdrawn("refunds", held, captured),
  ]
}

// The provider's journal is the truth about money: each refund once, and nothing else.
const money = ({ kept, movements, payments: captured }: Evidence): Finding[] => {
  const times = new Map<string, number>()
  const sums = new Map<string, number>()
  for (const { refund, payment, amount } of movements) {
    times.set(refund, (times.get(refund) ?? 0) + 1)
    sums.set(payment, (sums.get(payment) ?? 0) + amount)
  }
  const amounts = new Map(kept.map(({ id, amount }) => [id, amount]))
  return [
    ...[...times]
      .filter(([, count]) => count > 1)
      .map(([id, count]) => finding("doubled", `${id} moved money ${count} times`)),
    ...kept.filter(({ id }) => !times.has(id)).map(({ id }) => finding("unpaid", `refund ${id} never moved money`)),
    ...[...times.keys()]
      .filter((id) => !amounts.has(id))
      .map((id) => finding("unasked", `money moved for ${id}, no refund`)),
    ...movements
      .filter(({ refund, amount }) => (amounts.get(refund) ?? amount) !== amount)
      .map(({ refund, amount }) => finding("changed", `${refund} moved ${amount}`)),
    ...overdrawn("movements", sums, captured),
  ]
}

const overdrawn = (what: string, sums: ReadonlyMap<string, number>, captured: ReadonlyMap<string, number>): Finding[] =>
  [...sums]
    .filter(([payment, sum]) => sum > (captured.get(payment) ?? 0))
    .map(([payment, sum]) => finding("over", `${what} of ${payment}: ${sum} of ${captured.get(payment) ?? 0}`))
