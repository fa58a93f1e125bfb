/** A decision over a ledger as it stands under the guard: pure, and everything it looked at beside it. */
import {
  type Ask,
  type Capabilities,
  caseOf,
  codeOf,
  decide,
  type Decision,
  type Evaluators,
  foremostFirst,
  type Instant,
  type Ledger,
  parsePolicy,
  type Policy,
  type RefundCase,
} from "@refund-rules/core"
import type { Decided, Past, ShadowRuling } from "../ports/LedgerStore.ts"
import { DEFAULT_POLICY, type Rulebook } from "./Rulebook.ts"
import { shadowOn } from "./shadowOn.ts"
import { OtherPolicy } from "./stops.ts"

/** What is asked, when, by whom, and by which rules. */
export interface Asking {
  readonly ask: Ask
  readonly at: Instant
  readonly requestedBy: string
  /** The most that whoever asks may be paid. */
  readonly atMost?: number | undefined
  /** The most that all they ask for in 24 hours may pay, by currency. */
  readonly atMostPerDay?: Readonly<Record<string, number>> | undefined
  readonly rulebook: Rulebook
  readonly capabilities: (provider: string) => Capabilities
  readonly evaluators?: Evaluators | undefined
  readonly stopwatch?: (() => number) | undefined
}

/** A decision with its case, and the policy where one is in force. */
export interface DecidedCase {
  readonly decision: Decision
  readonly facts: RefundCase
  readonly policy: Policy | undefined
  /** What the version in shadow says; left out where there is none. */
  readonly shadow?: ShadowRuling
  /** As it is kept; what it is about is not known yet. */
  readonly decided: Omit<Decided, "refundId" | "sessionId">
}

/** Decides; throws `OtherPolicy` where the payment names another than the one at hand, which is for the desk to fetch. */
export const decideOn = (ledger: Ledger, past: Past, asking: Asking): DecidedCase => {
  const { ask, at: askedAt, evaluators, requestedBy, rulebook } = asking
  const { capturedAt, policyId = DEFAULT_POLICY, provider } = ledger.payment
  if (policyId !== rulebook.id) throw new OtherPolicy({ id: policyId })
  const policy = rulebook.policyFor({ capturedAt, askedAt })
  const isActorSeen = past.actor !== undefined && rulebook.looking(askedAt, requestedBy)?.actor !== undefined
  const capabilities = asking.capabilities(provider)
  const facts = caseOf(ledger, {
    ask,
    askedAt,
    requestedBy,
    capabilities,
    ...(past.customer === undefined ? {} : { customerHistory: past.customer }),
    // What was looked for on account of a limit alone is no fact of the case.
    ...(isActorSeen ? { actorHistory: past.actor! } : {}),
  })
  const decision = decide(policy ?? invariantsOnly, facts, evaluators)
  const codes = [...new Set(foremostFirst(decision.violations).map(codeOf))]
  const by = {
    ...(Object.keys(capabilities).length === 0 ? {} : { capabilities }),
    ...(policy === undefined ? {} : { policy: decision.policy }),
  }
  const decided = { verdict: decision._tag, ask, askedAt, requestedBy, position: ledger.version, codes, ...by }
  const shadow = shadowOn(rulebook.shadowAt(askedAt), facts, decision, asking)
  return { decision, facts, policy, decided, ...(shadow === undefined ? {} : { shadow }) }
}

const read = parsePolicy({ id: DEFAULT_POLICY, bindAt: "request", rules: [], terms: {} })

/** What applies where nobody published anything. */
const invariantsOnly: Policy = read.ok ? read.value : { id: DEFAULT_POLICY, bindAt: "request", rules: [], terms: {} }
