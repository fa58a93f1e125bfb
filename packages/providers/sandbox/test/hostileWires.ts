/** What each provider answers when all is well, and its own words for a no: everything else a server says is somebody else's. */
import type { Sending } from "@refund-rules/engine"
import { dodoGateway } from "@refund-rules/provider-dodo"
import { dollrGateway } from "@refund-rules/provider-dollr"
import { loopGateway } from "@refund-rules/provider-loop"
import { stripeGateway } from "@refund-rules/provider-stripe"
import { wooshpayGateway } from "@refund-rules/provider-wooshpay"
import type { Effect } from "effect"
import { Redacted } from "effect"
import type { HttpClient } from "effect/http"
import { dodoWired, dollrWired, loopWired, wooshpayWired } from "./keyless.ts"
import { type GatewayService, sendingOf, type Wired } from "./outcomeTable.ts"

export interface Hostile {
  readonly gateway: (url: string, timeoutMs: number) => Effect.Effect<GatewayService, never, HttpClient.HttpClient>
  /** 40.00 EUR. */
  readonly sending: () => Sending
  /** The one path that moves money. */
  readonly moving: string
  /** What is answered on every other path, by the body that was asked with. */
  readonly before?: (path: string, asked: any) => object
  /** The refund that was asked for, as it is answered. */
  readonly good: (sending: Sending, asked: any) => Readonly<Record<string, unknown>>
  /** The members of a refund that say whose it is, what it is, and how much, each with another value. */
  readonly others: Readonly<Record<string, unknown>>
  /** A no in its own words, and the statuses it may stand under. */
  readonly no: object
  readonly refusing: readonly number[]
}

const key = Redacted.make("test_key_0123456789")
const ours = ({ refund }: Sending) => ({ refund_rules_id: refund.id })
const sendingWith = (wired: Wired) => () => sendingOf("succeed", "EUR", 4000, wired)

/** With a line of its own, so that Dodo need not be asked for its items. */
const dodoSending = (): Sending => {
  const { payment, refund, ...rest } = sendingOf("succeed", "EUR", 4000, dodoWired)
  const rename = <A extends { readonly id: string }>(lines: readonly A[]) =>
    lines.map((line) => ({ ...line, id: "i_1" }))
  const claim = { ...refund.claim, lines: rename(refund.claim.lines) }
  return { ...rest, payment: { ...payment, lines: rename(payment.lines) as never }, refund: { ...refund, claim } }
}

const stripeLike = (sending: Sending) => ({
  id: `re_of_${sending.refund.id}`,
  object: "refund",
  amount: 4000,
  currency: "eur",
  payment_intent: sending.payment.references["paymentIntent"],
  status: "succeeded",
  metadata: ours(sending),
})
const stripeNo = { error: { type: "invalid_request_error", code: "charge_already_refunded", message: "no" } }
const stripeOthers = {
  id: "",
  amount: 4001,
  currency: "usd",
  payment_intent: "pi_other",
  metadata: { refund_rules_id: "ref_other" },
}

export const hostile: Readonly<Record<string, Hostile>> = {
  stripe: {
    gateway: (url, timeoutMs) => stripeGateway({ url, key, timeoutMs }),
    sending: () => sendingOf("succeed"),
    moving: "/v1/refunds",
    good: stripeLike,
    others: { ...stripeOthers, object: "charge" },
    no: stripeNo,
    refusing: [400, 404, 422],
  },
  wooshpay: {
    gateway: (url, timeoutMs) => wooshpayGateway({ url, key, timeoutMs }),
    sending: sendingWith(wooshpayWired),
    moving: "/v1/refunds",
    good: stripeLike,
    others: stripeOthers,
    no: stripeNo,
    refusing: [400, 404, 422],
  },
  dodo: {
    gateway: (url, timeoutMs) => dodoGateway({ url, key, timeoutMs }),
    sending: dodoSending,
    moving: "/refunds",
    good: (sending) => ({
      refund_id: `ref_of_${sending.refund.id}`,
      payment_id: sending.payment.references["paymentId"],
      amount: 4000,
      currency: "EUR",
      status: "succeeded",
      metadata: ours(sending),
    }),
    others: {
      refund_id: "",
      payment_id: "pay_other",
      amount: 4001,
      currency: "USD",
      metadata: { refund_rules_id: "ref_other" },
    },
    no: { code: "PAYMENT_ALREADY_REFUNDED", message: "no" },
    refusing: [400, 404, 422],
  },
  dollr: {
    gateway: (url, timeoutMs) => dollrGateway({ url, clientId: "me", clientSecret: key, timeoutMs }),
    sending: sendingWith(dollrWired),
    moving: "/v1/executions/refund",
    before: (path, asked) =>
      path.endsWith("/token")
        ? { access_token: "a_token_0123456789", expires_in: 60 }
        : { ...asked, id: 7, status: "ACTIVE", created_at: asked.expires_at, updated_at: asked.expires_at },
    good: (_, asked) => ({
      reference_id: asked.reference_id,
      status: "COMPLETED",
      payer_amount: 40,
      payer_currency: "EUR",
      payee_amount: 40,
      payee_currency: "EUR",
      operation_type: "REFUND",
    }),
    others: { reference_id: "00000000-0000-4000-8000-000000000000" },
    no: { detail: [{ loc: ["body", "session_id"], msg: "no", type: "already_refunded" }] },
    refusing: [400, 404, 422],
  },
  loop: {
    gateway: (url, timeoutMs) => loopGateway({ url, key, timeoutMs }),
    sending: sendingWith(loopWired),
    moving: "/v1/refunds",
    good: ({ payment, refund }) => ({
      refund_id: `re_of_${refund.id}`,
      payment_id: payment.references["paymentId"],
      amount_cents: 4000,
      status: "succeeded",
    }),
    others: { refund_id: "", payment_id: "pay_other", amount_cents: 4001, reason: "[ref_other] x" },
    no: { error: "already_refunded", message: "no" },
    refusing: [400, 404, 409, 412, 422],
  },
}
