/** Refunds as they truly are at a provider, from the request to the bank: money that moves, has moved, or came to nothing. */
import type { ProviderFact } from "@refund-rules/engine"
import type { Chance } from "../world/Chance.ts"
import type { Timeline } from "../world/Timeline.ts"
import type { Kind } from "./kinds.ts"

/** A refund at the provider. */
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

export const isMoving = ({ status }: Movement): boolean => status !== "failed" && status !== "canceled"

export const factOf = ({ amount, currency, id, status }: Movement): ProviderFact => ({
  providerRefundId: id,
  status,
  amount,
  currency,
  ...(status === "failed" ? { code: "bank_return" } : {}),
})

export interface Around {
  readonly timeline: Timeline
  readonly chance: Chance
  /** Money begins to move. */
  readonly onMovement: (movement: Movement) => void
  /** Something about it is new, the beginning included. */
  readonly onNews: (movement: Movement) => void
}

type Begun = Pick<Movement, "amount" | "currency" | "reference" | "refundId">

const none: readonly Movement[] = []

/** All movements of a provider, by everything they are asked for by. */
export const movementsOf = (kind: Kind, around: Around) => {
  const byId = new Map<string, Movement>()
  const byRefund = new Map<string, readonly Movement[]>()
  const byPayment = new Map<string, readonly Movement[]>()
  const fate = fateOf(kind, around)
  return {
    heal: fate.heal,
    named: (id: string): Movement | undefined => byId.get(id),
    of: (refundId: string) => byRefund.get(refundId) ?? none,
    ofPayment: (reference: string) => byPayment.get(reference) ?? none,
    begin: ({ amount, currency, reference, refundId }: Begun): Movement => {
      const id = `${kind.name}_${byId.size + 1}`
      const state = { status: "pending", isFinal: false, hasSucceeded: false } as const
      const made: Movement = { id, refundId, reference, amount, currency, ...state }
      byId.set(id, made)
      byPayment.set(reference, [...(byPayment.get(reference) ?? none), made])
      if (refundId !== undefined) byRefund.set(refundId, [...(byRefund.get(refundId) ?? none), made])
      around.onMovement(made)
      fate.begin(made)
      return made
    },
  }
}

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
const fateOf = (kind: Kind, { chance, onNews, timeline }: Around) => {
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
