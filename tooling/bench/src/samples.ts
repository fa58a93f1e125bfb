/** Payments and histories to time things on; always the same, and read from JSON text as in production. */
import { evolve, handle, openLedger, parseCase, parsePayment } from "@refund-rules/core"

type Parsed<F extends (...input: never[]) => unknown> =
  Extract<ReturnType<F>, { readonly ok: true }> extends { value: infer A } ? A : never
export type Payment = Parsed<typeof parsePayment>
export type Facts = Parsed<typeof parseCase>
export type Event = Parameters<typeof evolve>[1]
type Command = Parameters<typeof handle>[1]

/** The value, where anything else would make every figure meaningless. */
export const must = <A>(
  result: { readonly ok: true; readonly value: A } | { readonly ok: false; readonly faults: readonly unknown[] },
): A => {
  if (result.ok) return result.value
  throw new Error(`a sample does not parse: ${JSON.stringify(result.faults.slice(0, 3))}`)
}

/** What came over the wire: its own strings, and the object shapes `JSON.parse` gives. */
export const fromWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Numbers that look random and are the same on every run. */
export const seeded = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    // As a small integer, as `JSON.parse` makes them: else the engine takes every amount beside it for a fraction.
    return (((mixed ^ (mixed >>> 14)) >>> 0) % below) | 0
  }
}

const lineOf = (index: number) => ({
  id: `line-${index}`,
  kind: "product",
  quantity: 1 + (index % 3),
  net: 1000 + ((index * 37) % 900),
  taxes: [{ id: "vat", amount: 190 + ((index * 11) % 90) }],
})

/** A payment with so many lines, asked for an amount over all of them. */
export const caseOfLines = (count: number): Facts => {
  const lines = Array.from({ length: count }, (_, index) => lineOf(index))
  const captured = lines.reduce((sum, line) => sum + line.net + line.taxes[0]!.amount, 0)
  const payment = { provider: "sandbox", references: {}, currency: "EUR", captured, lines }
  const facts = { payment, history: [], ask: { amount: Math.floor(captured / 3) }, askedAt: "2026-03-01T12:00:00Z" }
  return must(parseCase(fromWire(facts)))
}

/** How the refund of that number ends. */
const endOf = (index: number): Readonly<Record<string, unknown>> => {
  if (index % 5 === 4) return { _tag: "Fail" }
  return index % 7 === 6 ? { _tag: "Cancel", byProvider: true } : { _tag: "Settle" }
}

/** A payment of three lines, and a hundred events of refunds that succeed, fail or are canceled, and of disputes. */
export const hundredEvents = (): { readonly payment: Payment; readonly events: readonly Event[] } => {
  const lines = [lineOf(1), lineOf(2), lineOf(3)].map((line) => ({ ...line, net: line.net * 100 }))
  const captured = lines.reduce((sum, line) => sum + line.net + line.taxes[0]!.amount, 0)
  const payment = must(
    parsePayment(fromWire({ provider: "sandbox", references: {}, currency: "EUR", captured, lines })),
  )
  const events: Event[] = []
  let ledger = openLedger(payment)
  const happen = (command: Readonly<Record<string, unknown>>): void => {
    const caused = must(handle(ledger, fromWire(command) as Command))
    ledger = caused.reduce(evolve, ledger)
    events.push(...(fromWire(caused) as Event[]))
  }
  for (let index = 0; events.length < 100; index++) {
    const at = `2026-02-01T00:${String(index).padStart(2, "0")}:00Z`
    const refundId = `refund-${index}`
    if (index % 10 === 9) {
      const dispute = { disputeId: `dispute-${index}`, at }
      happen({ _tag: "OpenDispute", amount: 700, ...dispute })
      happen({ _tag: index % 20 === 9 ? "WinDispute" : "LoseDispute", ...dispute })
      continue
    }
    happen({
      _tag: "Request",
      refundId,
      ask: index % 3 === 0 ? { lines: [{ id: "line-2", amount: 900 }] } : { amount: 1234 + index },
      at,
    })
    if (events.length < 100) happen({ _tag: "Submit", refundId, at })
    if (events.length < 100) happen({ _tag: "Acknowledge", refundId, status: "pending", at })
    if (events.length < 100) happen({ ...endOf(index), refundId, at })
  }
  return { payment, events }
}
