/** Reads a case from JSON: the payment frozen, its history folded, the ask as it was made; or everything wrong with it. */
import { ask } from "../ledger/Ask.ts"
import { evolve } from "../ledger/evolve.ts"
import { openLedger, type Ledger } from "../ledger/Ledger.ts"
import { positionOf } from "../ledger/position.ts"
import { limitOf } from "../money/Codec.ts"
import type { Minor } from "../money/Minor.ts"
import { ok, refuse, type Fault, type Result } from "../money/Result.ts"
import { parsePayment } from "../payment/parsePayment.ts"
import { paymentInput } from "../payment/Payment.ts"
import { capabilities, type Capabilities } from "../quote/Capabilities.ts"
import type { RefundCase } from "../quote/RefundCase.ts"
import { optional, parse, type TypeOf } from "../shape/Shape.ts"
import { list, struct } from "../shape/structures.ts"
import { currency, identifier, instant, minor } from "../shape/values.ts"
import { command, type Command } from "./Command.ts"
import { handle } from "./handle.ts"
import { expiredSessions } from "./sessions.ts"

const pastClaim = struct({ at: instant, amount: minor, currency })

export const caseInput = struct({
  payment: paymentInput,
  history: list(command),
  ask,
  askedAt: instant,
  requestedBy: optional(identifier),
  capabilities: optional(capabilities),
  customerHistory: optional(list(pastClaim)),
  actorHistory: optional(list(pastClaim)),
})

/**
 * The facts of a decision, from JSON. A history in which a command could not have happened is a fault at its place.
 *
 * @example
 * ```ts
 * import { parseCase } from "@refund-rules/core"
 *
 * const faulty = parseCase({ payment: {}, history: [], ask: { amount: -1 }, askedAt: "2026-01-31" })
 * !faulty.ok && faulty.faults.map((fault) => fault.path) // => ["/payment/provider", "/payment/references", "/payment/currency", "/payment/captured", "/ask/amount", "/askedAt"]
 * ```
 *
 * @since 0.1.0
 */
export const parseCase = (json: unknown): Result<RefundCase> => {
  const read = parse(caseInput, json)
  if (!read.ok) return read
  const payment = parsePayment(read.value.payment)
  if (!payment.ok) return refuse(payment.faults.map((one) => ({ ...one, path: `/payment${one.path}` })))
  const faults: Fault[] = []
  const folded = replay(openLedger(payment.value), read.value.history, faults)
  return faults.length === 0 ? ok(caseOf(folded, read.value)) : refuse(faults)
}

const replay = (opened: Ledger, history: readonly Command[], faults: Fault[]): Ledger => {
  let ledger = opened
  history.forEach((one, index) => {
    const events = handle(ledger, one)
    if (events.ok) ledger = events.value.reduce(evolve, ledger)
    else for (const fault of events.faults) faults.push({ ...fault, path: `/history/${index}${fault.path}` })
  })
  return ledger
}

/**
 * What a case adds to a ledger: the ask, its instant, and what is known of who asks.
 *
 * @since 0.1.0
 */
export type Asking = Pick<TypeOf<typeof caseInput>, "ask" | "askedAt" | "requestedBy" | "capabilities"> &
  Pick<RefundCase, "customerHistory" | "actorHistory">

/**
 * The case of a ledger as it stands when somebody asks: what time has ended by then is ended.
 *
 * @example
 * ```ts
 * import { caseOf, openLedger, parseCase, parsePayment } from "@refund-rules/core"
 *
 * const payment = { provider: "sandbox", references: {}, currency: "EUR", captured: 1000 }
 * const parsed = parseCase({ payment, history: [], ask: { amount: 400 }, askedAt: "2026-01-31T12:00:00Z" })
 * const facts = parsed.ok && caseOf(openLedger(parsed.value.payment), { ask: parsed.value.ask, askedAt: parsed.value.askedAt })
 * facts && facts.position.remaining // => 1000
 * ```
 *
 * @since 0.1.0
 */
export const caseOf = (ledger: Ledger, facts: Asking): RefundCase => {
  const { actorHistory, ask, askedAt, capabilities = {}, customerHistory, requestedBy } = facts
  const current = expiredSessions(ledger, askedAt).reduce(evolve, ledger)
  return {
    payment: current.payment,
    ledger: current,
    position: positionOf(current),
    ask,
    askedAt,
    capabilities: { ...carriedBy(current.payment.provider), ...capabilities },
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(customerHistory === undefined ? {} : { customerHistory }),
    ...(actorHistory === undefined ? {} : { actorHistory }),
  }
}

/** What is known of a provider's wire even where nobody declared it: the largest amount it can carry. */
const carriedBy = (provider: string): Capabilities => {
  const maxAmount = limitOf(provider)
  return maxAmount === Number.MAX_SAFE_INTEGER ? {} : { maxAmount: maxAmount as Minor }
}
