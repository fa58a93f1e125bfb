/** An amount asked through a facade is what is paid: where the terms retain a part, the claim is larger by it. */
import type { Payment } from "@refund-rules/core"
import type { Caller, Invalid, NotFound, PolicyBook, RefundDesk, StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"

const MOST_STEPS = 20

interface Pricing {
  readonly desk: (typeof RefundDesk)["Service"]
  readonly policies: (typeof PolicyBook)["Service"]
}

/**
 * What to claim so that the amount of an ask is paid; the amount itself where nothing is retained.
 *
 * @since 0.1.0
 */
export const claimFor = Effect.fnUntraced(function* (
  { desk, policies }: Pricing,
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

/**
 * What is asked of a line: an amount with its taxes or without, or its rest.
 *
 * @since 0.1.0
 */
export interface LineWanted {
  readonly id: string
  readonly amount?: number
  readonly taxInclusive?: boolean
}

/**
 * What to claim of each line so that the amounts of an ask are paid; the lines themselves where nothing is retained.
 *
 * @since 0.1.0
 */
export const claimForLines = Effect.fnUntraced(function* (
  { desk, policies }: Pricing,
  caller: Caller,
  { policyId = "default" }: Pick<Payment, "policyId">,
  paymentId: string,
  lines: readonly LineWanted[],
): Effect.fn.Return<readonly LineWanted[], Invalid | NotFound | StoreUnavailable> {
  const versions = yield* policies.versions(caller.scope, policyId)
  if (versions.every(({ policy }) => policy.terms.restocking === undefined)) return lines
  let claims = lines
  for (let step = 0; step < MOST_STEPS; step++) {
    const { quote } = yield* desk.quote(caller, { paymentId, ask: { lines: claims } })
    const missing = lines.map(({ amount, id, taxInclusive }) => {
      const paid = quote.lines.find((line) => line.id === id)
      return amount === undefined || paid === undefined ? 0 : amount - (taxInclusive === false ? paid.net : paid.amount)
    })
    if (quote.total === 0 || missing.every((one) => one === 0)) return claims
    claims = claims.map((line, index) =>
      line.amount === undefined ? line : { ...line, amount: Math.max(0, line.amount + missing[index]!) },
    )
  }
  return claims
})
