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

/** The payment of a history, frozen. */
export const frozen = (history: History): Payment => {
  const parsed = parsePayment(history.payment)
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
  let ledger = openLedger(frozen(history))
  return history.commands.map((command) => {
    const step = tell(ledger, command as Command)
    ledger = step.after
    return step
  })
}

/** The ledger a history ends in. */
export const ended = (history: History): Ledger => steps(history).at(-1)?.after ?? openLedger(frozen(history))
