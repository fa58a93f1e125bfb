/** Waits for a refund to get somewhere, for as long as somebody has the patience. */
import { Context, Effect, Layer } from "effect"
import { notFound } from "./desk/answering.ts"
import { toldRefund } from "./desk/told.ts"
import { refundView } from "./desk/views.ts"
import type { NotFound } from "./errors.ts"
import type { StoreUnavailable } from "./ports/LedgerStore.ts"
import { Records } from "./ports/Records.ts"
import type { Caller, RefundView } from "./RefundDeskShape.ts"
import { Signals } from "./Signals.ts"

/**
 * What `Prefer: wait` asks for. It changes nothing, and promises nothing but the refund as it then stands.
 *
 * @since 0.1.0
 */
export class Awaiting extends Context.Service<
  Awaiting,
  {
    /** The refund once its provider has been heard, or as it stands when the seconds are over. */
    readonly settled: (
      caller: Caller,
      refundId: string,
      seconds: number,
    ) => Effect.Effect<RefundView, NotFound | StoreUnavailable>
  }
>()("@refund-rules/engine/Awaiting") {
  /** Waits no longer once it is over: a process that stops tells what it knows. */
  static readonly layerUntil = (isOver: Effect.Effect<boolean>) =>
    Layer.effect(
      Awaiting,
      Effect.gen(function* () {
        const records = yield* Records
        const { changesOf } = yield* Signals
        const look = Effect.fnUntraced(function* ({ scope }: Caller, refundId: string) {
          const record = yield* records.refund(scope, refundId)
          if (record === undefined) return yield* notFound("refund", refundId)
          return yield* toldRefund({ records }, scope, refundView(record))
        })
        const waiting = Effect.fnUntraced(function* (caller: Caller, refundId: string, paymentId: string) {
          const change = yield* changesOf(paymentId)
          while (true) {
            const refund = yield* look(caller, refundId)
            if (!isUnderway(refund) || (yield* isOver)) return refund
            yield* Effect.timeoutOption(change, ELSEWHERE)
          }
        }, Effect.scoped)
        return Awaiting.of({
          settled: Effect.fn("Awaiting.settled")(function* (caller, refundId, seconds) {
            const refund = yield* look(caller, refundId)
            if (!isUnderway(refund)) return refund
            const settled = waiting(caller, refundId, refund.paymentId)
            return yield* Effect.timeoutOrElse(settled, {
              duration: `${seconds} seconds`,
              orElse: () => look(caller, refundId),
            })
          }),
        })
      }),
    )

  /** Waits as long as it was asked to. */
  static readonly layer = Awaiting.layerUntil(Effect.succeed(false))
}

/** How long a change goes unnoticed that another process made, and how long an end. */
const ELSEWHERE = "200 millis"

const isUnderway = ({ status }: RefundView): boolean => status === "accepted" || status === "submitting"
