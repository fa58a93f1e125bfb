/** An honest gateway to the simulated provider: it says what it knows, and nothing more. */
import type { Gateway, Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { Effect } from "effect"
import { providerSimulator, type ProviderReply, type ProviderSimulator } from "../fakes/providerSimulator.ts"

/**
 * The service behind the port `Gateway`.
 *
 * @since 0.1.0
 */
export type GatewayService = (typeof Gateway)["Service"]

/**
 * A gateway with the truth about its provider beside it.
 *
 * @since 0.1.0
 */
export interface GatewayUnderTest {
  readonly gateway: GatewayService
  readonly provider: Pick<ProviderSimulator, "movements" | "next">
}

/**
 * A gateway and its simulated provider, fresh. A delayed answer waits on the clock of Effect, which `TestClock` moves;
 * `clock` tells the provider's time, by which its facts are late.
 *
 * @example
 * ```ts
 * import { gatewayLaws, simulatedGateway } from "@refund-rules/testing"
 *
 * for (const { check } of gatewayLaws(() => simulatedGateway())) await check({ runs: 5 })
 * ```
 *
 * @since 0.1.0
 */
export const simulatedGateway = (
  seed = 1,
  clock?: () => number,
): GatewayUnderTest & { readonly provider: ProviderSimulator } => {
  const provider = providerSimulator(seed, clock)
  const gateway: GatewayService = {
    provider: "sandbox",
    capabilities: {},
    keyed: true,
    lookUp: "by-key",
    send: (sending) =>
      Effect.suspend(() => {
        const { payment, refund } = sending
        const outcome = outcomeOf(sending, provider.refund(sending.key, refund.claim.paid, payment.currency))
        const delay = provider.delay()
        return delay === 0 ? Effect.succeed(outcome) : Effect.delay(Effect.succeed(outcome), delay)
      }),
    find: ({ key }) => Effect.sync(() => provider.lookUp(key)),
  }
  return { gateway, provider }
}

const outcomeOf = (sending: Sending, reply: ProviderReply): Outcome => {
  switch (reply._tag) {
    case "Answered":
      return isOurs(sending, reply.fact)
        ? { _tag: "Acknowledged", fact: reply.fact }
        : { _tag: "Unknown", cause: "another amount" }
    case "Declined":
      return sending.attempt === 1
        ? { _tag: "Refused", code: "declined" }
        : { _tag: "Unknown", cause: "declined later" }
    case "Broken":
      return { _tag: "Unknown", cause: "the provider answered with an error of its own" }
    case "Silence":
      return { _tag: "Unknown", cause: "no answer" }
    case "Unreachable":
      return { _tag: "NotSent", cause: "no connection" }
  }
}

const isOurs = ({ payment, refund }: Sending, fact: ProviderFact): boolean =>
  fact.amount === refund.claim.paid && fact.currency === payment.currency
