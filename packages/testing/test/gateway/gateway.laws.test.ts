import { gatewayLaws, type GatewayService, type GatewayUnderTest, simulatedGateway } from "@refund-rules/testing"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

type Planted = "timeout as failure" | "new key per attempt" | "look-up moves money" | "trusts wrong amount"

const found: Readonly<Record<Planted, string>> = {
  "timeout as failure": "a refund is called refused only when nothing moved",
  "new key per attempt": "one key moves money at most once",
  "look-up moves money": "a look-up moves nothing",
  "trusts wrong amount": "what is acknowledged is what was sent",
}

const planted = (fault: Planted): GatewayUnderTest => {
  const { gateway, provider } = simulatedGateway()
  const faulty: Readonly<Record<Planted, Partial<GatewayService>>> = {
    "timeout as failure": {
      send: (sending) =>
        Effect.map(gateway.send(sending), (one) =>
          one._tag === "Unknown" ? { _tag: "Refused", code: "timeout" } : one,
        ),
    },
    "new key per attempt": {
      send: (sending) => gateway.send({ ...sending, key: `${sending.key} ${sending.attempt}` }),
    },
    "look-up moves money": {
      find: (sending) => Effect.sync(() => void provider.refund(`${sending.key} again`, 1, "EUR")),
    },
    "trusts wrong amount": {
      send: ({ key, payment, refund }) =>
        Effect.sync(() => {
          const reply = provider.refund(key, refund.claim.paid, payment.currency)
          return reply._tag === "Answered"
            ? { _tag: "Acknowledged", fact: reply.fact }
            : { _tag: "Unknown", cause: reply._tag }
        }),
    },
  }
  return { gateway: { ...gateway, ...faulty[fault] }, provider }
}

describe("the simulated gateway", () => {
  for (const { check, sentence } of gatewayLaws(() => simulatedGateway())) it(sentence, async () => check())
})

describe("the laws of gateways", () => {
  it.each(Object.entries(found))("find %s by the law that says: %s", async (fault, sentence) => {
    const law = gatewayLaws(() => planted(fault as Planted)).find((one) => one.sentence === sentence)
    await expect((async () => law?.check())()).rejects.toThrow(`the gateway breaks the law "${sentence}"`)
  })
})
