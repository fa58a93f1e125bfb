/** A gateway that does what a test writes down for it, one outcome after the other. */
import type { Outcome, ProviderFact } from "@refund-rules/engine"
import type { GatewayService } from "@refund-rules/testing"
import { Effect } from "effect"

export const fact: ProviderFact = { providerRefundId: "re_1", status: "succeeded", amount: 6000, currency: "EUR" }

/** A gateway whose next sends come to the given outcomes; it remembers what it was asked. */
export const scripted = (
  outcomes: readonly Outcome[],
  given: Partial<GatewayService> = {},
  found?: ProviderFact | "unknown",
) => {
  const left = [...outcomes]
  const sends: { readonly key: string; readonly attempt: number }[] = []
  const looks: string[] = []
  const gateway: GatewayService = {
    provider: "sandbox",
    capabilities: {},
    keyed: true,
    lookUp: "by-key",
    send: ({ attempt, key }) =>
      Effect.sync(() => {
        sends.push({ key, attempt })
        return left.shift() ?? { _tag: "Acknowledged", fact }
      }),
    find: ({ key }) => Effect.sync(() => (looks.push(key), found)),
    ...given,
  }
  return { gateway, sends, looks }
}
