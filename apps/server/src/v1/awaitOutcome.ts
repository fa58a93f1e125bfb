/** Waits for what the provider says of a refund, for as long as `Prefer: wait` asks; it changes no guarantee, only the answer. */
import {
  type Caller,
  type NotFound,
  RefundDesk,
  type RefundView,
  Signals,
  type StoreUnavailable,
} from "@refund-rules/engine"
import { Effect } from "effect"
import { Readiness } from "../lifecycle/Readiness.ts"

/** The refund once it is no longer ours to send, or as it stands when the time is over or the server stops. */
export type AwaitOutcome = (
  caller: Caller,
  asked: RefundView,
  seconds: number,
) => Effect.Effect<RefundView, NotFound | StoreUnavailable>

// A change made by another process is not told here: it is found by looking this often.
const lookEveryMilliseconds = 200

/** A waiter over the desk and the news of this process. */
export const awaiter = Effect.gen(function* () {
  const desk = yield* RefundDesk
  const signals = yield* Signals
  const readiness = yield* Readiness
  const wait: AwaitOutcome = Effect.fnUntraced(function* (caller, asked, seconds) {
    const until = performance.now() + seconds * 1000
    const changed = yield* signals.changesOf(asked.paymentId)
    for (;;) {
      const refund = yield* desk.refund(caller, asked.id)
      const left = until - performance.now()
      if (!isOurs(refund) || left <= 0 || (yield* readiness.phase) === "stopping") return refund
      yield* Effect.timeoutOption(changed, Math.min(left, lookEveryMilliseconds))
    }
  }, Effect.scoped)
  return wait
})

const isOurs = ({ status }: RefundView): boolean => status === "accepted" || status === "submitting"
