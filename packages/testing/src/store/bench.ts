/** What the laws of stores are written with: payments, asks, and effects run to their end, whatever that is. */
import {
  balance,
  type Event,
  evolve,
  handle,
  type Ledger,
  openLedger,
  parsePayment,
  type Payment,
} from "@refund-rules/core"
import type { Judgement, OnceKey, Scope } from "@refund-rules/engine"
import { Cause, Effect, Exit } from "effect"
import type { Store, StoreUnderTest } from "./StoreUnderTest.ts"

export const shop: Scope = { merchant: "shop", mode: "test" }
export const rival: Scope = { merchant: "rival", mode: "test" }
export const shopLive: Scope = { merchant: "shop", mode: "live" }

export const AT = "2026-01-01T00:00:00.000Z"

/** A captured payment of the sandbox. */
export const paymentOf = (id: string, captured = 10_000): Payment & { readonly id: string } => {
  const parsed = parsePayment({ id, provider: "sandbox", references: {}, currency: "EUR", captured })
  if (!parsed.ok) throw new Error(`the payment of a law must be well formed: ${JSON.stringify(parsed.faults)}`)
  return { ...parsed.value, id }
}

/** What a judge of the laws answers: whether it accepted, and the version it saw. */
export interface Seen {
  readonly accepted: boolean
  readonly version: number
}

/** A judge that asks for an amount as the desk does: events and an errand where the core accepts, else nothing. */
export const asking =
  (refundId: string, amount: number) =>
  (ledger: Ledger): Judgement<Seen> => {
    const events = handle(ledger, { _tag: "Request", refundId, ask: { amount }, at: AT })
    const { version } = ledger
    if (!events.ok) return { events: [], answer: { accepted: false, version } }
    return {
      events: events.value,
      answer: { accepted: true, version },
      errands: [{ id: `send ${refundId}`, refundId }],
    }
  }

/** A judge that asks and settles at once: two events that belong together. */
export const paying =
  (refundId: string, amount: number) =>
  (ledger: Ledger): Judgement<Seen> => {
    const asked = asking(refundId, amount)(ledger)
    if (asked.events.length === 0) return asked
    return { ...asked, events: [...asked.events, { _tag: "RefundSucceeded", refundId, at: asked.events[0]!.at }] }
  }

export const keyOf = (key: string, fingerprint = "same", door = "native"): OnceKey => ({ door, key, fingerprint })

/** Runs an effect; a failure or a defect is thrown as it is. */
export const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)

/** How an effect ended, in words that can be compared: its value, or the error it failed with. */
export const ending = async <A, E>(effect: Effect.Effect<A, E>): Promise<string> => {
  const exit = await Effect.runPromiseExit(effect)
  return Exit.isSuccess(exit) ? JSON.stringify(exit.value) : JSON.stringify(Cause.squash(exit.cause))
}

/** Runs effects at once and waits for all of them, failed ones included. */
export const together = async <A, E>(effects: readonly Effect.Effect<A, E>[]): Promise<readonly (A | undefined)[]> => {
  const exits = await Promise.all(effects.map((effect) => Effect.runPromiseExit(effect)))
  return exits.map((exit) => (Exit.isSuccess(exit) ? exit.value : undefined))
}

/** What a payment looks like from outside: its history, its ledger, and whether one is the fold of the other. */
export const lookAt = async (store: Store, scope: Scope, id: string) => {
  const [history, ledger] = [await run(store.history(scope, id)), await run(store.read(scope, id))]
  const folded = history.reduce(evolve, openLedger(ledger.payment))
  return { history, ledger, balance: balance(ledger), isFold: plain(folded) === plain(ledger) }
}

export const plain = (value: unknown): string => JSON.stringify(value)

/** The store after its process died, where it can be reopened; else the store as it is. */
export const afterDeath = async ({ reopen, store }: StoreUnderTest): Promise<Store> =>
  reopen === undefined ? store : await reopen()

export const isPrefix = (before: readonly Event[], after: readonly Event[]): boolean =>
  before.every((event, index) => plain(event) === plain(after[index]))
