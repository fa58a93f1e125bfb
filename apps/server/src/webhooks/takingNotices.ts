/** Takes notices of providers: applied once, however often they come. */
import { LedgerStore, type Notice, Records, RefundDesk, type Scope, type StoreUnavailable } from "@refund-rules/engine"
import { takenOnce, type WebhookAnswer } from "@refund-rules/provider-kit"
import { Effect } from "effect"

export const takingNotices = Effect.gen(function* () {
  const desk = yield* RefundDesk
  const records = yield* Records
  const store = yield* LedgerStore
  return Effect.fnUntraced(function* (
    scope: Scope,
    { id, provider, tells }: Notice,
  ): Effect.fn.Return<WebhookAnswer, StoreUnavailable> {
    if (tells === undefined) return "of no interest"
    const { fact, references, refundId } = tells
    const paymentId = yield* records.paymentNamed(scope, provider, references)
    if (paymentId === undefined) return "of an unknown payment"
    const caller = { scope, actor: { id: provider } }
    const about = { paymentId, ...(refundId === undefined ? {} : { refundId }), ...fact }
    return yield* takenOnce(store, scope, provider, id, paymentId, Effect.asVoid(desk.recordFact(caller, about)))
  })
})
