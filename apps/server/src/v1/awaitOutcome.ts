/** Waits for what the provider says of a refund, for as long as `Prefer: wait` asks; it changes no guarantee, only the answer. */
import type { Caller, NotFound, RefundDeskShape, RefundView, StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"
import { Readiness } from "../lifecycle/Readiness.ts"

/** The refund once it is no longer ours to send, or as it stands when the time is over or the server stops. */
export const awaitOutcome = Effect.fnUntraced(function* (
  desk: RefundDeskShape,
  readiness: (typeof Readiness)["Service"],
  caller: Caller,
  asked: RefundView,
  seconds: number,
): Effect.fn.Return<RefundView, NotFound | StoreUnavailable> {
  const until = performance.now() + seconds * 1000
  let refund = asked
  let pause = 5
  while (isOurs(refund) && performance.now() < until && (yield* readiness.phase) !== "stopping") {
    yield* Effect.sleep(Math.min(pause, Math.max(0, until - performance.now())))
    pause = Math.min(100, pause * 2)
    refund = yield* desk.refund(caller, asked.id)
  }
  return refund
})

const isOurs = ({ status }: RefundView): boolean => status === "accepted" || status === "submitting"
