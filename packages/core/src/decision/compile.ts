/** A policy made ready to judge many cases: every rule one closure; kept as long as the policy itself. */
import type { Evaluators } from "../policy/Evaluators.ts"
import type { Policy, PolicyRef, Rule } from "../policy/Policy.ts"
import type { Requirement } from "../policy/Requirement.ts"
import { refOf } from "../policy/refOf.ts"
import type { Step } from "./Decision.ts"
import { heldSteps } from "./invariants.ts"
import type { Meaning } from "./Judged.ts"
import { meaningOf } from "./meanings.ts"
import { scopeOf } from "./scopeOf.ts"

/** A rule ready to judge; `broken` also says nothing where the rule does not apply. */
export interface ReadyRule {
  readonly rule: Rule
  readonly broken: Meaning
  readonly refuses: boolean
  /** Another size of the same ask may change its answer. */
  readonly readsSize: boolean
}

export interface ReadyPolicy {
  readonly policy: Policy
  readonly ref: PolicyRef
  readonly rules: readonly ReadyRule[]
  /** The rules' meanings alone, in the same order. */
  readonly meanings: readonly Meaning[]
  /** Every step where it holds, to be copied; a copy of a frozen list is many times slower. */
  readonly steps: readonly Step[]
  /** The trace where everything holds, which every such decision gets. */
  readonly held: readonly Step[]
  /** Those whose answer may change with the size. */
  readonly bySize: readonly ReadyRule[]
  readonly readsLines: boolean
  readonly readsAsk: boolean
  readonly evaluators: Evaluators
}

const none: Evaluators = {}

/** The ready policy, by identity: a policy never changes in place. */
export const readied = (policy: Policy, evaluators: Evaluators = none): ReadyPolicy => {
  if (last !== undefined && last.policy === policy && last.evaluators === evaluators) return last
  const known = ready.get(policy)
  last = known !== undefined && known.evaluators === evaluators ? known : compiled(policy, evaluators)
  ready.set(policy, last)
  return last
}

const ready = new WeakMap<Policy, ReadyPolicy>()
let last: ReadyPolicy | undefined

const compiled = (policy: Policy, evaluators: Evaluators): ReadyPolicy => {
  const rules = policy.rules.map((rule) => readyRule(rule, evaluators))
  const steps = heldSteps(policy.rules.map(({ id }) => id))
  return {
    policy,
    evaluators,
    ref: refOf(policy),
    rules,
    meanings: rules.map(({ broken }) => broken),
    steps,
    held: Object.freeze(steps.slice()),
    bySize: rules.filter((rule) => rule.readsSize),
    readsLines: policy.rules.some(
      ({ requires, when }) => looksAt[requires._tag] === "lines" || (when?.kinds ?? when?.tags) !== undefined,
    ),
    readsAsk: policy.rules.some(({ requires }) => requires._tag === "Expression"),
  }
}

const readyRule = (rule: Rule, evaluators: Evaluators): ReadyRule => {
  const meaning = meaningOf(rule.requires, evaluators)
  const applies = scopeOf(rule.when)
  return {
    rule,
    broken: applies === undefined ? meaning : (at) => (applies(at) ? meaning(at) : undefined),
    refuses: rule.otherwise === "Refuse",
    readsSize: looksAt[rule.requires._tag] === "size" || rule.when?.amountAbove !== undefined,
  }
}

/** What a requirement's answer can change with, for one payment at one moment. */
const looksAt: Readonly<Record<Requirement["_tag"], "size" | "lines" | undefined>> = {
  WithinDays: undefined,
  AmountAtMost: "size",
  AmountAtLeast: "size",
  ShareAtMost: "size",
  RefundsAtMost: undefined,
  ReasonRequired: undefined,
  ReasonIn: undefined,
  NoteRequired: undefined,
  LineKindIn: "lines",
  NoTag: "lines",
  HasTag: "lines",
  FullOnly: "size",
  NoDispute: undefined,
  CustomerAtMost: "size",
  ActorLimit: "size",
  Expression: "size",
}
