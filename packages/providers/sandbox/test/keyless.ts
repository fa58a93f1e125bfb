/** What tests of gateways to providers without keys share: their wires, and the laws over a sandbox's sockets. */
import type { Sending } from "@refund-rules/engine"
import type { GatewayUnderTest, ProviderBehaviour } from "@refund-rules/testing"
import { Effect } from "effect"
import { type GatewayService, truthOf, type Wired } from "./outcomeTable.ts"

/** The word that makes the sandbox do what the simulated provider does by plan. */
export const words: Readonly<Record<ProviderBehaviour, string>> = {
  succeed: "succeed",
  pending: "pending",
  refuse: "refuse_already_refunded",
  unreachable: "rate_limited",
  "drop request": "hang",
  "drop response": "hang_after_move",
  "error after effect": "error_after_move",
  duplicate: "succeed",
  "wrong amount": "wrong_amount",
  "wrong currency": "wrong_currency",
}

const customer = { id: "cus_1", name: "Ada", email: "ada@example.org" }

export const dodoWired: Wired = {
  provider: "dodo",
  payment: (number) => ({ references: { paymentId: `pay_dodo_${number}` }, customer }),
  nameOf: ({ paymentId }) => String(paymentId),
  moving: "/refunds",
  keyed: false,
  finds: "everything",
  shows: (status) => (status === "requires_action" ? "pending" : status),
}

export const dollrWired: Wired = {
  provider: "dollr",
  payment: (number) => ({ references: { paymentIntentId: number } }),
  nameOf: ({ paymentIntentId }) => String(paymentIntentId),
  moving: "/v1/executions/refund",
  keyed: false,
  finds: "everything",
  shows: (status) => status,
}

export const loopWired: Wired = {
  provider: "loop",
  payment: (number) => ({
    references: { paymentId: `pay_loop_${number}` },
    customer: { id: `cus_loop_${number}` },
  }),
  nameOf: ({ paymentId }) => String(paymentId),
  moving: "/v1/refunds",
  keyed: false,
  finds: "everything",
  shows: (status) => (status === "requires_action" ? "pending" : status),
}

export const wooshpayWired: Wired = {
  provider: "wooshpay",
  payment: (number) => ({ references: { paymentIntent: `pi_woosh_${number}` } }),
  nameOf: ({ paymentIntent }) => String(paymentIntent),
  moving: "/v1/refunds",
  keyed: false,
  finds: "what it has the id of",
  shows: (status) => (status === "requires_action" ? "pending" : status),
}

/** A gateway whose every refund is of a payment of its own, told how the provider is to behave. */
export const livedAt =
  (wired: Wired, url: () => string, gateway: () => GatewayService, lives = { count: 0 }) =>
  async (): Promise<GatewayUnderTest> => {
    const payment = wired.payment(1_000_000 + ++lives.count)
    const plan: ProviderBehaviour[] = []
    let moved: Awaited<ReturnType<typeof truthOf>>["movements"] = []
    const sent = (sending: Sending, behaviour: ProviderBehaviour | undefined): Sending => ({
      ...sending,
      payment: { ...sending.payment, ...payment, provider: wired.provider },
      refund: { ...sending.refund, metadata: { sandbox: words[behaviour ?? "succeed"] } },
    })
    const counted = <A>(asking: Effect.Effect<A>): Effect.Effect<A> =>
      Effect.tap(asking, () =>
        Effect.promise(async () => {
          moved = (await truthOf(url(), wired.nameOf(payment.references))).movements
        }),
      )
    return {
      gateway: {
        ...gateway(),
        send: (sending) => counted(gateway().send(sent(sending, plan.shift()))),
        find: (sending) => counted(gateway().find(sent(sending, undefined))),
      },
      provider: {
        next: (...calls) => void plan.push(...calls.map((call) => (typeof call === "string" ? call : call.does))),
        movements: () =>
          moved.map(({ amount, currency, key, refund }) => ({
            providerRefundId: refund,
            key: key ?? "",
            amount,
            currency,
          })),
      },
    }
  }
