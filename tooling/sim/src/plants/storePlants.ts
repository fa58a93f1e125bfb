/** Mistakes in what the store keeps, guards and answers. */
import type { Event, Ledger } from "@refund-rules/core"
import type { Judge, Judgement, Notice, OnceKey } from "@refund-rules/engine"
import type { Store } from "@refund-rules/testing"
import { Deferred, Effect } from "effect"
import { scopes } from "../clients/Shop.ts"
import type { Plant } from "./Plant.ts"

/** The same change under a key that nobody used before, where the door is one of these. */
const forgetful = (store: Store, isForgotten: (door: string) => boolean): Store => {
  const fresh = (key: OnceKey): OnceKey => (isForgotten(key.door) ? { ...key, key: `${key.key}_${++serial}` } : key)
  return {
    ...store,
    changeOnce: (scope, key, paymentId, judge, looking) =>
      store.changeOnce(scope, fresh(key), paymentId, judge, looking),
  }
}

/** Over all instances of a process, as each has a store of its own. */
let serial = 0

/** Notices as they came in, of whatever life there is now. */
const told = new Map<string, Notice>()

/** What a notice says of a refund that stands otherwise, as if nobody had known better. */
const lastWord = ({ refunds }: Ledger, notice: Notice | undefined): Event | undefined => {
  const fact = notice?.tells?.fact
  const refund = refunds.find(({ providerRefundId }) => providerRefundId === fact?.providerRefundId)
  if (fact === undefined || refund === undefined || refund.status === fact.status) return undefined
  const from = { refundId: refund.id, providerRefundId: fact.providerRefundId, at: refund.updatedAt }
  switch (fact.status) {
    case "succeeded":
      return { _tag: "RefundSucceeded", ...from }
    case "failed":
    case "canceled":
      return { _tag: "RefundFailed", ...from }
    case "pending":
    case "requires_action":
      return { _tag: "RefundPending", ...from }
  }
}

export const storePlants: readonly Plant[] = [
  {
    name: "webhooks-not-deduped",
    says: "a webhook that comes twice is applied twice",
    store: (store) => forgetful(store, (door) => door.startsWith("webhook")),
  },
  {
    name: "last-word-wins",
    says: "what a provider tells is applied in the order in which it arrives, whatever was known better",
    notices: (notices) => ({
      ...notices,
      keep: (scope, notice, at) => {
        told.set(notice.id, notice)
        return notices.keep(scope, notice, at)
      },
    }),
    store: (store) => ({
      ...store,
      changeOnce: (scope, key, paymentId, judge, looking) =>
        store.changeOnce(
          scope,
          key,
          paymentId,
          (ledger, past) => {
            const judged = judge(ledger, past)
            const last = key.door.startsWith("webhook") ? lastWord(ledger, told.get(key.key)) : undefined
            return last === undefined ? judged : { ...judged, events: [last] }
          },
          looking,
        ),
    }),
  },
  {
    name: "keys-not-kept",
    says: "a request that is repeated under its key is a new one",
    store: (store) => forgetful(store, (door) => !door.startsWith("webhook")),
  },
  {
    name: "answer-before-commit",
    says: "a request is answered when it is judged, before its commit is durable",
    store: (store) => ({
      ...store,
      changeOnce: (scope, key, paymentId, judge, looking) =>
        Effect.gen(function* () {
          if (key.door.startsWith("webhook")) return yield* store.changeOnce(scope, key, paymentId, judge, looking)
          type Answered = Effect.Success<ReturnType<typeof store.changeOnce<ReturnType<typeof judge>["answer"]>>>
          type Failed = Effect.Error<ReturnType<typeof store.changeOnce>>
          const answered = yield* Deferred.make<Answered, Failed>()
          const early: typeof judge = (ledger, past) => {
            const judged = judge(ledger, past)
            Deferred.doneUnsafe(answered, Effect.succeed<Answered>({ _tag: "Done", answer: judged.answer }))
            return judged
          }
          const change = store.changeOnce(scope, key, paymentId, early, looking)
          yield* Effect.forkDetach(Deferred.into(change, answered))
          return yield* Deferred.await(answered)
        }),
    }),
  },
  {
    name: "guard-without-version",
    says: "what was read a moment before is judged, not what stands when it is written",
    store: (store) => ({
      ...store,
      changeOnce: (scope, key, paymentId, judge, looking) =>
        Effect.flatMap(store.read(scope, paymentId), (before) =>
          store.changeOnce(scope, key, paymentId, (_ledger, past) => judge(before, past), looking),
        ),
    }),
  },
  {
    name: "errand-ended-first",
    says: "an errand is ended when it is taken, before it is done",
    store: (store) => ({
      ...store,
      lease: (worker, seconds, atMost) =>
        Effect.tap(store.lease(worker, seconds, atMost), (leased) =>
          Effect.forEach(leased, ({ errand, paymentId, scope }) =>
            Effect.ignore(store.change(scope, paymentId, ending(errand.id))),
          ),
        ),
    }),
  },
  {
    name: "approved-by-oneself",
    says: "whoever asked for a refund may approve it, too",
    kept: (kept) => ({
      ...kept,
      policies: {
        ...kept.policies,
        versions: (scope, id) =>
          Effect.map(kept.policies.versions(scope, id), (all) =>
            all.map((one) => ({ ...one, policy: { ...one.policy, approval: { roles: ["lead"] } } })),
          ),
      },
    }),
  },
  {
    name: "closed-twice",
    says: "an incident that is closed is closed again, in other words",
    kept: (kept) => ({
      ...kept,
      records: {
        ...kept.records,
        resolveIncident: (scope, id, by) => Effect.as(kept.records.resolveIncident(scope, id, by), true),
      },
    }),
  },
  {
    name: "merchant-not-asked",
    says: "a refund is found by its id alone, whoever asks",
    kept: (kept) => ({
      ...kept,
      records: {
        ...kept.records,
        refund: (scope, id) =>
          Effect.gen(function* () {
            for (const anyone of [scope, ...scopes]) {
              const found = yield* kept.records.refund(anyone, id)
              if (found !== undefined) return found
            }
            return undefined
          }),
      },
    }),
  },
]

const ending =
  (id: string): Judge<undefined> =>
  (): Judgement<undefined> => ({ events: [], answer: undefined, ended: [id] })
