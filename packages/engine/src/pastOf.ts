/** The claims a judge looks for, out of the ledgers of a scope: for stores that can walk through all of them. */
import { type Ledger, type PastClaim, type Refund } from "@refund-rules/core"
import type { Looking, Past } from "./ports/LedgerStore.ts"

/**
 * The active claims of a customer and of an actor since the given instants, over all ledgers of one scope.
 *
 * @example
 * ```ts
 * import { openLedger, parsePayment } from "@refund-rules/core"
 * import { pastOf } from "@refund-rules/engine"
 *
 * const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 1000, customer: { id: "c1" } })
 * const ledger = openLedger(parsed.ok ? parsed.value : (undefined as never))
 * pastOf([ledger], ledger, { customerSince: "2026-01-01T00:00:00.000Z" }) // => { customer: [] }
 * ```
 *
 * @since 0.1.0
 */
export const pastOf = (ledgers: Iterable<Ledger>, of: Ledger, looking: Looking | undefined): Past => {
  const { actor, customerSince } = looking ?? {}
  const customerId = of.payment.customer?.id
  const all = actor === undefined && customerSince === undefined ? [] : [...ledgers].flatMap(claimsOf)
  return {
    ...(customerSince === undefined || customerId === undefined
      ? {}
      : { customer: all.filter((one) => one.customerId === customerId && one.at >= customerSince).map(told) }),
    ...(actor === undefined
      ? {}
      : { actor: all.filter((one) => one.actor === actor.id && one.at >= actor.since).map(told) }),
  }
}

interface Owned extends PastClaim {
  readonly customerId?: string | undefined
  readonly actor?: string | undefined
}

const told = ({ amount, at, currency }: Owned): PastClaim => ({ at, amount, currency })

const claimsOf = ({ payment, refunds, sessions }: Ledger): readonly Owned[] => {
  const { currency, customer } = payment
  const of = { currency, customerId: customer?.id }
  return [
    ...refunds
      .filter(isActive)
      .map(({ asked, claim, createdAt }) => ({ ...of, actor: asked?.requestedBy, at: createdAt, amount: claim.paid })),
    ...sessions
      .filter(({ status }) => status === "open")
      .map(({ asked, claim, openedAt }) => ({ ...of, actor: asked.requestedBy, at: openedAt, amount: claim.paid })),
  ]
}

const isActive = ({ status }: Refund): boolean => status !== "failed" && status !== "canceled" && status !== "rejected"
