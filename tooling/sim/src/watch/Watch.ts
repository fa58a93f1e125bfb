/** Watches every commit, send and movement of a life, and says at once which promise was broken. */
import type { Ledger, Payment } from "@refund-rules/core"
import type { Leased, Notice, Scope, Sending } from "@refund-rules/engine"
import type { Store } from "@refund-rules/testing"
import { Effect } from "effect"
import type { Movement } from "../provider/Movement.ts"
import type { Provider } from "../provider/Provider.ts"
import type { Around } from "./Around.ts"
import { type Committed, commitsSeen } from "./commitsSeen.ts"
import { errandsSeen } from "./errandsSeen.ts"
import { incidentsSeen } from "./incidentsSeen.ts"
import { moneySeen } from "./moneySeen.ts"
import { noticesSeen } from "./noticesSeen.ts"
import { placeOf } from "./placeOf.ts"

export interface Watch {
  readonly committed: (committed: Committed) => void
  readonly sending: (sending: Sending, provider: Provider) => void
  readonly moved: (movement: Movement, provider: Provider) => void
  readonly leased: (worker: string, seconds: number, leased: readonly Leased[]) => void
  readonly noticeWaits: (scope: Scope, notice: Notice, millis: number) => void
  readonly noticeTaken: (scope: Scope, notice: Pick<Notice, "id" | "provider">) => void
  readonly noticeTooEarly: (scope: Scope, notice: Pick<Notice, "id" | "provider">, version: number) => void
  /** An operator's word stands in the store. */
  readonly incidentClosed: (scope: Scope, id: string, by: { readonly resolution: string }) => void
  readonly registered: (scope: Scope, payment: Payment & { readonly id: string }) => void
  /** What the engine itself was told by its store. */
  readonly above: (store: Store) => Store
  /** Every ledger as it was committed last, by place. */
  readonly ledgers: ReadonlyMap<string, Ledger>
  readonly ledgerOf: (scope: Scope, paymentId: string) => Ledger | undefined
}

export const watchOf = (around: Around): Watch => {
  const errands = errandsSeen(around)
  const commits = commitsSeen(around, errands)
  const notices = noticesSeen(around, commits.versionOf)
  return {
    ledgers: commits.ledgers,
    ledgerOf: (scope, paymentId) => commits.ledgers.get(placeOf(scope, paymentId)),
    committed: commits.committed,
    ...moneySeen(around.trace, commits.ledgerOfRefund),
    leased: errands.leased,
    noticeWaits: notices.waits,
    noticeTaken: notices.taken,
    noticeTooEarly: notices.tooEarly,
    registered: commits.registered,
    incidentClosed: incidentsSeen(around.trace),
    above: (store) => ({
      ...store,
      lease: (worker, seconds, atMost) =>
        Effect.tap(store.lease(worker, seconds, atMost), (leased) =>
          Effect.sync(() => errands.held(worker, seconds, leased)),
        ),
      changeOnce: (scope, key, paymentId, judge, looking) =>
        Effect.tap(store.changeOnce(scope, key, paymentId, judge, looking), (once) =>
          Effect.sync(() => {
            if (once._tag === "Done" && key.door.startsWith("webhook")) notices.applied(scope, key.door, key.key)
          }),
        ),
    }),
  }
}
