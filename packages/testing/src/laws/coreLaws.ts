/** The laws of the core: what holds of every payment after every history, whatever was asked, failed, or came late. */
import {
  balance,
  evolve,
  openLedger,
  stepInMinor,
  type Balance,
  type Command,
  type Ledger,
  type Shares,
} from "@refund-rules/core"
import fc from "fast-check"
import { histories, type History } from "../arbitraries/histories.ts"
import { lawOf, type Law } from "./Law.ts"
import { ended, steps, tell, type Step } from "./walk.ts"

const history = histories()
const later = "2027-06-01T00:00:00.000Z" as Command["at"]

const ofSteps = (sentence: string, holds: (step: Step) => string | undefined): Law =>
  lawOf(sentence, history, (one: History) => {
    for (const step of steps(one)) {
      const wrong = holds(step)
      if (wrong !== undefined) return `${wrong}, after ${JSON.stringify(one)}`
    }
    return undefined
  })

const ofLedgers = (sentence: string, holds: (ledger: Ledger) => string | undefined): Law =>
  lawOf(sentence, history, (one: History) => {
    const wrong = holds(ended(one))
    return wrong === undefined ? undefined : `${wrong}, after ${JSON.stringify(one)}`
  })

const parts = (one: Balance): readonly Shares[] => one.lines.flatMap((line) => [line.units, line.net, ...line.taxes])

const taken = (one: Shares): number => one.refunded + one.held + one.retained + one.disputed

const conserves = (whole: Balance): boolean =>
  whole.captured + whole.excess === taken(whole) + whole.remaining &&
  parts(whole).every((one) => one.captured === taken(one) + one.remaining)

const isNegative = (one: Shares): boolean =>
  [one.refunded, one.held, one.retained, one.disputed, one.remaining].some(
    (amount) => amount < 0 || Object.is(amount, -0),
  )

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const request = (refundId: string, ask: Extract<Command, { _tag: "Request" }>["ask"]): Command => ({
  _tag: "Request",
  refundId,
  ask,
  at: later,
})

/** Time lets go what is still open, and everything that remains is asked for. */
const rest = (ledger: Ledger): Step => {
  const expired = tell(ledger, { _tag: "ExpireSessions", at: later }).after
  return tell(expired, request("the rest", {}))
}

const started = ({ before, after }: Step) => {
  const known = new Set([...before.refunds, ...before.sessions].map(({ id }) => id))
  return [...after.refunds, ...after.sessions].filter(({ id }) => !known.has(id))
}

/**
 * What holds of the core; the published figures are of these.
 *
 * @since 0.1.0
 */
