/** A provider in memory with a ledger of the money it truly moved, whatever it answered; the same seed, the same life. */
import type { ProviderFact } from "@refund-rules/engine"

/**
 * Everything that can happen to a call.
 *
 * @since 0.1.0
 */
export const providerBehaviours = [
  "succeed",
  "pending",
  "refuse",
  "unreachable",
  "drop request",
  "drop response",
  "error after effect",
  "duplicate",
  "wrong amount",
  "wrong currency",
] as const

/**
 * What happens to the next call.
 *
 * @since 0.1.0
 */
export type ProviderBehaviour = (typeof providerBehaviours)[number]

/**
 * What happens to the next call, and after how many milliseconds of the simulator's clock it is answered, and told of.
 *
 * @since 0.1.0
 */
export interface PlannedCall {
  readonly does: ProviderBehaviour
  /** Until the answer; the money moves at once, as it does behind a slow answer. */
  readonly answersAfter?: number
  /** Until its facts may come as webhooks: each at this time or, for what was pending, at twice of it. */
  readonly tellsAfter?: number
}

/**
 * Money that truly moved.
 *
 * @since 0.1.0
 */
export interface Movement {
  readonly providerRefundId: string
  readonly key: string
  readonly amount: number
  readonly currency: string
}

/**
 * What a provider answers; `silence` is a request or a response that was lost on the way.
 *
 * @since 0.1.0
 */
export type ProviderReply =
  | { readonly _tag: "Answered"; readonly fact: ProviderFact }
  | { readonly _tag: "Declined" }
  | { readonly _tag: "Broken" }
  | { readonly _tag: "Silence" }
  | { readonly _tag: "Unreachable" }

/**
 * A provider that remembers keys.
 *
 * @since 0.1.0
 */
export interface ProviderSimulator {
  readonly next: (...plan: readonly (ProviderBehaviour | PlannedCall)[]) => void
  readonly refund: (key: string, amount: number, currency: string) => ProviderReply
  readonly lookUp: (key: string) => ProviderFact | undefined
  readonly movements: () => readonly Movement[]
  /** Milliseconds until the last reply is heard. */
  readonly delay: () => number
  /** Every fact told by now as a webhook may bring it: late, some of them twice, in any order. */
  readonly facts: () => readonly ProviderFact[]
}

/**
 * A provider that did nothing yet; `clock` tells the milliseconds by which late facts are late.
 *
 * @example
 * ```ts
 * import { providerSimulator } from "@refund-rules/testing"
 *
 * const provider = providerSimulator()
 * provider.next("drop response")
 * provider.refund("key 1", 500, "EUR") // => { _tag: "Silence" }
 * provider.movements().length // => 1
 * ```
 *
 * @since 0.1.0
 */
export const providerSimulator = (seed = 1, clock: () => number = () => 0): ProviderSimulator => {
  const { effect, facts, moved, tellAfter, told } = books(clock)
  const plan: PlannedCall[] = []
  const chance = chances(seed)
  let last = 0
  const refund = (key: string, amount: number, currency: string): ProviderReply => {
    const { answersAfter = 0, does, tellsAfter: later = 0 } = plan.shift() ?? { does: "succeed" }
    last = answersAfter
    tellAfter(later)
    const act = () => effect(key, amount, currency, "succeeded")
    switch (does) {
      case "succeed":
        return answered(act())
      case "pending":
        return answered(effect(key, amount, currency, "pending"))
      case "refuse":
        return { _tag: "Declined" }
      case "unreachable":
        return { _tag: "Unreachable" }
      case "drop request":
        return { _tag: "Silence" }
      case "drop response":
        return act() && { _tag: "Silence" }
      case "error after effect":
        return act() && { _tag: "Broken" }
      case "duplicate":
        return act() && answered(act())
      case "wrong amount":
        return answered({ ...act(), amount: amount + 1 })
      case "wrong currency":
        return answered({ ...act(), currency: currency === "USD" ? "EUR" : "USD" })
    }
  }
  return {
    next: (...planned) => void plan.push(...planned.map((one) => (typeof one === "string" ? { does: one } : one))),
    delay: () => last,
    refund,
    lookUp: (key) => told.get(key),
    movements: () => moved.slice(),
    facts: () => {
      const known = facts.filter(({ from }) => from <= clock()).map(({ fact }) => fact)
      return shuffled([...known, ...known.filter(() => chance() < 0.5)], chance)
    },
  }
}

/** What truly moved, and what is told of it from when on. */
const books = (clock: () => number) => {
  const moved: Movement[] = []
  const told = new Map<string, ProviderFact>()
  const facts: { readonly fact: ProviderFact; readonly from: number }[] = []
  let after = 0
  const tell = (fact: ProviderFact, wait: number): void => void facts.push({ fact, from: clock() + wait })
  const effect = (key: string, amount: number, currency: string, status: "succeeded" | "pending"): ProviderFact => {
    const known = told.get(key)
    if (known !== undefined) return known
    const fact: ProviderFact = { providerRefundId: `re_${moved.length + 1}`, status, amount, currency }
    moved.push({ providerRefundId: fact.providerRefundId, key, amount, currency })
    told.set(key, fact)
    tell(fact, after)
    if (status === "pending") tell({ ...fact, status: "succeeded" }, 2 * after)
    return fact
  }
  const tellAfter = (milliseconds: number): void => void (after = milliseconds)
  return { effect, facts, moved, tellAfter, told }
}

const answered = (fact: ProviderFact): ProviderReply => ({ _tag: "Answered", fact })

/** Numbers from 0 to below 1 that the seed alone decides. */
const chances = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const shuffled = <A>(all: readonly A[], chance: () => number): readonly A[] =>
  all
    .map((one) => ({ one, place: chance() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one)
