/** POST /v1/admin/refunds by charge, and POST /v1/refunds by payment: asks the desk, waits a while, and answers 201. */
import { decodeAmount, type Payment } from "@refund-rules/core"
import type { RefundView } from "@refund-rules/engine"
import {
  askedRefund,
  claimFor,
  paymentNamed,
  type Route,
  Said,
  type Stay,
  type Wrong,
} from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { adminRefundOut, refundOut } from "../mapping.ts"
import { bodyOf, cents, flag, name, reason } from "./body.ts"
import { refusalSaid } from "./refusalSaid.ts"
import { absent, invalid, says } from "./says.ts"

export const createByCharge: Route = {
  method: "POST",
  path: "/v1/admin/refunds",
  scope: "refunds:write",
  operate: (stay) =>
    Effect.gen(function* () {
      const { call, caller, services } = stay
      const body = yield* bodyOf(call, { charge_id: name, amount_cents: cents, full: flag, reason })
      // Loop tells of payments only by their own id: a charge that nobody registered cannot be fetched.
      const named = { chargeId: body.charge_id }
      const known = yield* services.records.paymentNamed(caller.scope, "loop", named)
      if (known === undefined) return yield* absent("charge")
      const paymentId = (yield* paymentNamed(services, caller, "loop", named)) ?? known
      const { payment, refund } = yield* refunded(stay, paymentId, body)
      return { status: 201, body: adminRefundOut(refund, payment) }
    }),
}

export const createByPayment: Route = {
  method: "POST",
  path: "/v1/refunds",
  scope: "refunds:write",
  operate: (stay) =>
    Effect.gen(function* () {
      const body = yield* bodyOf(stay.call, { payment_id: name, amount_cents: cents, reason })
      const paymentId = yield* paymentIdNamed(stay, body.payment_id)
      const { payment, refund } = yield* refunded(stay, paymentId, body)
      return { status: 201, body: refundOut(refund, payment) }
    }),
}

/** A payment by what Loop calls it, or else by our own id of it; one that nobody registered is fetched. */
export const paymentIdNamed = Effect.fnUntraced(function* (
  { caller, services }: Stay,
  id: string,
): Effect.fn.Return<string, Wrong> {
  const own = yield* Effect.option(services.store.read(caller.scope, id))
  if (own._tag === "Some" && own.value.payment.provider === "loop") return id
  return (yield* paymentNamed(services, caller, "loop", { paymentId: id })) ?? (yield* absent("payment"))
})

interface Body {
  readonly amount_cents: string | undefined
  readonly full?: boolean | undefined
  readonly reason: string | undefined
}

/** Nothing else stops a request without a decision. */
const aboveTheKey = new Said({ reply: says("above the key's limit") })

const refunded = Effect.fnUntraced(function* (
  stay: Stay,
  paymentId: string,
  body: Body,
): Effect.fn.Return<{ readonly payment: Payment; readonly refund: RefundView }, Wrong> {
  const { call, caller, services } = stay
  const { payment } = yield* services.store.read(caller.scope, paymentId)
  const ask = yield* askOf(stay, paymentId, payment, body)
  const refund = yield* askedRefund(stay, { door: "loop", paymentId, ask, content: [call.path, body] }).pipe(
    Effect.catchTag("Conflict", () => Effect.fail(aboveTheKey)),
  )
  if ("_tag" in refund) return yield* refusalSaid(refund)
  if (refund.providerRefundId !== null) return { payment, refund }
  // A repeated request is told the state it was told first, and the provider's id as soon as that is known.
  const { providerRefundId } = yield* services.desk.refund(caller, refund.id)
  return { payment, refund: { ...refund, providerRefundId } }
})

/** The ask that a body is, in our units. */
const askOf = Effect.fnUntraced(function* (
  { caller, services }: Stay,
  paymentId: string,
  payment: Payment,
  { amount_cents: wired, full, reason: note }: Body,
): Effect.fn.Return<object, Wrong> {
  if (full === false && wired === undefined) return yield* invalid("full is false, so amount_cents is required")
  const rest = { ...(full === undefined ? {} : { full }), ...(note === undefined ? {} : { note }) }
  if (wired === undefined) return rest
  const amount = yield* amountIn(payment.currency, wired)
  // Everything is what remains, before anything is retained of it.
  if (full === true) return { ...rest, amount }
  return { ...rest, amount: yield* claimFor(services, caller, payment, paymentId, { ...rest, amount }) }
})

const amountIn = (currency: string, wired: string): Effect.Effect<number, Said> => {
  const read = decodeAmount("loop", currency, wired)
  if (read.ok) return Effect.succeed(read.value)
  return Effect.fail(invalid(`amount_cents ${read.faults[0]?.message ?? "cannot be read"}`))
}
