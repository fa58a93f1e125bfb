/** The front over a database in this process. */
import { type Caller, NotFound, PolicyBook, Records, RefundDesk, SteadyClock } from "@refund-rules/engine"
import { Effect } from "effect"
import type { Front } from "./Front.ts"

export const embedded = Effect.fnUntraced(function* (caller: Caller) {
  const desk = yield* RefundDesk
  const records = yield* Records
  const book = yield* PolicyBook
  const clock = yield* SteadyClock
  const { actor, scope } = caller
  const front: Front = {
    payment: (id) => desk.payment(caller, id),
    payments: (filter, paging) => desk.payments(caller, filter, paging),
    quote: (input) => desk.quote(caller, input),
    request: (input) => desk.request(caller, input),
    approve: (id) => desk.approve(caller, id),
    reject: (id) => desk.reject(caller, id),
    cancel: (id) => desk.cancel(caller, id),
    resolve: (input) => desk.resolve(caller, input),
    refund: (id) => desk.refund(caller, id),
    refunds: (filter, paging) => desk.refunds(caller, filter, paging),
    openSession: (input) => desk.openSession(caller, input),
    executeSession: (input) => desk.executeSession(caller, input),
    cancelSession: (id) => desk.cancelSession(caller, id),
    session: (id) => desk.session(caller, id),
    sessions: (filter, paging) => desk.sessions(caller, filter, paging),
    incidents: (filter, paging) => records.incidents(scope, filter, paging),
    resolveIncident: Effect.fnUntraced(function* (id, resolution) {
      if (!(yield* records.resolveIncident(scope, id, { actor: actor.id, resolution })))
        return yield* new NotFound({ what: "incident", id, retry: "never" })
    }),
    publish: (policy) => Effect.flatMap(clock.instant, (at) => book.publish(scope, policy, at)),
  }
  return front
})