export const coreLaws: readonly Law[] = [
  ofSteps("captured and excess are what was refunded, held, retained, disputed and remains", ({ after }) =>
    conserves(balance(after)) ? undefined : `${JSON.stringify(balance(after))} does not add up`,
  ),
  ofSteps("no component, no unit and no total is ever negative", ({ after }) => {
    const whole = balance(after)
    return isNegative(whole) || parts(whole).some(isNegative)
      ? `${JSON.stringify(whole)} has a negative part`
      : undefined
  }),
  ofSteps("no claim of ours takes more than remained", ({ after, before, command, events }) => {
    const isOurs = command._tag === "Request" || command._tag === "OpenSession"
    const isFine = !isOurs || events === undefined || balance(after).excess <= balance(before).excess
    return isFine ? undefined : `${JSON.stringify(command)} was accepted beyond the balance`
  }),
  lawOf("a complete sequence gives back the whole of every component and unit", history, (one) => {
    const told = steps(one)
    const hasPassed = told.some(({ after }) => balance(after).excess > 0)
    if (hasPassed || told.length === 0) return undefined
    const { after, events } = rest(told.at(-1)!.after)
    const { lines, refundable, remaining, stranded } = balance(after)
    const left = lines.flatMap((line) => [line.net, ...line.taxes]).reduce((sum, part) => sum + part.remaining, 0)
    const isDone = after.payment.status !== "captured" || (refundable === 0 && remaining === stranded)
    const unitsLeft = events === undefined ? 0 : lines.reduce((sum, line) => sum + line.units.remaining, 0)
    return isDone && left === remaining && unitsLeft === 0
      ? undefined
      : `${JSON.stringify(balance(after))} is not all of it, after ${JSON.stringify(one)}`
  }),
  ofSteps("a release gives back exactly what was taken, units, fees and tax included", (step) => {
    const { after, before, command, events } = step
    if (command._tag !== "Request" || events === undefined || events.length !== 1) return undefined
    const failed = tell(after, { _tag: "Reject", refundId: command.refundId, at: command.at }).after
    const again = tell(failed, { ...command, refundId: "again" }).after
    const first = after.refunds.at(-1)?.claim
    const isSame = same(balance(failed), balance(before)) && same(again.refunds.at(-1)?.claim, first)
    return isSame ? undefined : `${JSON.stringify(command)} did not give back what it took`
  }),
  ofSteps("a command that took effect causes nothing when it comes again", ({ after, command, events }) => {
    if (events === undefined) return undefined
    const again = tell(after, command)
    const isNothing = again.events?.length === 0
    return isNothing ? undefined : `${JSON.stringify(command)} came again and caused ${JSON.stringify(again.events)}`
  }),
  lawOf("the fold of the events, read back from text, is the state", history, (one) => {
    const told = steps(one)
    const events = told.flatMap((step) => step.events ?? [])
    const opened = told[0]?.before
    if (opened === undefined) return undefined
    const read = JSON.parse(JSON.stringify(events)) as typeof events
    return same(read.reduce(evolve, openLedger(opened.payment)), told.at(-1)?.after) ? undefined : JSON.stringify(one)
  }),
  ofSteps("what is paid and what is retained keeps to the provider's step", (step) => {
    const { currency, provider } = step.after.payment
    const size = stepInMinor(provider, currency)
    const off = started(step).find(({ claim }) => {
      const isOurs = !("adopted" in claim) && step.command._tag !== "AdoptRefund"
      return isOurs && (claim.paid % size !== 0 || claim.retained % size !== 0)
    })
    return off === undefined ? undefined : `${JSON.stringify(off)} is off the step of ${size}`
  }),
  ofLedgers("what is refundable is accepted, and a step more is not", (ledger) => {
    const current = tell(ledger, { _tag: "ExpireSessions", at: later }).after
    const { refundable } = balance(current)
    const size = stepInMinor(current.payment.provider, current.payment.currency)
    const fits = tell(current, request("all", { amount: refundable as never })).events !== undefined
    const over = tell(current, request("over", { amount: (refundable + size) as never })).events !== undefined
    const should = current.payment.status === "captured" && refundable > 0
    return fits === should && !over
      ? undefined
      : `${refundable} is refundable, but accepted: ${fits}, and more: ${over}`
  }),
  lawOf(
    "equal totals are equal however they are cut, components within one unit a cut",
    cutHistory(),
    ({ cuts, one }) => {
      const ledger = tell(ended(one), { _tag: "ExpireSessions", at: later }).after
      const { currency, provider, status } = ledger.payment
      const size = stepInMinor(provider, currency)
      const { refundable } = balance(ledger)
      const total = Math.floor((refundable / size) * 0.7) * size
      if (total === 0 || status !== "captured" || cuts.length === 0) return undefined
      const whole = tell(ledger, request("whole", { amount: total as never })).after
      const amounts = cutUp(total / size, cuts).map((share) => share * size)
      const inParts = amounts.reduce(
        (current, amount, index) => tell(current, request(`part ${index}`, { amount: amount as never })).after,
        ledger,
      )
      const [a, b] = [balance(whole), balance(inParts)]
      const drift = parts(a).map((part, index) => Math.abs(part.held - parts(b)[index]!.held))
      const isEqual = a.held === b.held && drift.every((off) => off <= amounts.length)
      return isEqual
        ? undefined
        : `${total} in ${amounts.join(" + ")} drifts by ${Math.max(...drift)} from ${JSON.stringify(one)}`
    },
  ),
]

function cutHistory(): fc.Arbitrary<{ readonly one: History; readonly cuts: readonly number[] }> {
  return fc.record({ one: histories(4), cuts: fc.array(fc.nat(100), { minLength: 1, maxLength: 5 }) })
}

/** A total in parts, each at least 1, cut where the given numbers fall. */
const cutUp = (total: number, cuts: readonly number[]): readonly number[] => {
  const places = [...new Set(cuts.map((cut) => Math.floor((total * cut) / 101)))].filter(
    (place) => place > 0 && place < total,
  )
  const ordered = [0, ...places.sort((a, b) => a - b), total]
  return ordered.slice(1).map((place, index) => place - ordered[index]!)
}
