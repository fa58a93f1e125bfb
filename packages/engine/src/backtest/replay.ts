/** Decides past cases again under another policy, and counts what would be otherwise: pure, and quick where nothing is. */
import {
  caseOf,
  decide,
  type Decision,
  type Evaluators,
  exponentOf,
  isCurrency,
  parsePolicy,
  type Policy,
  quote,
  type RefundCase,
  verdict,
  type Verdict,
} from "@refund-rules/core"
import type { PastDecision } from "../ports/Casebook.ts"
import type { Decided } from "../ports/LedgerStore.ts"
import {
  type Affected,
  type Cell,
  emptyTally,
  mergeTallies,
  mostAffected,
  type Ruled,
  type Tally,
  TOLD,
} from "./Tally.ts"

/**
 * By what decisions are told apart.
 *
 * @since 0.1.0
 */
export type GroupBy = "reason" | "provider" | "currency"

/**
 * What past decisions are held against.
 *
 * @since 0.1.0
 */
export interface Replaying {
  readonly policy: Policy
  readonly by: readonly GroupBy[]
  /** Decisions asked for before this instant are left out. */
  readonly since?: string
  readonly evaluators?: Evaluators
  /** The policy a decision was made by, where it is still known: its trace is told beside the new one. */
  readonly policyOf: (ref: NonNullable<Decided["policy"]>) => Policy | undefined
}

/**
 * The tally of some decisions, made again under the policy.
 *
 * @example
 * ```ts
 * import { replay } from "@refund-rules/engine"
 * import { parsePolicy } from "@refund-rules/core"
 *
 * const policy = parsePolicy({ id: "strict", bindAt: "request", rules: [], terms: {} })
 * policy.ok && replay([], { policy: policy.value, by: [], policyOf: () => undefined }) // => { cells: {}, affected: [] }
 * ```
 *
 * @since 0.1.0
 */
export const replay = (decisions: readonly PastDecision[], replaying: Replaying): Tally => {
  const { by, evaluators, policy, since } = replaying
  const cells = new Map<string, Counting>()
  let affected: readonly Affected[] = []
  for (const one of decisions) {
    const { amount, decided } = one
    if (since !== undefined && decided.askedAt < since) continue
    const facts = factsOf(one)
    const after = verdict(policy, facts, evaluators)
    const paid = after === "Refuse" ? 0 : quote(facts, policy.terms).total
    const before = decided.verdict
    const { currency } = facts.payment
    count(cells, keyOf(facts, by), { before, after, currency, held: amount, paid })
    const delta = (after === "Approve" ? paid : 0) - (before === "Approve" ? amount : 0)
    if (before === after && delta === 0) continue
    const weight = Math.abs(delta) / 10 ** (isCurrency(currency) ? exponentOf(currency) : 0)
    // Only what can still be told is worth two whole decisions.
    if (affected.length === TOLD && weight < affected.at(-1)!.weight) continue
    affected = mostAffected([...affected, told(one, facts, { after, paid, weight }, replaying)])
  }
  return mergeTallies(emptyTally, { cells: Object.fromEntries(cells), affected })
}

/** The facts a past decision was made on. */
const factsOf = ({ decided, ledger, past }: PastDecision): RefundCase =>
  caseOf(ledger, {
    ask: decided.ask,
    askedAt: decided.askedAt as RefundCase["askedAt"],
    ...(decided.capabilities === undefined ? {} : { capabilities: decided.capabilities }),
    ...(decided.requestedBy === undefined ? {} : { requestedBy: decided.requestedBy }),
    ...(past?.customer === undefined ? {} : { customerHistory: past.customer }),
    ...(past?.actor === undefined ? {} : { actorHistory: past.actor }),
  })

type Counting = { -readonly [Name in keyof Cell]: Cell[Name] extends number ? number : Record<string, number> }

interface Counted {
  readonly before: Verdict
  readonly after: Verdict
  readonly currency: string
  readonly held: number
  readonly paid: number
}

const count = (cells: Map<string, Counting>, key: string, { after, before, currency, held, paid }: Counted): void => {
  let cell = cells.get(key)
  if (cell === undefined) cells.set(key, (cell = { decisions: 0, moves: {}, before: {}, after: {} }))
  const move = `${before} ${after}`
  cell.decisions += 1
  cell.moves[move] = (cell.moves[move] ?? 0) + 1
  if (before === "Approve") cell.before[currency] = (cell.before[currency] ?? 0) + held
  if (after === "Approve") cell.after[currency] = (cell.after[currency] ?? 0) + paid
}

const keyOf = ({ ask, payment }: RefundCase, by: readonly GroupBy[]): string => {
  if (by.length === 0) return "[]"
  return JSON.stringify(
    by.map((name) => {
      switch (name) {
        case "reason":
          return ask.reason ?? ""
        case "provider":
          return payment.provider
        case "currency":
          return payment.currency
      }
    }),
  )
}

const told = (
  { amount, decided, paymentId }: PastDecision,
  facts: RefundCase,
  { after, paid, weight }: { readonly after: Verdict; readonly paid: number; readonly weight: number },
  { evaluators, policy, policyOf }: Replaying,
): Affected => {
  const known = decided.policy === undefined ? invariantsOnly : policyOf(decided.policy)
  const broken = (by: Policy | undefined): Ruled["broken"] =>
    by === undefined ? [] : brokenIn(decide(by, facts, evaluators))
  const subject = decided.refundId ?? decided.sessionId
  return {
    paymentId,
    ...(subject === undefined ? {} : { subject }),
    askedAt: decided.askedAt,
    currency: facts.payment.currency,
    before: { verdict: decided.verdict, amount, broken: broken(known) },
    after: { verdict: after, amount: paid, broken: broken(policy) },
    weight,
  }
}

const brokenIn = ({ trace }: Decision): Ruled["broken"] => trace.filter(({ violations }) => violations.length > 0)

const read = parsePolicy({ id: "default", bindAt: "request", rules: [], terms: {} })
const invariantsOnly = read.ok ? read.value : undefined
