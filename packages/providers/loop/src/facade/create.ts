/** POST /v1/admin/refunds by charge, and POST /v1/refunds by payment: asks the desk, waits a while, and answers 201. */
import { decodeAmount, type Payment } from "@refund-rules/core"
import type { RefundAnswer, RefundView } from "@refund-rules/engine"
import { claimFor, headerOf, onceOf, patiently, paymentNamed } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { adminRefundOut, refundOut } from "../mapping.ts"
import type { Asked, Operation, Wrong } from "./Asked.ts"
import { bodyOf, cents, flag, name, reason } from "./body.ts"
import { refusalSaid } from "./refusalSaid.ts"
import { absent, forbidden, invalid, type Said } from "./Said.ts"

export const createByCharge = (asked: Asked): Operation =>
  Effect.gen(function* () {
    const { call, caller, services } = asked
    const body = yield* bodyOf(call, { charge_id: name, amount_cents: cents, full: flag, reason })
    // Loop tells of payments only by their own id: a charge that nobody registered cannot be fetched.
    const named = { chargeId: body.charge_id }
    const paymentId = yield* services.records.paymentNamed(caller.scope, "loop", named)
    if (paymentId === undefined) return yield* absent("charge")
    const { payment, refund } = yield* refunded(asked, paymentId, body)
    return { status: 201, body: adminRefundOut(refund, payment) }
  })

export const createByPayment = (asked: Asked): Operation =>
  Effect.gen(function* () {
    const { call } = asked
    const body = yield* bodyOf(call, { payment_id: name, amount_cents: cents, reason })
    const paymentId = yield* paymentIdNamed(asked, body.payment_id)
    const { payment, refund } = yield* refunded(asked, paymentId, body)
    return { status: 201, body: refundOut(refund, payment) }
  })

/** A payment by what Loop calls it, or else by our own id of it; one that nobody registered is fetched. */
export const paymentIdNamed = Effect.fnUntraced(function* (
  { caller, services }: Asked,
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

const refunded = Effect.fnUntraced(function* (
  asked: Asked,
  paymentId: string,
  body: Body,
): Effect.fn.Return<{ readonly payment: Payment; readonly refund: RefundView }, Wrong> {
  const { call, caller, services, waitMs } = asked
  const { payment } = yield* services.store.read(caller.scope, paymentId)
  const ask = yield* askOf(asked, paymentId, payment, body)
  // Loop has no keys; a client that sends one all the same may repeat its request.
  const key = yield* onceOf("loop", headerOf(call, "idempotency-key"), [call.path, body])
  const { answer, replayed } = yield* patiently(services.desk.request(caller, { key, paymentId, ask }), waitMs)
  const refund = yield* refundIn(answer)
  const isSettled = replayed || answer._tag !== "Accepted"
  const current = isSettled
    ? services.desk.refund(caller, refund.id)
    : services.awaiting.settled(caller, refund.id, waitMs / 1000)
  return { payment, refund: yield* current }
})

const refundIn = (
  answer: RefundAnswer | { readonly _tag: "Current"; readonly value: RefundView },
): Effect.Effect<RefundView, Said> => {
  switch (answer._tag) {
    case "Accepted":
    case "Review":
      return Effect.succeed(answer.refund)
    case "Current":
      return Effect.succeed(answer.value)
    case "Refused":
      return Effect.fail(refusalSaid(answer))
  }
}

/** The ask that a body is, in our units. */
const askOf = Effect.fnUntraced(function* (
  { admitted: { maxAmount }, caller, services }: Asked,
  paymentId: string,
  payment: Payment,
  { amount_cents: wired, full, reason: note }: Body,
): Effect.fn.Return<object, Wrong> {
  if (full === false && wired === undefined) return yield* invalid("full is false, so amount_cents is required")
  const said = { ...(full === undefined ? {} : { full }), ...(note === undefined ? {} : { note }) }
  const paid = wired === undefined ? undefined : yield* amountIn(payment.currency, wired)
  // Everything is what remains, before anything is retained of it.
  const claim =
    paid === undefined || full === true
      ? paid
      : yield* claimFor(services, caller, payment, paymentId, { ...said, amount: paid })
  const ask = { ...said, ...(claim === undefined ? {} : { amount: claim }) }
  if (maxAmount === undefined) return ask
  const { quote } = yield* services.desk.quote(caller, { paymentId, ask })
  return quote.total <= maxAmount ? ask : yield* forbidden("This token may not ask for a refund of this amount")
})

const amountIn = (currency: string, wired: string): Effect.Effect<number, Said> => {
  const read = decodeAmount("loop", currency, wired)
  if (read.ok) return Effect.succeed(read.value)
  return Effect.fail(invalid(`amount_cents ${read.faults[0]?.message ?? "cannot be read"}`))
}
