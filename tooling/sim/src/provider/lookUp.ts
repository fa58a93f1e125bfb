/** Asking a provider after a refund: it may not hear, not answer, or answer late; and a name it never gave finds nothing. */
import type { ProviderFact, Sending } from "@refund-rules/engine"
import { Effect } from "effect"
import type { World } from "../World.ts"
import { weighted } from "../world/Chance.ts"
import type { Listener } from "./Listener.ts"
import type { Provider } from "./Provider.ts"

export const lookFaults = { none: 60, "request lost": 10, "answer late": 8, "5xx": 8, "401": 2 } as const

const roll = weighted(lookFaults)

type Found = ProviderFact | undefined | "unknown"

export const lookUp = (
  { chance, isFaulty, timeline, trace }: World,
  { find, kind }: Provider,
  listener: Listener,
  { refund }: Sending,
): Effect.Effect<Found> =>
  Effect.callback((resume) => {
    if (!listener.isAlive()) return
    const fault = isFaulty() ? roll(chance) : "none"
    trace.count("look up", fault)
    const hear = (millis: number, look: () => Found): void =>
      timeline.after(chance.between(5, 300), () => {
        const found = look()
        timeline.after(millis, () => {
          if (!listener.isAlive()) return
          trace.step(timeline.now(), "looked up", refund.id, () => `${fault}: ${JSON.stringify(found)}`)
          resume(Effect.succeed(found))
        })
      })
    const isNameless = kind.lookUp === "none" || (kind.lookUp === "by-id" && refund.providerRefundId === undefined)
    if (isNameless) return hear(1, () => "unknown")
    const inTruth = (): Found => find(refund.id, refund.providerRefundId)
    switch (fault) {
      case "none":
        return hear(chance.between(5, 300), inTruth)
      case "answer late":
        return hear(chance.between(5000, 60_000), inTruth)
      case "request lost":
        return chance.isIn(50) ? hear(chance.between(10, 25_000), () => "unknown") : undefined
      case "5xx":
      case "401":
        return hear(chance.between(5, 300), () => "unknown")
    }
  })
