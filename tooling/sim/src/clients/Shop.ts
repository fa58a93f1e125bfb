/** What the shops of a life know: their payments, their keys with what each was answered, their refunds and sessions. */
import type { Caller, Scope } from "@refund-rules/engine"
import type { Kind } from "../provider/kinds.ts"
import { clerks } from "../service/steps.ts"
import type { Chance } from "../world/Chance.ts"

export interface Payment {
  readonly caller: Caller
  readonly scope: Scope
  readonly id: string
  readonly json: Readonly<Record<string, unknown>>
  readonly reference: string
  readonly kind: Kind
  readonly captured: number
  readonly currency: string
  isRegistered: boolean
}

/** A key, what it stands for, and what it was answered first. */
export interface Wish {
  readonly key: string
  readonly payment: Payment
  readonly ask:
    | { readonly _tag: "Request"; readonly amount: number }
    | { readonly _tag: "Execute"; readonly sessionId: string }
  /** The first answer that was heard; every other must be the same. */
  answer?: string
  refundId?: string
}

export interface Shop {
  readonly payments: Payment[]
  readonly wishes: Wish[]
  /** Refunds that were told of, by whom they may be asked after. */
  readonly refunds: { readonly payment: Payment; readonly id: string }[]
  readonly sessions: { readonly payment: Payment; readonly id: string; isTold: boolean }[]
  readonly disputes: { readonly payment: Payment; readonly id: string; readonly amount: number }[]
  /** Incidents that somebody was told to have closed, with what they said of them. */
  readonly closed: { readonly scope: Scope; readonly id: string; readonly resolution: string }[]
  count: number
}

export const shop = (): Shop => ({
  payments: [],
  wishes: [],
  refunds: [],
  sessions: [],
  disputes: [],
  closed: [],
  count: 0,
})

/** Two merchants, one in each mode. */
export const scopes: readonly Scope[] = [
  { merchant: "amber", mode: "live" },
  { merchant: "basil", mode: "test" },
]

const amounts = [10_000, 9_999, 700, 1_000_000] as const

/** A payment nobody has registered yet, at one of the providers of this life. */
export const newPayment = (known: Shop, kinds: readonly Kind[], chance: Chance): Payment => {
  const count = ++known.count
  const scope = chance.oneOf(scopes)
  const kind = chance.oneOf(kinds)
  const [id, reference, captured] = [`p${count}`, `ch_${count}`, chance.oneOf(amounts)]
  const json = {
    id,
    provider: kind.name,
    references: { charge: reference },
    currency: "EUR",
    captured,
    customer: { id: `c${chance.below(9)}` },
    ...(chance.isIn(20) ? { lines: linesOf(captured) } : {}),
  }
  const caller = { scope, actor: { id: chance.oneOf(clerks), roles: ["clerk"] } }
  return { caller, scope, id, json, reference, kind, captured, currency: "EUR", isRegistered: false }
}

const linesOf = (captured: number) => {
  const first = Math.floor(captured / 3)
  const tax = Math.floor(first / 5)
  return [
    { id: "a", kind: "product", quantity: 2, net: first - tax, taxes: [{ id: "vat", amount: tax }] },
    { id: "b", kind: "shipping", quantity: 1, net: captured - first, taxes: [] },
  ]
}

/** What every shop publishes before it opens: large refunds need a second person, a customer has no more than so many. */
export const policyJson = {
  id: "default",
  bindAt: "request",
  approval: { otherActor: true, roles: ["lead"] },
  rules: [
    { id: "large", requires: { _tag: "AmountAtMost", limits: { EUR: 5000 } }, otherwise: "Review" },
    { id: "often", requires: { _tag: "CustomerAtMost", count: 12, days: 30 }, otherwise: "Refuse" },
  ],
  terms: {},
}
