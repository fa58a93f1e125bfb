/** Stories as sentences: given a payment and what happened to it, when somebody asks, then this; no runner needed. */
import {
  balance,
  codeOf,
  type Command,
  decide,
  evolve,
  handle,
  type Ledger,
  openLedger,
  parseCase,
  parsePayment,
  parsePolicy,
} from "@refund-rules/core"
import { differences, type Told, worded } from "./words.ts"

/**
 * Plain facts of a story, as JSON has them.
 *
 * @since 0.1.0
 */
export type Facts = Readonly<Record<string, unknown>>

/**
 * What came of an ask or a command, to be told right (`then`) or told to be refused (`thenRefused`).
 *
 * @since 0.1.0
 */
export interface Outcome {
  /** Holds every fact given here against what came out; what is left out may be anything. */
  readonly then: (facts: Facts) => Told
  /** The codes it is refused with, the foremost first. */
  readonly thenRefused: (...codes: readonly string[]) => Told
}

/**
 * What an ask came to under a policy.
 *
 * @since 0.1.0
 */
export interface Decided {
  readonly then: (verdict: "Approve" | "Review" | "Refuse", facts?: Facts) => Told
}

/**
 * A payment with its past, waiting for what comes next.
 *
 * @since 0.1.0
 */
export interface Scene {
  readonly ask: (ask: Facts, more?: Facts) => Outcome
  readonly when: (command: Facts) => Outcome
  readonly under: (policy: Facts) => { readonly ask: (ask: Facts, facts?: Facts) => Decided }
}

/**
 * Opens a story: a payment (what the story does not care about is filled in) and the commands or events of its past.
 *
 * @example
 * ```ts
 * import { given } from "@refund-rules/testing"
 *
 * const refunded = { _tag: "Request", refundId: "r1", ask: { amount: 40 } }
 * given({ captured: 100 }, refunded).ask({ amount: 60 }).then({ paid: 60, held: 100, remaining: 0 })
 * given({ captured: 100 }, refunded).ask({ amount: 61 }).thenRefused("amount_exceeds_refundable")
 * ```
 *
 * @since 0.1.0
 */
export const given = (facts: Facts, ...past: readonly Facts[]): Scene => {
  const payment = { provider: "sandbox", references: {}, currency: "EUR", ...facts }
  const history: readonly Facts[] = past.map((one, index) => ({ at: minute(index), ...one }))
  const parsed = parsePayment(payment)
  if (!parsed.ok) throw new Error(`the payment of the story is wrong: ${sentences(parsed.faults)}`)
  const { currency } = parsed.value
  const ledger = history.reduce<Ledger>(happened, openLedger(parsed.value))
  const told = (when: Facts, said: readonly Facts[]): Told => ({
    given: worded.past(parsed.value, past),
    when: worded.step(when, currency),
    // oxlint-disable-next-line unicorn/no-thenable -- a word of a story; it takes facts, and nothing awaits it
    then: said.map((one) => worded.facts(one, currency)),
  })
  const when = (command: Facts): Outcome =>
    outcomeOf(ledger, { at: minute(past.length), ...command }, currency, (said) => told(command, said))
  return {
    when,
    ask: (ask, more = {}) => when({ _tag: "Request", refundId: `r${past.length + 1}`, ask, ...more }),
    under: (policy) => ({
      ask: (ask, more = {}) => ({
        // oxlint-disable-next-line unicorn/no-thenable -- a word of a story; it takes facts, and nothing awaits it
        then: (verdict, expected = {}) => {
          const decision = decided(policy, { payment, history, ask, askedAt: minute(past.length), ...more })
          expectFacts(decision, { verdict, ...expected }, currency)
          return told({ _tag: "Decide", policy, ask, ...more }, [{ verdict, ...expected }])
        },
      }),
    }),
  }
}

/** The instant of a story's nth minute. */
const minute = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString()

const sentences = (faults: readonly { readonly path: string; readonly message: string }[]): string =>
  faults.map(({ message, path }) => `${path} ${message}`.trim()).join("; ")

/** A command is handled, an event is folded as it stands. */
const happened = (before: Ledger, one: Facts): Ledger => {
  if (isEvent(one)) return evolve(before, one as never)
  const events = handle(before, one as unknown as Command)
  if (!events.ok) throw new Error(`the story cannot happen: ${JSON.stringify(one)}: ${sentences(events.faults)}`)
  return events.value.reduce(evolve, before)
}

const isEvent = ({ _tag }: Facts): boolean => /^(Payment|Refund|Session|Dispute)[A-Z]/.test(String(_tag))

const outcomeOf = (
  before: Ledger,
  command: Facts,
  currency: string,
  told: (said: readonly Facts[]) => Told,
): Outcome => {
  const result = handle(before, command as unknown as Command)
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- a word of a story; it takes facts, and nothing awaits it
    then: (expected) => {
      if (!result.ok) throw new Error(`the story was refused: ${sentences(result.faults)}`)
      const after = result.value.reduce(evolve, before)
      const claim = result.value.map((event) => ("claim" in event ? event.claim : undefined)).find(Boolean)
      const events = result.value.map((event) => event._tag)
      const refund = "refundId" in command ? after.refunds.find(({ id }) => id === command["refundId"]) : undefined
      const { paid, retained } = claim ?? { paid: 0, retained: balance(after).retained }
      expectFacts({ ...balance(after), paid, retained, claim, events, refund }, expected, currency)
      return told([expected])
    },
    thenRefused: (...codes) => {
      const came = result.ok ? "nothing, it was accepted" : result.faults.map(({ code }) => code).join(", ")
      if (came !== codes.join(", ")) throw new Error(`the story says refused with ${codes.join(", ")}, but: ${came}`)
      return told([{ refused: codes }])
    },
  }
}

const decided = (policyJson: Facts, caseJson: Facts): Facts => {
  const policy = parsePolicy({ id: "shop", bindAt: "request", rules: [], terms: {}, ...policyJson })
  if (!policy.ok) throw new Error(`the policy of the story is wrong: ${sentences(policy.faults)}`)
  const facts = parseCase(caseJson)
  if (!facts.ok) throw new Error(`the case of the story is wrong: ${sentences(facts.faults)}`)
  const { _tag, maxRefundable, maxWithReview, quote, violations } = decide(policy.value, facts.value)
  const codes = violations.map(codeOf)
  return {
    verdict: _tag,
    paid: quote.total,
    retained: quote.retained,
    lines: quote.lines,
    codes,
    maxRefundable,
    maxWithReview,
  }
}

const expectFacts = (actual: Facts, expected: Facts, currency: string): void => {
  const wrong = differences(actual, expected, currency)
  if (wrong.length > 0) throw new Error(`the story does not go as told: ${wrong.join("; ")}`)
}
