/** An amount asked through Stripe is what is paid: where the terms retain a part, the claim is larger by it. */
import type { Payment } from "@refund-rules/core"
import { Effect } from "effect"
import type { Visit, Wrong } from "./Visit.ts"

const MOST_STEPS = 20

/** What to claim so that the amount of an ask is paid; the amount itself where nothing is retained. */
export const claimFor = Effect.fnUntraced(function* (
  { caller, services: { desk, policies } }: Visit,
  { policyId = "default" }: Payment,
  paymentId: string,
  ask: { readonly amount: number },
): Effect.fn.Return<number, Wrong> {
  const versions = yield* policies.versions(caller.scope, policyId)
  if (versions.every(({ policy }) => policy.terms.restocking === undefined)) return ask.amount
  let claim = ask.amount
  for (let step = 0; step < MOST_STEPS; step++) {
    const { quote } = yield* desk.quote(caller, { paymentId, ask: { ...ask, amount: claim } })
    // Nothing can be paid of it: the refusal of the request itself says why.
    if (quote.total === 0 || quote.total === ask.amount) return claim
    claim += ask.amount - quote.total
  }
  return claim
})
