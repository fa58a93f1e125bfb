/** Whole cases for teams: at the edges of a policy, or any payment with any history and an ask that names its lines. */
import { evolve, handle, openLedger, parsePayment, type Command as Said, type Policy } from "@refund-rules/core"
import fc from "fast-check"
import type { CaseInput } from "../cases/CaseInput.ts"
import { timings } from "../cases/choices.ts"
import { directed } from "../cases/directed.ts"
import { edges, type Edges } from "../cases/Edges.ts"
import { edgesOf } from "../cases/edgesOf.ts"
import { caseKind } from "../cases/kinds.ts"
import { Readable } from "../cases/simpler.ts"
import type { Command } from "../oracle/Command.ts"
import { asks } from "./teamAsks.ts"
import { intents, written } from "./histories.ts"
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
  const atEdges = fc.nat({ max: Math.min(space.size - 1, 0x7fffffff) }).map(space.at)
  return new Readable(fc.oneof({ weight: 2, arbitrary: atEdges }, { weight: 3, arbitrary: free(found) }), caseKind)
}

const said = (found: Edges) =>
  fc.record({
    reason: fc.constantFrom(undefined, "requested_by_customer", ...found.reasons),
    note: fc.constantFrom(undefined, "as agreed"),
    tag: fc.constantFrom(undefined, undefined, ...found.tags),
    timing: fc.constantFrom(...timings(found)),
  })

const free = (found: Edges): fc.Arbitrary<CaseInput> =>
  fc.tuple(payments, said(found), fc.oneof(fc.constant([]), intents(5))).chain(([payment, words, drafted]) => {
    const { note, reason, tag, timing } = words
    const { commands } = drafted.length === 0 ? { commands: [] } : written(payment, drafted)
    return asks(payment).map((ask) => ({
      payment: {
        ...payment,
        ...timing.dates,
        ...(tag === undefined ? {} : { tags: [...(payment.tags ?? []), tag] }),
      },
      history: accepted(payment, commands),
      ask: { ...ask, ...(reason === undefined ? {} : { reason }), ...(note === undefined ? {} : { note }) },
      askedAt: timing.askedAt,
      requestedBy: "ann",
      customerHistory: [],
      actorHistory: [],
    }))
  })

/** The commands that took effect. */
const accepted = (payment: unknown, commands: readonly Command[]): readonly Command[] => {
  const parsed = parsePayment(payment)
  if (!parsed.ok) return []
  let ledger = openLedger(parsed.value)
  return commands.filter((command) => {
    if (command._tag === "GrowPayment") return false
    const events = handle(ledger, command as Said)
    if (events.ok) ledger = events.value.reduce(evolve, ledger)
    return events.ok
  })
}
