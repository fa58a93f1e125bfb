/** The sandbox under the laws of gateways: what the simulated provider does by plan, it does by the word of the refund. */
import type { Gateway, Sending } from "@refund-rules/engine"
import { openSandbox } from "@refund-rules/provider-sandbox"
import { gatewayLaws, type GatewayUnderTest, type ProviderBehaviour } from "@refund-rules/testing"
import { Effect } from "effect"
import { describe, it } from "vitest"
import { heard, isHanging } from "./bench.ts"
import { words } from "./keyless.ts"

const told = (sending: Sending, behaviour: ProviderBehaviour): Sending => ({
  ...sending,
  refund: { ...sending.refund, metadata: { sandbox: words[behaviour] } },
})

const sandboxUnderTest = async (): Promise<GatewayUnderTest> => {
  const { gateway, movements } = await openSandbox()
  const plan: ProviderBehaviour[] = []
  let moved: Awaited<ReturnType<typeof movements>> = []
  const send: (typeof Gateway)["Service"]["send"] = (sending) =>
    Effect.promise(async () => {
      const behaviour = plan.shift() ?? "succeed"
      const outcome = await heard(gateway.send(told(sending, behaviour)), isHanging(words[behaviour]))
      moved = await movements()
      return outcome
    })
  return {
    gateway: { ...gateway, send },
    provider: {
      next: (...calls) => void plan.push(...calls.map((call) => (typeof call === "string" ? call : call.does))),
      movements: () =>
        moved.map(({ amount, currency, key, refund }) => ({ providerRefundId: refund, key, amount, currency })),
    },
  }
}

describe("the sandbox", () => {
  for (const { check, sentence } of gatewayLaws(sandboxUnderTest)) it(sentence, () => check({ runs: 20 }))
})
