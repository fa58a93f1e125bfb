/** The decision suite: what the core answers to each case, as one text; plain JavaScript that any runtime can read. */
export const answers = (core, cases) => JSON.stringify(cases.map((one) => answer(core, one)))

const answer = (core, { amount, facts: json, other, policy: policyJson, shares }) => {
  const facts = core.parseCase(json)
  const policy = core.parsePolicy(policyJson)
  const written = [
    core.decodeAmount(amount.provider, amount.currency, amount.text),
    core.encodeAmount(amount.provider, amount.currency, amount.minor),
  ]
  const shared = [core.apportion(shares.remaining, shares.amount), core.split(shares.remaining, shares.amount)]
  if (!facts.ok || !policy.ok) return { facts: facts.ok || facts, policy: policy.ok || policy, written, shared }
  const decision = core.decide(policy.value, facts.value)
  const changed = core.parsePolicy(other)
  return {
    decision,
    verdict: core.verdict(policy.value, facts.value),
    staff: core.explain(decision, "staff"),
    payer: core.explain(decision, "payer"),
    quote: core.quote(facts.value, policy.value.terms),
    balance: core.balance(facts.value.ledger),
    hash: core.refOf(policy.value).hash,
    findings: core.lint(policy.value),
    changes: changed.ok ? core.diff(policy.value, changed.value) : changed,
    written,
    shared,
  }
}
