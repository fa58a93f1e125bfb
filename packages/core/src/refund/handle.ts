/** Judges a command against a ledger: the events it causes, none where it already took effect, or why it cannot be. */
import type { Event } from "../ledger/Event.ts"
import { evolve } from "../ledger/evolve.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import type { Currency } from "../money/Currency.ts"
import type { Minor } from "../money/Minor.ts"
import { fault, ok, refuse, type Result } from "../money/Result.ts"
import { grow } from "../payment/growth.ts"
import { parsePayment } from "../payment/parsePayment.ts"
import { later, type Instant } from "../shape/instant.ts"
import { parse } from "../shape/Shape.ts"
import { command as shape, type Command } from "./Command.ts"
import { adoptRefund, loseDispute, openDispute, winDispute } from "./fromOutside.ts"
import { acknowledge, approve, cancel, fail, markUnknown, reject, setMetadata, settle, submit } from "./moves.ts"
import { request } from "./request.ts"
import { cancelSession, executeSession, expiredSessions, openSession } from "./sessions.ts"

/**
 * A value as plain callers write it: numbers and text without their brands; whatever they are, they are read first.
 *
 * @since 0.1.0
 */
export type Given<A> = A extends Minor
  ? number
  : A extends Instant | Currency
    ? string
    : A extends object
      ? { readonly [K in keyof A]: Given<A[K]> }
      : A

/**
 * The events a command causes; fold them with `evolve`. Nothing is changed by a refused command.
 *
 * @example
 * ```ts
 * import { handle, openLedger, parsePayment } from "@refund-rules/core"
 *
 * const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 1000 })
 * const ledger = openLedger(parsed.ok ? parsed.value : (undefined as never))
 * const events = handle(ledger, { _tag: "Request", refundId: "r1", ask: { amount: 1001 }, at: "2026-01-01T00:00:00Z" })
 * !events.ok && events.faults.map((fault) => fault.code) // => ["amount_exceeds_refundable"]
 * ```
 *
 * @since 0.1.0
 */
export const handle = (ledger: Ledger, command: Command | Given<Command>): Result<readonly Event[]> => {
  const read = parse(shape, command)
  if (!read.ok) return read
  const asOf = ledger.latest === null ? read.value.at : later(ledger.latest, read.value.at)
  const expired = expiredSessions(ledger, asOf)
  const judged = judge(expired.reduce(evolve, ledger), read.value, asOf)
  if (!judged.ok || (judged.value.length === 0 && read.value._tag !== "ExpireSessions")) return judged
  return ok([...expired, ...judged.value])
}

const judge = (ledger: Ledger, command: Command, asOf: Instant): Result<readonly Event[]> => {
  switch (command._tag) {
    case "Request":
      return request(ledger, command)
    case "Approve":
      return approve(ledger, command)
    case "Reject":
      return reject(ledger, command)
    case "Submit":
      return submit(ledger, command)
    case "MarkUnknown":
      return markUnknown(ledger, command)
    case "Acknowledge":
      return acknowledge(ledger, command)
    case "Settle":
      return settle(ledger, command)
    case "Fail":
      return fail(ledger, command)
    case "Cancel":
      return cancel(ledger, command)
    case "SetMetadata":
      return setMetadata(ledger, command)
    case "OpenSession":
      return openSession(ledger, command, asOf)
    case "ExecuteSession":
      return executeSession(ledger, command)
    case "CancelSession":
      return cancelSession(ledger, command)
    case "ExpireSessions":
      return ok([])
    case "OpenDispute":
      return openDispute(ledger, command)
    case "WinDispute":
      return winDispute(ledger, command)
    case "LoseDispute":
      return loseDispute(ledger, command)
    case "AdoptRefund":
      return adoptRefund(ledger, command)
    case "GrowPayment":
      return growPayment(ledger, command)
  }
}

const growPayment = (
  ledger: Ledger,
  { at, payment }: Extract<Command, { _tag: "GrowPayment" }>,
): Result<readonly Event[]> => {
  const said = parsePayment(payment)
  if (!said.ok) return refuse(said.faults.map((one) => fault(one.code, one.message, `/payment${one.path}`)))
  const grown = grow(ledger.payment, said.value)
  if (!grown.ok) return grown
  return ok(grown.value === ledger.payment ? [] : [{ _tag: "PaymentGrown", at, payment: grown.value }])
}
