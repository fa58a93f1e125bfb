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
import { arrive, rollSend } from "./arrive.ts"
import type { Listener } from "./Listener.ts"
import { lookUp } from "./lookUp.ts"
import type { Provider } from "./Provider.ts"

/** Seconds a call may take before the caller gives it up; nothing arrives later. */
const LONGEST_CALL = 30

export const gatewayTo = (world: World, provider: Provider, listener: Listener): GatewayService => ({
  provider: provider.kind.name,
  capabilities: {},
  keyed: provider.kind.keyed,
  lookUp: provider.kind.lookUp,
  send: (sending) => sendOver(world, provider, listener, sending),
  find: (sending) => lookUp(world, provider, listener, sending),
})

const sendOver = (world: World, provider: Provider, listener: Listener, sending: Sending): Effect.Effect<Outcome> =>
  Effect.callback((resume) => {
    if (!listener.isAlive()) return
    const { chance, timeline, trace } = world
    const fault = world.isFaulty() ? rollSend(chance) : "none"
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
    timeline.after(onTheWay, () => arrive({ world, provider, sending, hear }, fault))
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
