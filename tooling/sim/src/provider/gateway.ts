/**
 * The road to a provider as a gateway port: requests and answers are late, lost, doubled and distorted on it, and what is
 * left of an exchange is read by the very rules the real providers' gateways use.
 *
 * One thing is taken for granted, as every keyless gateway must: a request that has not arrived when the longest call is
 * over never arrives.
 */
import type { Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { acknowledgedAs, type Exchanged, outcomeOf } from "@refund-rules/provider-kit"
import type { GatewayService } from "@refund-rules/testing"
import { Effect } from "effect"
import type { World } from "../World.ts"
import { type Chance, weighted } from "../world/Chance.ts"
import type { Provider, Said } from "./Provider.ts"

export type RoadFault = keyof typeof faulty

const faulty = {
  none: 34,
  unreachable: 5,
  "request lost": 6,
  "answer lost": 8,
  "request late": 5,
  "answer late": 5,
  "5xx before effect": 4,
  "5xx after effect": 6,
  "3xx": 2,
  "408": 2,
  "429": 5,
  "401": 2,
  doubled: 4,
  "wrong amount": 3,
  refused: 5,
  unreadable: 2,
} as const

const rollFault = weighted(faulty)

const lookFaults = { none: 60, "request lost": 10, "answer late": 8, "5xx": 8, "401": 2 } as const
const rollLook = weighted(lookFaults)

/** What a machine has to be for the road: as long as it lives, it hears answers. */
export interface Listener {
  readonly isAlive: () => boolean
}

/** Seconds a call may take before the caller gives it up; nothing arrives later. */
const LONGEST_CALL = 30

export const gatewayTo = (world: World, provider: Provider, listener: Listener): GatewayService => ({
  provider: provider.kind.name,
  capabilities: {},
  keyed: provider.kind.keyed,
  lookUp: provider.kind.lookUp,
  send: (sending) => sendOver(world, provider, listener, sending),
  find: (sending) => findOver(world, provider, listener, sending),
})

const sendOver = (world: World, provider: Provider, listener: Listener, sending: Sending): Effect.Effect<Outcome> =>
  Effect.callback((resume) => {
    if (!listener.isAlive()) return
    const { chance, timeline, trace } = world
    const fault: RoadFault = world.isFaulty() ? rollFault(chance) : "none"
    const { refund } = sending
    trace.step(timeline.now(), "send", refund.id, () => `attempt ${sending.attempt}: ${fault}`)
    trace.count("send", fault)
    world.watch.sending(sending, provider)
    const hear = (millis: number, exchanged: Exchanged): void =>
      timeline.after(millis, () => {
        if (!listener.isAlive()) return
        const outcome = outcomeOf(exchanged, readingOf(sending))
        trace.step(timeline.now(), "answer", refund.id, () => JSON.stringify(outcome))
        resume(Effect.succeed(outcome))
      })
    if (fault === "unreachable") return hear(chance.between(1, 5000), { _tag: "NotSent", cause: "no connection" })
    const onTheWay = fault === "request late" ? chance.between(1000, LONGEST_CALL * 1000 - 500) : chance.between(5, 400)
    timeline.after(onTheWay, () => arrive(world, provider, sending, fault, hear))
  })

/** The request is at the provider's door: whether it gets in, and what is heard of it. */
const arrive = (
  world: World,
  provider: Provider,
  sending: Sending,
  fault: RoadFault,
  hear: (millis: number, exchanged: Exchanged) => void,
): void => {
  const { chance, timeline } = world
  const soon = chance.between(5, 400)
  const act = (): Said => {
    const said = provider.receive(requestOf(sending), fault !== "refused" && (world.isFaulty() || !chance.isIn(2)))
    world.trace.step(timeline.now(), "received", sending.refund.id, () => JSON.stringify(said))
    return said
  }
  switch (fault) {
    case "unreachable":
      return
    case "request lost":
      return lost(chance, hear)
    case "answer lost":
      act()
      return lost(chance, hear)
    case "5xx before effect":
      return hear(soon, answered(chance.oneOf([500, 502, 503, 504]), {}))
    case "5xx after effect":
      act()
      return hear(soon, answered(chance.oneOf([500, 502, 504]), {}))
    case "3xx":
      return hear(soon, answered(302, {}))
    case "408":
      return hear(soon, answered(chance.oneOf([408, 409]), {}))
    case "429":
      return hear(soon, answered(429, {}, chance.isIn(50) ? { "retry-after": `${chance.between(1, 300)}` } : {}))
    case "401":
      return hear(soon, answered(chance.oneOf([401, 403]), {}))
    case "unreadable":
      act()
      return hear(soon, { _tag: "Answered", status: 200, headers: {}, body: "<html>" })
    case "doubled":
      // Without keys a request that comes twice is the provider's own affair, and is not made here.
      if (provider.kind.keyed) timeline.after(chance.between(1, 120_000), act)
      return hear(soon, saidAs(act()))
    case "wrong amount":
      return hear(soon, distorted(act()))
    case "answer late":
      return hear(chance.between(10_000, 90_000), saidAs(act()))
    case "none":
    case "request late":
    case "refused":
      return hear(soon, saidAs(act()))
  }
}

/** Some connections break, others are silent for ever. */
const lost = (chance: Chance, hear: (millis: number, exchanged: Exchanged) => void): void => {
  if (chance.isIn(60)) hear(chance.between(10, 25_000), { _tag: "Lost", cause: "the connection broke" })
}

const answered = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Exchanged => ({
  _tag: "Answered",
  status,
  headers,
  body: JSON.stringify(body),
})

const saidAs = (said: Said): Exchanged =>
  said._tag === "Fact" ? answered(200, said.fact) : answered(400, { code: said.code })

const distorted = (said: Said): Exchanged =>
  said._tag === "Fact" ? answered(200, { ...said.fact, amount: said.fact.amount + 1 }) : saidAs(said)

const requestOf = ({ key, payment, refund }: Sending) => ({
  key,
  refundId: refund.id,
  reference: String(payment.references["charge"]),
  amount: refund.claim.paid,
  currency: payment.currency,
  captured: payment.captured,
})

const readingOf = ({ attempt, payment, refund }: Sending): Parameters<typeof outcomeOf>[1] => ({
  name: "the provider",
  attempt,
  acknowledged: ({ body }) =>
    acknowledgedAs(body.startsWith("{") ? (JSON.parse(body) as ProviderFact) : undefined, {
      amount: refund.claim.paid,
      currency: payment.currency,
    }),
  declined: ({ body }) => {
    const { code } = JSON.parse(body) as { readonly code?: string }
    return code === undefined ? undefined : { code }
  },
})

const findOver = (
  world: World,
  provider: Provider,
  listener: Listener,
  { refund }: Sending,
): Effect.Effect<ProviderFact | undefined | "unknown"> =>
  Effect.callback((resume) => {
    if (!listener.isAlive()) return
    const { chance, timeline, trace } = world
    const fault = world.isFaulty() ? rollLook(chance) : "none"
    trace.count("look up", fault)
    const { lookUp } = provider.kind
    const isNameless = lookUp === "none" || (lookUp === "by-id" && refund.providerRefundId === undefined)
    const hear = (millis: number, found: () => ProviderFact | undefined | "unknown"): void =>
      timeline.after(chance.between(5, 300), () => {
        const known = found()
        timeline.after(millis, () => {
          if (!listener.isAlive()) return
          trace.step(timeline.now(), "looked up", refund.id, () => `${fault}: ${JSON.stringify(known)}`)
          resume(Effect.succeed(known))
        })
      })
    if (isNameless) return hear(1, () => "unknown")
    switch (fault) {
      case "none":
        return hear(chance.between(5, 300), () => provider.find(refund.id, refund.providerRefundId))
      case "answer late":
        return hear(chance.between(5000, 60_000), () => provider.find(refund.id, refund.providerRefundId))
      case "request lost":
        return chance.isIn(50) ? hear(chance.between(10, 25_000), () => "unknown") : undefined
      case "5xx":
      case "401":
        return hear(chance.between(5, 300), () => "unknown")
    }
  })
