/** A history told to the real core, one command at a time: what each law looks at. */
import {
  evolve,
  handle,
  openLedger,
  parsePayment,
  type Command,
  type Event,
  type Ledger,
  type Payment,
} from "@refund-rules/core"
import type { History } from "../arbitraries/histories.ts"

/** One command and what it did; refused commands did nothing. */
export interface Step {
  readonly command: Command
  readonly before: Ledger
  readonly events: readonly Event[] | undefined
  readonly after: Ledger
}

/** An instant after every history: all sessions have ended by then. */
export const later = "2027-06-01T00:00:00.000Z" as Command["at"]

/** Somebody asks, after everything else. */
export const request = (refundId: string, ask: object): Command =>
  ({ _tag: "Request", refundId, ask, at: later }) as Command

/** Whether two plain values are written the same. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** A generated payment, registered. */
export const frozen = (payment: unknown): Payment => {
  const parsed = parsePayment(payment)
  if (!parsed.ok) throw new Error(`a generated payment must be well formed: ${JSON.stringify(parsed.faults)}`)
  return parsed.value
}

/** Tells one command to a ledger. */
export const tell = (before: Ledger, command: Command): Step => {
  const result = handle(before, command)
  if (!result.ok) return { command, before, events: undefined, after: before }
  return { command, before, events: result.value, after: result.value.reduce(evolve, before) }
}

/** Every step of a history, from the open ledger on. */
export const steps = (history: History): readonly Step[] => {
  let ledger = openLedger(frozen(history.payment))
  return history.commands.map((command) => {
    const step = tell(ledger, command as Command)
    ledger = step.after
    return step
  })
}

/** The payment and the commands as a person reads them. */
export const written = (told: readonly Step[]): string =>
  [told[0]!.before.payment, ...told.map(({ command }) => command)].map((one) => `\n  ${JSON.stringify(one)}`).join("")
