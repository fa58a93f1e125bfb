/** Mistakes about time: whose clock is believed, and what time alone may decide. */
import type { Event, Ledger, Session } from "@refund-rules/core"
import type { Scope } from "@refund-rules/engine"
import type { Store } from "@refund-rules/testing"
import { Effect, Layer } from "effect"
import type { World } from "../World.ts"
import type { Plant } from "./Plant.ts"

const MINUTE = 60_000

export const clockPlants: readonly Plant[] = [
  {
    name: "lease-by-local-clock",
    says: "leases begin and end by the clock of the machine that asks",
    kept: (kept, { storeClock, timeline }, life) => ({
      ...kept,
      store: {
        ...kept.store,
        lease: (worker, seconds, atMost) =>
          Effect.suspend(() => {
            storeClock.wrong = life.wall() - timeline.now()
            const exit = Effect.runSyncExit(kept.store.lease(worker, seconds, atMost))
            storeClock.wrong = 0
            return exit
          }),
      },
    }),
  },
  {
    name: "expiry-by-raw-clock",
    says: "a session is told as expired by the machine's clock alone, and as open when that is set back",
    kept: (kept, _world, life) => ({
      ...kept,
      records: {
        ...kept.records,
        session: (scope, id) =>
          Effect.map(kept.records.session(scope, id), (found) =>
            found !== undefined && isOver(found.session, life.wall())
              ? { ...found, session: { ...found.session, status: "expired" } }
              : found,
          ),
      },
    }),
  },
  {
    name: "unknown-released-by-timer",
    says: "what is in doubt for ten minutes is taken for failed",
    besides: (store, world) => Layer.effectDiscard(Effect.forkScoped(Effect.forever(releasing(store, world)))),
  },
]

const isOver = ({ expiresAt, status }: Session, wall: number): boolean =>
  status === "open" && Date.parse(expiresAt) <= wall

const releasing = (store: Store, { timeline, watch }: World): Effect.Effect<void> =>
  Effect.suspend(() => {
    const before = timeline.now() - 10 * MINUTE
    return Effect.forEach([...watch.ledgers], ([place, ledger]) =>
      inDoubt(ledger, before).length === 0
        ? Effect.void
        : Effect.ignore(store.change(scopeOf(place), ledger.payment.id ?? "", (now) => release(now, before))),
    )
  }).pipe(Effect.andThen(Effect.sleep(7 * MINUTE)), Effect.asVoid)

const scopeOf = (place: string): Scope => {
  const [merchant = "", mode = ""] = place.split(" ")
  return { merchant, mode: mode as Scope["mode"] }
}

const inDoubt = ({ refunds }: Ledger, before: number) =>
  refunds.filter(({ status, updatedAt }) => status === "unknown" && Date.parse(updatedAt) < before)

const release = (ledger: Ledger, before: number) => ({
  answer: undefined,
  events: inDoubt(ledger, before).map(({ id, updatedAt }): Event => ({
    _tag: "RefundFailed",
    refundId: id,
    at: updatedAt,
    code: "timeout",
  })),
})
