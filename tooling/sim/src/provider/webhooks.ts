/** What providers tell unasked: each news of a refund is delivered late, in any order, some twice, and again until it is taken. */
import type { Notice, Scope } from "@refund-rules/engine"
import type { World } from "../World.ts"
import type { Kind } from "./kinds.ts"
import { factOf, type Movement } from "./Movement.ts"

/** Takes a notice to some instance; answers whether it was thanked for it. */
export type Deliver = (scope: Scope, notice: Notice, onEnd: (isTaken: boolean) => void) => void

/** Seconds until a notice that was not taken is brought again. */
const AGAIN = [10, 60, 300, 1800, 7200] as const

/** What webhooks meet on their way. */
export const webhookFaults = ["late", "before the answer", "doubled", "brought again"] as const

type Way = "none" | (typeof webhookFaults)[number]

export const webhooks = (world: World, deliver: Deliver) => {
  let count = 0
  let waiting = 0
  const bring = (scope: Scope, notice: Notice, times: number): void =>
    deliver(scope, notice, (isTaken) => {
      if (isTaken) return void (waiting -= 1)
      world.trace.count("webhook", "brought again")
      world.timeline.after(AGAIN[Math.min(times, AGAIN.length - 1)]! * 1000, () => bring(scope, notice, times + 1))
    })
  const send = (scope: Scope, notice: Notice, fault: Way, millis: number): void => {
    world.trace.count("webhook", fault)
    waiting += 1
    world.timeline.after(millis, () => bring(scope, notice, 0))
  }
  return {
    /** How many are on their way. */
    waiting: () => waiting,
    tell: (kind: Kind, scope: Scope, movement: Movement): void => {
      if (!kind.hasWebhooks) return
      const { chance } = world
      const notice = noticeOf(kind, movement, ++count)
      const isFaulty = world.isFaulty()
      const roll = chance.below(4)
      if (!isFaulty || roll > 1) send(scope, notice, "none", chance.between(10, 3000))
      else if (roll === 1) send(scope, notice, "late", chance.between(1, 7200) * 1000)
      else send(scope, notice, "before the answer", 1)
      if (isFaulty && chance.isIn(30)) send(scope, notice, "doubled", chance.between(1, 3600) * 1000)
    },
  }
}

const noticeOf = (kind: Kind, movement: Movement, count: number): Notice => ({
  provider: kind.name,
  id: `evt_${kind.name}_${count}`,
  type: `refund.${movement.status}`,
  tells: {
    references: { charge: movement.reference },
    ...(kind.namesUs && movement.refundId !== undefined ? { refundId: movement.refundId } : {}),
    fact: factOf(movement),
  },
})
