/** Stories as sentences: given what happened, when a command comes, then these events, or these refusals. */
import {
  balance,
  type Balance,
  type Command,
  evolve,
  handle,
  type Ledger,
  openLedger,
  parsePayment,
  type Payment,
} from "@refund-rules/core"
import { expect } from "vitest"

type Json = Readonly<Record<string, unknown>>

/** A payment of a story; what the story does not care about is filled in. */
export const payment = (facts: Json = {}): Payment => {
  const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 10_000, ...facts })
  if (!parsed.ok) throw new Error(`the story's payment is wrong: ${JSON.stringify(parsed.faults)}`)
  return parsed.value
}

/** A line of a story's payment. */
export const line = (id: string, net: number, tax = 0, facts: Json = {}): Json => ({
  id,
  kind: "product",
  quantity: 1,
  net,
  taxes: tax === 0 ? [] : [{ id: "vat", amount: tax }],
  ...facts,
})

/** The instant of the story's nth minute. */
export const minute = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString()

export const play = (ledger: Ledger, commands: readonly Json[]): Ledger =>
  commands.reduce((current: Ledger, command, index) => {
    const events = handle(current, { at: minute(index), ...command } as unknown as Command)
    if (!events.ok) throw new Error(`the story cannot happen: ${JSON.stringify(events.faults)}`)
    return events.value.reduce(evolve, current)
  }, ledger)

/** Opens a story with a payment and what happened to it. */
export const given = (facts: Json | Payment, ...history: readonly Json[]) => {
  const before = play(openLedger(payment(facts as Json)), history)
  return {
    balance: (): Balance => balance(before),
    when: (command: Json) => {
      const result = handle(before, { at: minute(history.length), ...command } as unknown as Command)
      return {
        then: (...tags: readonly string[]): Balance => {
          expect(result.ok ? result.value.map((event) => event._tag) : result.faults).toEqual(tags)
          return balance(result.ok ? result.value.reduce(evolve, before) : before)
        },
        thenRefused: (...codes: readonly string[]): void => {
          expect(result.ok ? result.value : result.faults.map((fault) => fault.code)).toEqual(codes)
        },
      }
    },
  }
}

export const request = (refundId: string, ask: Json, more: Json = {}): Json => ({
  _tag: "Request",
  refundId,
  ask,
  ...more,
})
export const settle = (refundId: string, more: Json = {}): Json => ({ _tag: "Settle", refundId, ...more })
export const fail = (refundId: string): Json => ({ _tag: "Fail", refundId })
