/** Whole cases for teams: at the edges of a policy, or any payment with any history and an ask that names its lines. */
import { evolve, handle, openLedger, parsePayment, type Command as Said, type Policy } from "@refund-rules/core"
import fc from "fast-check"
import type { CaseInput, DatedPayment } from "../cases/CaseInput.ts"
import { timings } from "../cases/choices.ts"
import { directed } from "../cases/directed.ts"
import { edges, type Edges, type PastLimit } from "../cases/Edges.ts"
import { edgesOf } from "../cases/edgesOf.ts"
import { caseKind } from "../cases/kinds.ts"
import { Readable } from "../cases/simpler.ts"
import type { Command } from "../oracle/Command.ts"
import { asks } from "./teamAsks.ts"
import { intents, written } from "./histories.ts"
import { lately } from "./lately.ts"
import { payments } from "./teamPayments.ts"

/**
 * Cases that could have happened; with a policy, mostly at its limits, windows and names, and just beside them.
 *
 * @example
 * ```ts
 * import { parseCase } from "@refund-rules/core"
 * import { cases } from "@refund-rules/testing"
 * import fc from "fast-check"
 *
 * fc.sample(cases(), 20).every((one) => parseCase(one).ok) // => true
 * ```
 *
 * @since 0.1.0
 */
export const cases = (policy?: Policy): fc.Arbitrary<CaseInput> =>
  casesOf(policy === undefined ? edges() : edgesOf(policy))

export const casesOf = (found: Edges): fc.Arbitrary<CaseInput> => {
  const space = directed(found)
  const atEdges = fc.nat({ max: Math.min(space.size - 1, 0x7fffffff) }).map((place) => space.case(space.at(place)))
  return new Readable(fc.oneof({ weight: 2, arbitrary: atEdges }, { weight: 3, arbitrary: free(found) }), caseKind)
}

const said = (found: Edges) =>
  fc.record({
    reason: fc.constantFrom(undefined, "requested_by_customer", ...found.reasons),
    note: fc.constantFrom(undefined, "as agreed"),
    tag: fc.constantFrom(undefined, undefined, ...found.tags),
    timing: fc.constantFrom(...timings(found)),
    raise: fc.constantFrom(0, 0, 0, 1, 100),
  })

const free = (found: Edges): fc.Arbitrary<CaseInput> =>
  fc
    .tuple(payments, said(found), fc.oneof(fc.constant([]), intents(5)))
    .chain(([undated, { note, raise, reason, tag, timing }, drafted]) => {
      const tags = tag === undefined ? {} : { tags: [...(undated.tags ?? []), tag] }
      const payment = { ...undated, ...timing.dates, ...tags }
      const commands = drafted.length === 0 ? [] : written(undated, drafted).commands
      const history = accepted(payment, [...commands, ...raised(payment, raise, commands.at(-1)?.at)])
      const elsewhere = (whose: PastLimit["whose"]) => lately(found.past, whose, payment, timing.askedAt)
      return fc.tuple(asks(payment), elsewhere("customer"), elsewhere("actor")).map(([ask, customer, actor]) => ({
        payment,
        history,
        ask: { ...ask, ...(reason === undefined ? {} : { reason }), ...(note === undefined ? {} : { note }) },
        askedAt: timing.askedAt,
        requestedBy: "ann",
        customerHistory: customer,
        actorHistory: actor,
      }))
    })

/** The payment registered once more with a line, or an amount, more than before; not where amounts depend on others. */
const raised = (payment: DatedPayment, raise: number, at = "2026-01-01T00:00:00.000Z"): readonly Command[] => {
  const { captured, lines, orderDiscount, orderTax } = payment
  if (raise === 0 || orderDiscount !== undefined || orderTax !== undefined) return []
  const more = { id: "more", kind: "product", quantity: 1, net: raise, taxes: [] }
  const grown = { ...payment, captured: captured + raise, ...(lines === undefined ? {} : { lines: [...lines, more] }) }
  return [{ _tag: "GrowPayment", payment: grown, at }]
}

/** The commands that took effect; what is said of the payment again has its dates. */
const accepted = (payment: DatedPayment, commands: readonly Command[]): readonly Command[] => {
  const parsed = parsePayment(payment)
  if (!parsed.ok) return []
  const { orderedAt } = payment
  const dates = orderedAt === undefined ? {} : { orderedAt }
  let ledger = openLedger(parsed.value)
  return commands
    .map((one) => (one._tag === "GrowPayment" ? { ...one, payment: { ...one.payment, ...dates } } : one))
    .filter((command) => {
      const events = handle(ledger, command as Said)
      if (events.ok) ledger = events.value.reduce(evolve, ledger)
      return events.ok
    })
}
