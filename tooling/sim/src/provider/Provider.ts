/** One provider with the ground truth: what it was asked, what it said, and what money truly moved for which refund. */
import type { ProviderFact } from "@refund-rules/engine"
import type { Kind } from "./kinds.ts"
import { type Around, factOf, isMoving, type Movement, movementsOf } from "./Movement.ts"

/** What arrives at a provider. `refundId` is whose it truly is, whether the provider can tell or not. */
export interface Request {
  readonly key: string
  readonly refundId: string
  /** The provider's name of the payment. */
  readonly reference: string
  readonly amount: number
  readonly currency: string
  readonly captured: number
}

/** What the provider says to a request. */
export type Said =
  | { readonly _tag: "Fact"; readonly fact: ProviderFact }
  | { readonly _tag: "No"; readonly code: string }

export interface Provider {
  readonly kind: Kind
  /** Does what is asked, unless it refuses; `isWilling` is false where it says no for reasons of its own. */
  readonly receive: (request: Request, isWilling: boolean) => Said
  readonly find: (refundId: string, providerRefundId: string | undefined) => ProviderFact | undefined
  readonly refundOutside: (reference: string, amount: number, currency: string) => void
  readonly of: (refundId: string) => readonly Movement[]
  readonly ofPayment: (reference: string) => readonly Movement[]
  readonly named: (id: string) => Movement | undefined
  /** It said a certain no to this refund, at least once. */
  readonly hasRefused: (refundId: string) => boolean
  /** From now on everything succeeds in its time. */
  readonly heal: () => void
}

export const providerOf = (kind: Kind, around: Around): Provider => {
  const { begin, heal, named, of, ofPayment } = movementsOf(kind, around)
  const refused = new Set<string>()
  return {
    kind,
    receive: receiving(kind, { begin, named, ofPayment }, refused),
    find: (refundId, providerRefundId) => {
      const one = providerRefundId === undefined ? of(refundId)[0] : named(providerRefundId)
      return one === undefined ? undefined : factOf(one)
    },
    refundOutside: (reference, amount, currency) => void begin({ refundId: undefined, reference, amount, currency }),
    of,
    ofPayment,
    named,
    hasRefused: (refundId) => refused.has(refundId),
    heal,
  }
}

/** A key that is known is answered as it was, with what became of it since; or denied, which says nothing of the first. */
const receiving = (
  kind: Kind,
  { begin, named, ofPayment }: Pick<ReturnType<typeof movementsOf>, "begin" | "named" | "ofPayment">,
  refused: Set<string>,
): Provider["receive"] => {
  const byKey = new Map<string, Said>()
  const refuse = (refundId: string, code: string): Said => {
    refused.add(refundId)
    return { _tag: "No", code }
  }
  const movedOf = (reference: string): number =>
    ofPayment(reference).reduce((sum, one) => (isMoving(one) ? sum + one.amount : sum), 0)
  const answer = ({ captured, ...request }: Request, isWilling: boolean): Said => {
    const { amount, reference, refundId } = request
    if (kind.isStrict && movedOf(reference) + amount > captured) return refuse(refundId, "already_refunded")
    if (!isWilling) return refuse(refundId, "insufficient_funds")
    return { _tag: "Fact", fact: factOf(begin(request)) }
  }
  return (request, isWilling) => {
    const known = kind.keyed ? byKey.get(request.key) : undefined
    if (known?._tag === "Fact" && kind.deniesRepeats) return { _tag: "No", code: "already_refunded" }
    if (known?._tag === "Fact") return { _tag: "Fact", fact: factOf(named(known.fact.providerRefundId)!) }
    const said = known ?? answer(request, isWilling)
    byKey.set(request.key, said)
    return said
  }
}
