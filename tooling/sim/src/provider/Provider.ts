/** One provider with the ground truth: what it was asked, what it said, and what money truly moved for which refund. */
import type { ProviderFact } from "@refund-rules/engine"
import type { Chance } from "../world/Chance.ts"
import type { Timeline } from "../world/Timeline.ts"
import type { Kind } from "./kinds.ts"

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

/** A refund at the provider: money that moved, is moving, or came to nothing. */
export interface Movement {
  readonly id: string
  /** Undefined where somebody made it at the provider. */
  readonly refundId: string | undefined
  readonly reference: string
  readonly amount: number
  readonly currency: string
  status: ProviderFact["status"]
  /** Nothing more will happen to it. */
  isFinal: boolean
  /** It succeeded once, whatever came of it later. */
  hasSucceeded: boolean
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
  readonly movements: readonly Movement[]
  readonly of: (refundId: string) => readonly Movement[]
  /** It said a certain no to this refund, at least once. */
  readonly hasRefused: (refundId: string) => boolean
  /** From now on everything succeeds in its time. */
  readonly heal: () => void
}

interface Around {
  readonly timeline: Timeline
  readonly chance: Chance
  /** Money begins to move. */
  readonly onMovement: (movement: Movement) => void
  /** Something about it is new, the beginning included. */
  readonly onNews: (movement: Movement) => void
}

export const providerOf = (kind: Kind, around: Around): Provider => {
  const movements: Movement[] = []
  const byKey = new Map<string, Said>()
  const ofMovement = new Map<string, Movement>()
  const byRefund = new Map<string, Movement[]>()
  const refused = new Set<string>()
  const life = lifeOf(kind, around)
  const begin = (refundId: string | undefined, { amount, currency, reference }: Omit<Request, "key" | "captured">) => {
    const id = `${kind.name}_${movements.length + 1}`
    const made: Movement = {
      id,
      refundId,
      reference,
      amount,
      currency,
      status: "pending",
      isFinal: false,
      hasSucceeded: false,
    }
    movements.push(made)
    ofMovement.set(id, made)
    if (refundId !== undefined) byRefund.set(refundId, [...(byRefund.get(refundId) ?? []), made])
    around.onMovement(made)
    life.begin(made)
    return made
  }
  const refuse = (refundId: string, code: string): Said => {
    refused.add(refundId)
    return { _tag: "No", code }
  }
  const movedOf = (wanted: string): number =>
    movements.reduce((sum, one) => (one.reference === wanted && isMoving(one) ? sum + one.amount : sum), 0)
  const receive = (request: Request, isWilling: boolean): Said => {
    const { amount, captured, key, refundId, reference } = request
    const known = kind.keyed ? byKey.get(key) : undefined
    if (known !== undefined)
      return known._tag === "No" ? known : { _tag: "Fact", fact: factOf(ofMovement.get(known.fact.providerRefundId)!) }
    const said: Said =
      kind.isStrict && movedOf(reference) + amount > captured
        ? refuse(refundId, "already_refunded")
        : isWilling
          ? { _tag: "Fact", fact: factOf(begin(refundId, request)) }
          : refuse(refundId, "insufficient_funds")
    byKey.set(key, said)
    return said
  }
  return {
    kind,
    receive,
    find: (refundId, providerRefundId) => {
      const one = kind.lookUp === "by-id" ? ofMovement.get(providerRefundId ?? "") : byRefund.get(refundId)?.[0]
      return one === undefined ? undefined : factOf(one)
    },
    refundOutside: (reference, amount, currency) =>
      void begin(undefined, { refundId: "", reference, amount, currency }),
    movements,
    of: (refundId) => byRefund.get(refundId) ?? [],
    hasRefused: (refundId) => refused.has(refundId),
    heal: life.heal,
  }
}

export const isMoving = ({ status }: Movement): boolean => status !== "failed" && status !== "canceled"

export const factOf = ({ amount, currency, id, status }: Movement): ProviderFact => ({
  providerRefundId: id,
  status,
  amount,
  currency,
  ...(status === "failed" ? { code: "bank_return" } : {}),
})

const endings: readonly ("canceled" | "failed" | "succeeded")[] = [
  "succeeded",
  "succeeded",
  "succeeded",
  "failed",
  "canceled",
]

const SECOND = 1000
const HOUR = 3600 * SECOND

/** What becomes of a movement: done at once, or later, or not at all; and some that were done come back from the bank. */
const lifeOf = (kind: Kind, { chance, onNews, timeline }: Around) => {
  let isWell = false
  const become = (one: Movement, status: Movement["status"], isFinal: boolean): void => {
    Object.assign(one, { status, isFinal })
    if (status === "succeeded") one.hasSucceeded = true
    onNews(one)
  }
  const succeed = (one: Movement): void => {
    const comesBack = !isWell && chance.isIn(kind.comesBack)
    become(one, "succeeded", !comesBack)
    if (comesBack) timeline.after(chance.between(60 * SECOND, 30 * HOUR), () => become(one, "failed", true))
  }
  const end = (one: Movement): void => {
    const ending = isWell ? "succeeded" : chance.oneOf(endings)
    if (ending === "succeeded") succeed(one)
    else become(one, ending, true)
  }
  return {
    heal: () => void (isWell = true),
    begin: (one: Movement): void => {
      if (!chance.isIn(kind.settlesLater)) return succeed(one)
      become(one, chance.isIn(70) ? "pending" : "requires_action", false)
      timeline.after(chance.isIn(70) ? chance.between(1, 600) * SECOND : chance.between(1, 20 * 3600) * SECOND, () =>
        end(one),
      )
    },
  }
}
