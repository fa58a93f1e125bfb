/** The front over a database in this process. */
import {
  type Caller,
  NotFound,
  PolicyBook,
  Records,
  RefundDesk,
  type Scope,
  headOf,
  SealBook,
  SteadyClock,
  WebhookBook,
} from "@refund-rules/engine"
import { Effect } from "effect"
import { Surroundings } from "../manners/Surroundings.ts"
import { newestSeal } from "../operate/head.ts"
import type { Front } from "./Front.ts"
import { signingKeys } from "./secretsKeys.ts"

export const embedded = Effect.fnUntraced(function* (caller: Caller, url: string) {
  const desk = yield* RefundDesk
  const records = yield* Records
  const book = yield* PolicyBook
  const clock = yield* SteadyClock
  const [seals, place] = [yield* SealBook, yield* Surroundings]
  const { actor, scope } = caller
  const front: Front = {
    quote: (asked) => Effect.map(desk.quote(caller, asked), ({ decision }) => decision),
    request: (asked) =>
      Effect.map(desk.request(caller, asked), ({ answer, replayed }) => {
        if (answer._tag === "Refused") return answer
        return { _tag: "Held", view: answer._tag === "Current" ? answer.value : answer.refund, replayed }
      }),
    approve: (id) => desk.approve(caller, id),
    reject: (id) => desk.reject(caller, id),
    cancel: (id) => desk.cancel(caller, id),
    resolve: (input) => desk.resolve(caller, input),
    refund: (id) => desk.refund(caller, id),
    refunds: (filter, paging) => desk.refunds(caller, filter, paging),
    openSession: (asked) =>
      Effect.map(desk.openSession(caller, asked), ({ answer, replayed }) => {
        if (answer._tag === "Refused") return answer
        return { _tag: "Held", view: answer._tag === "Current" ? answer.value : answer.session, replayed }
      }),
    executeSession: (sessionId, key) =>
      Effect.map(desk.executeSession(caller, { key, sessionId }), ({ answer }) =>
        answer._tag === "Current" ? answer.value : answer.refund,
      ),
    cancelSession: (id) => desk.cancelSession(caller, id),
    session: (id) => desk.session(caller, id),
    sessions: (filter, paging) => desk.sessions(caller, filter, paging),
    incidents: (filter, paging) => records.incidents(scope, filter, paging),
    resolveIncident: Effect.fnUntraced(function* (id, resolution) {
      if (!(yield* records.resolveIncident(scope, id, { actor: actor.id, resolution })))
        return yield* new NotFound({ what: "incident", id, retry: "never" })
    }),
    ...telling(scope, yield* WebhookBook),
    head: Effect.flatMap(signingKeys(url, scope.mode), (keys) => newestSeal(scope, keys)).pipe(
      Effect.flatMap(headOf),
      Effect.provideService(SealBook, seals),
      Effect.provideService(Surroundings, place),
    ),
    publish: (policy) => Effect.flatMap(clock.instant, (at) => book.publish(scope, policy, at)),
  }
  return front
})

/** Who is told of what happens. */
const telling = (scope: Scope, book: (typeof WebhookBook)["Service"]): Pick<Front, "replayWebhook" | "webhooks"> => ({
  webhooks: Effect.map(book.webhooks(scope), (kept) =>
    kept.map(({ createdAt, events = null, id, reason = null, status, url }) => ({
      id,
      url,
      status,
      createdAt,
      events,
      reason,
    })),
  ),
  replayWebhook: Effect.fnUntraced(function* (id, of) {
    const replayed = yield* book.replay(scope, id, of)
    return replayed === undefined ? yield* new NotFound({ what: "webhook", id, retry: "never" }) : replayed
  }),
})
