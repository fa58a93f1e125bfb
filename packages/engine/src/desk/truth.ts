/** What the world tells the desk: disputes, and what a provider says of a refund. */
import { Effect } from "effect"
import type { Caller, RefundDeskShape } from "../RefundDeskShape.ts"
import { notFound, orNotFound } from "./answering.ts"
import { judgeDispute, judgeFact } from "./judgeTruth.ts"
import type { Ports } from "./Ports.ts"
import { conflict, stopping } from "./stops.ts"
import { toldPayment, toldRefund } from "./told.ts"
import { paymentView, refundIn } from "./views.ts"

type InputOf<Method extends "recordDispute" | "recordFact"> = Parameters<RefundDeskShape[Method]>[1]

const elsewhere = "a dispute of this id is of another payment"

export const truth = (ports: Ports): Pick<RefundDeskShape, "recordDispute" | "recordFact"> => ({
  recordDispute: Effect.fn("RefundDesk.recordDispute")(
    function* ({ actor, scope }: Caller, { paymentId, ...dispute }: InputOf<"recordDispute">) {
      // An id names one dispute of a merchant: that of another payment cannot also be this one's.
      const known = yield* ports.records.dispute(scope, dispute.disputeId)
      if (known !== undefined && known.paymentId !== paymentId) {
        yield* orNotFound(ports.store.read(scope, paymentId))
        return yield* conflict("dispute_conflict", elsewhere)
      }
      const at = yield* ports.clock.instant
      const judge = judgeDispute({ ...dispute, at, by: actor.id })
      const changing = stopping(orNotFound(ports.store.change(scope, paymentId, judge)))
      const ledger = yield* Effect.catchCause(changing, (cause) =>
        // Where somebody told of it meanwhile, of another payment, nothing of this was kept.
        Effect.flatMap(ports.records.dispute(scope, dispute.disputeId), (found) =>
          found === undefined || found.paymentId === paymentId
            ? Effect.failCause(cause)
            : Effect.fail(conflict("dispute_conflict", elsewhere)),
        ),
      )
      ports.signals.changed(paymentId)
      return yield* toldPayment(ports, scope, paymentView(ledger, paymentId, at))
    },
    Effect.catchTag("OtherPolicy", Effect.die),
  ),

  recordFact: Effect.fn("RefundDesk.recordFact")(
    function* ({ actor, scope }: Caller, { paymentId, ...fact }: InputOf<"recordFact">) {
      const at = yield* ports.clock.instant
      const adoptedId = ports.newId("ref", at)
      const judge = judgeFact({ ...fact, isFresh: fact.isFresh === true, at, adoptedId, by: actor.id })
      const { ledger, refundId } = yield* stopping(orNotFound(ports.store.change(scope, paymentId, judge)))
      ports.signals.changed(paymentId)
      if (refundId === undefined) return yield* notFound("refund", fact.refundId ?? fact.providerRefundId)
      const record = yield* ports.records.refund(scope, refundId)
      return yield* toldRefund(ports, scope, refundIn(ledger, paymentId, refundId, record?.decided))
    },
    Effect.catchTag("OtherPolicy", Effect.die),
  ),
})
