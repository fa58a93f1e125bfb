/** An amount asked through a facade is what is paid: where the terms retain a part, the claim is larger by it. */
import type { Payment } from "@refund-rules/core"
import type { Caller, Invalid, NotFound, PolicyBook, RefundDesk, StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"

const MOST_STEPS = 20

/**
 * What to claim so that the amount of an ask is paid; the amount itself where nothing is retained.
 *
 * @since 0.1.0
 */
export const claimFor = Effect.fnUntraced(function* (
  {
    desk,
    policies,
  }: { readonly desk: (typeof RefundDesk)["Service"]; readonly policies: (typeof PolicyBook)["Service"] },
  caller: Caller,
  { policyId = "default" }: Pick<Payment, "policyId">,
  paymentId: string,
  ask: { readonly amount: number },
): Effect.fn.Return<number, Invalid | NotFound | StoreUnavailable> {
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
