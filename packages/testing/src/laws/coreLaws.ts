/** The laws of the core: what holds of every payment after every history, whatever was asked, failed, or came late. */
import { balance, evolve, stepInMinor, type Balance, type Ledger, type Shares } from "@refund-rules/core"
import fc from "fast-check"
import { histories, type History } from "../arbitraries/histories.ts"
import { lawsOver, type Claimed, type Law } from "./Law.ts"
import { ofTaxes, taxedLines } from "./taxLaws.ts"
import { later, request, same, steps, tell, written, type Step } from "./walk.ts"

/** A history with everything it did, walked once for all laws. */
interface Walk {
  readonly told: readonly Step[]
  readonly last: Ledger
}

const walked = (history: History): Walk => {
  const told = steps(history)
  return { told, last: told.at(-1)!.after }
}

const ofSteps = (sentence: string, wrong: (step: Step) => string | undefined): Claimed<Walk> => ({
  sentence,
  wrong: ({ told }) => {
    for (const [index, step] of told.entries()) {
      const found = wrong(step)
      if (found !== undefined) return `${found}, after ${written(told.slice(0, index + 1))}`
    }
    return undefined
  },
})

const ofWholes = <A extends Walk>(sentence: string, wrong: (walk: A) => string | undefined): Claimed<A> => ({
  sentence,
  wrong: (walk) => {
    const found = wrong(walk)
    return found === undefined ? undefined : `${found}, after ${written(walk.told)}`
  },
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

/** Refunds and sessions a step started; what is adopted was started elsewhere. */
const started = ({ after, before, command }: Step) => {
  if (command._tag === "AdoptRefund") return []
  const known = new Set([...before.refunds, ...before.sessions].map(({ id }) => id))
  return [...after.refunds, ...after.sessions].filter(({ id }) => !known.has(id))
}

const stepOf = ({ payment }: Ledger): number => stepInMinor(payment.provider, payment.currency)

const expired = (ledger: Ledger): Ledger => tell(ledger, { _tag: "ExpireSessions", at: later }).after

const ofSessions: readonly Claimed<Walk>[] = [
  ofSteps(
    "a session that is over stays as it ended, by whatever clock anything comes",
    ({ after, before, command }) => {
      const over = before.sessions.filter(({ status }) => status !== "open")
      const moved = over.find((one) => {
        const now = after.sessions.find(({ id }) => id === one.id)
        return now?.status !== one.status || now.refundId !== one.refundId
      })
      return moved === undefined ? undefined : `${moved.id} was ${moved.status} before ${JSON.stringify(command)}`
    },
  ),
  ofSteps("no session is open from its end on, as late as it is known to be", ({ after, events }) => {
    const { latest, sessions } = after
    const open = sessions.find(({ expiresAt, status }) => status === "open" && latest !== null && latest >= expiresAt)
    return events === undefined || open === undefined ? undefined : `${open.id} is open at ${latest}`
  }),
  ofSteps("the refund of an executed session takes exactly what the session held", (step) => {
    const { after, before, command, events } = step
    if (command._tag !== "ExecuteSession" || events?.length !== 1) return undefined
    const refund = after.refunds.find(({ id }) => id === (command.refundId ?? command.sessionId))
    const { claim } = before.sessions.find(({ id }) => id === command.sessionId)!
    const isPassed = refund?.claim.paid === claim.paid && same(refund.claim.lines, claim.lines)
    return isPassed && same(balance(after), balance(before))
      ? undefined
      : `${JSON.stringify(command)} changed the balance`
  }),
]

const ofWalks: readonly Claimed<Walk>[] = [
  ...ofSessions,
  ofSteps("captured and excess are what was refunded, held, retained, disputed and remains", ({ after }) =>
    conserves(balance(after)) ? undefined : `${JSON.stringify(balance(after))} does not add up`,
  ),
  ofSteps("no component, no unit and no total is ever negative", ({ after }) => {
    const whole = balance(after)
    return isNegative(whole) || parts(whole).some(isNegative) ? `${JSON.stringify(whole)} is negative` : undefined
  }),
  ofSteps("no claim of ours takes more than remained", (step) => {
    const isFine = started(step).length === 0 || balance(step.after).excess <= balance(step.before).excess
    return isFine ? undefined : `${JSON.stringify(step.command)} was accepted beyond the balance`
  }),
  ofSteps("a release gives back exactly what was taken, units, fees and tax included", (step) => {
    const { after, before, command, events } = step
    if (command._tag !== "Request" || events?.length !== 1) return undefined
    const released = tell(after, { _tag: "Reject", refundId: command.refundId, at: command.at }).after
    const again = tell(released, { ...command, refundId: "again" }).after
    const isSame =
      same(balance(released), balance(before)) && same(again.refunds.at(-1)?.claim, after.refunds.at(-1)?.claim)
    return isSame ? undefined : `${JSON.stringify(command)} did not give back what it took`
  }),
  ofSteps("a command that took effect causes nothing when it comes again", ({ after, command, events }) => {
    const again = events === undefined ? [] : tell(after, command).events
    return again?.length === 0 ? undefined : `${JSON.stringify(command)} came again and caused ${JSON.stringify(again)}`
  }),
  ofSteps("what is paid and what is retained keeps to the provider's step", (step) => {
    const size = stepOf(step.after)
    const off = started(step).find(({ claim }) => claim.paid % size !== 0 || claim.retained % size !== 0)
    return off === undefined ? undefined : `${JSON.stringify(off)} is off the step of ${size}`
  }),
  ofWholes("the fold of the events, read back from text, is the state", ({ last, told }) => {
    const events = told.flatMap((step) => step.events ?? [])
    const read = JSON.parse(JSON.stringify(events)) as typeof events
    return same(read.reduce(evolve, told[0]!.before), last) ? undefined : "another state"
  }),
  ofWholes("what is refundable is accepted, and a step more is not", ({ last }) => {
    const ledger = expired(last)
    const { refundable } = balance(ledger)
    const isAccepted = (amount: number) => tell(ledger, request("r", { amount })).events !== undefined
    const shouldBe = ledger.payment.status === "captured" && refundable > 0
    const isFine = isAccepted(refundable) === shouldBe && !isAccepted(refundable + stepOf(ledger))
    return isFine ? undefined : `${refundable} is refundable, accepted or not`
  }),
  ofWholes("a complete sequence gives back the whole of every component and unit", ({ last, told }) => {
    if (told.some(({ after }) => balance(after).excess > 0)) return undefined
    const { after, events } = tell(expired(last), request("the rest", {}))
    const { lines, refundable, remaining, stranded } = balance(after)
    const left = lines.flatMap((line) => [line.net, ...line.taxes]).reduce((sum, part) => sum + part.remaining, 0)
    const isDone = after.payment.status !== "captured" || (refundable === 0 && remaining === stranded)
    const unitsLeft = events === undefined ? 0 : lines.reduce((sum, line) => sum + line.units.remaining, 0)
    return isDone && left === remaining && unitsLeft === 0 ? undefined : `${JSON.stringify(balance(after))} is left`
  }),
]

interface CutWalk extends Walk {
  readonly cuts: readonly number[]
}

const cutWalks: fc.Arbitrary<CutWalk> = fc
  .tuple(histories(4), fc.array(fc.nat(100), { minLength: 1, maxLength: 5 }))
  .map(([history, cuts]) => ({ ...walked(history), cuts }))

/** A total in parts, each at least 1, cut where the given numbers fall. */
const cutUp = (total: number, cuts: readonly number[]): readonly number[] => {
  const places = cuts.map((cut) => Math.floor((total * cut) / 101)).filter((place) => place > 0)
  const ordered = [0, ...new Set(places.sort((a, b) => a - b)), total]
  return ordered.slice(1).map((place, index) => place - ordered[index]!)
}

const ofCuts: readonly Claimed<CutWalk>[] = [
  ofWholes("equal totals are equal however they are cut, components within one unit a cut", ({ cuts, last }) => {
    const ledger = expired(last)
    const total = Math.floor((balance(ledger).refundable / stepOf(ledger)) * 0.7)
    if (total === 0 || ledger.payment.status !== "captured") return undefined
    const amounts = cutUp(total, cuts).map((share) => share * stepOf(ledger))
    const ask = (from: Ledger, amount: number, index: number): Ledger =>
      tell(from, request(`part ${index}`, { amount })).after
    const whole = balance(ask(ledger, total * stepOf(ledger), 0))
    const cut = balance(amounts.reduce(ask, ledger))
    const drift = parts(whole).map((part, index) => Math.abs(part.held - parts(cut)[index]!.held))
    const isEqual = whole.held === cut.held && drift.every((off) => off <= amounts.length)
    return isEqual ? undefined : `${amounts.join(" + ")} drifts by ${Math.max(...drift)}`
  }),
]

/**
 * What holds of the core, whatever its payments, asks and histories are.
 *
 * @since 0.1.0
 */
export const coreLaws: readonly Law[] = [
  ...lawsOver(histories().map(walked), ofWalks),
  ...lawsOver(cutWalks, ofCuts),
  ...lawsOver(taxedLines, ofTaxes),
]
