/** The port `WebhookBook` over programs: messages are queued where the feed is moved on, and leased by the store's clock. */
import type {
  Delivery,
  FeedPlace,
  MessageEnding,
  MessageLeased,
  Scope,
  WebhookBook,
  WebhookKept,
} from "@refund-rules/engine"
import type { Shelf } from "./programs/Shelf.ts"
import { queueMessages } from "./programs/queueMessages.ts"
import { messageIn, webhookIn } from "./reading/webhookRows.ts"
import { programsOn, type Runner } from "./Runner.ts"
import type { Tables } from "./schema/Tables.ts"
import type { Steps } from "./Statement.ts"

type Service = (typeof WebhookBook)["Service"]

export const webhookBook = (runner: Runner, shelf: Shelf): Service => {
  const { read, write } = programsOn(runner)
  return {
    add: (webhook, atMost) => write(() => add(shelf, webhook, atMost)),
    webhooks: (scope) => read(() => webhooksIn(shelf, scope)),
    reseal: (scope, id, change) => write(() => reseal(shelf, scope, id, change)),
    remove: (scope, id) => write(() => remove(shelf, scope, id)),
    told: read(() => told(shelf)),
    queue: (from, to, messages) => write(() => queueMessages(shelf, from, to, messages)),
    lease: (mode, worker, seconds, roomOf) => write(() => lease(shelf, { mode, worker, seconds, roomOf })),
    settle: (leased, worker, ending, at) => write(() => settle(shelf, leased, { worker, ending, at })),
    deliveries: (scope, webhookId, of, limit) =>
      read(() => deliveries(shelf, scope, webhookId, of, limit), { merchant: scope.merchant }),
    replay: (scope, webhookId, of) => write(() => replay(shelf, scope, webhookId, of)),
    tidy: (before) =>
      write(function* () {
        yield* shelf.statements.delivery.forget({ before })
        yield* shelf.statements.delivery.wakeAll({ now: yield* shelf.statements.lease.now(shelf.now) })
      }),
  }
}

function* add({ statements }: Shelf, webhook: Parameters<Service["add"]>[0], atMost: number): Steps<boolean> {
  const { createdAt, events, id, scope, sealed, url } = webhook
  const { merchant, mode } = scope
  // Whoever queues waits: what it queues is from before this one, and all later ones find it.
  const before = yield* statements.webhook.toldGuarded({})
  if ((yield* statements.webhook.of({ merchant, mode })).length >= atMost) return false
  const position = (yield* statements.webhook.newestPosition({}))?.newest ?? 0
  const turn = (yield* statements.webhook.newestTurn({}))?.newest ?? 0
  const isFirst = (yield* statements.webhook.all({})).length === 0
  // What happened while nobody wanted to be told is passed over.
  if (isFirst && before !== undefined) yield* statements.webhook.tell({ position, turn })
  yield* statements.webhook.insert({
    merchant,
    mode,
    id,
    url,
    sealed,
    status: "enabled",
    reason: null,
    created_at: createdAt,
    events: events === undefined ? null : JSON.stringify(events),
    from_position: position,
    from_turn: turn,
  })
  return true
}

function* webhooksIn({ statements }: Shelf, scope: Scope | undefined): Steps<readonly WebhookKept[]> {
  if (scope === undefined) return (yield* statements.webhook.all({})).map(webhookIn)
  const { merchant, mode } = scope
  return (yield* statements.webhook.of({ merchant, mode })).map(webhookIn)
}

function* reseal(
  { statements }: Shelf,
  { merchant, mode }: Scope,
  webhook: string,
  change: (sealed: string) => string,
): Steps<boolean> {
  const found = yield* statements.webhook.guarded({ merchant, mode, webhook })
  if (found === undefined) return false
  yield* statements.webhook.reseal({ merchant, mode, webhook, sealed: change(found.sealed) })
  return true
}

function* remove({ statements }: Shelf, { merchant, mode }: Scope, webhook: string): Steps<boolean> {
  // Nobody queues meanwhile for one that is about to be gone.
  yield* statements.webhook.toldGuarded({})
  if ((yield* statements.webhook.remove({ merchant, mode, webhook })) === undefined) return false
  yield* statements.delivery.forgetOf({ merchant, mode, webhook })
  return true
}

function* told({ statements }: Shelf): Steps<FeedPlace> {
  return (yield* statements.webhook.told({})) ?? { position: 0, turn: 0 }
}

interface Leasing {
  readonly mode: Scope["mode"]
  readonly worker: string
  readonly seconds: number
  readonly roomOf: (scope: Scope, webhookId: string) => number
}

function* lease(
  { now, statements }: Shelf,
  { mode, roomOf, seconds, worker }: Leasing,
): Steps<readonly MessageLeased[]> {
  const at = yield* statements.lease.now(now)
  const leased: MessageLeased[] = []
  for (const { merchant, webhook_id: webhook } of yield* statements.delivery.busy({ mode, now: at })) {
    const limit = roomOf({ merchant, mode }, webhook)
    if (limit <= 0) continue
    // The webhook first: a replay that puts another first in its lane comes before this, or after it.
    const kept = yield* statements.webhook.guarded({ merchant, mode, webhook })
    if (kept === undefined) continue
    for (const row of yield* statements.delivery.ready({ merchant, mode, webhook, now: at, limit })) {
      yield* statements.delivery.lease({ merchant, mode, webhook, seq: row.seq, worker, until: at + seconds * 1000 })
      leased.push({ ...messageIn(row), place: row.seq, tries: row.tries, webhook: kept })
    }
  }
  return leased
}

function* settle(
  { now, statements }: Shelf,
  { place: seq, scope: { merchant, mode }, webhookId: webhook }: Pick<MessageLeased, "place" | "scope" | "webhookId">,
  { at, ending, worker }: { readonly at: string; readonly ending: MessageEnding; readonly worker: string },
): Steps<void> {
  const time = yield* statements.lease.now(now)
  const one = { merchant, mode, webhook, seq, worker, at }
  const ended = yield* statements.delivery.end({ ...one, ...endOf(ending, time) })
  if (ended === undefined) return
  if (ending._tag === "gone") {
    yield* statements.webhook.disable({ merchant, mode, webhook, reason: ending.reason })
    yield* statements.delivery.bury({ merchant, mode, webhook, reason: ending.reason })
  } else if (ending._tag !== "again")
    yield* statements.delivery.wake({ merchant, mode, webhook, lane: ended.lane, now: time })
}

const endOf = (ending: MessageEnding, now: number): Ended => {
  switch (ending._tag) {
    case "delivered":
      return { status: "delivered", ready: null, reason: null }
    case "again":
      return { status: "waiting", ready: now + Math.round(ending.seconds * 1000), reason: ending.reason }
    case "dead":
    case "gone":
      return { status: "dead", ready: null, reason: ending.reason }
  }
}

type Ended = Pick<Tables["delivery"], "ready" | "reason" | "status">

function* deliveries(
  { statements }: Shelf,
  { merchant, mode }: Scope,
  webhook: string,
  { before, status }: Parameters<Service["deliveries"]>[2],
  limit: number,
): Steps<readonly Delivery[] | undefined> {
  const { listed, listedAs, placeOf } = statements.delivery
  const place =
    before === undefined
      ? { seq: Number.MAX_SAFE_INTEGER }
      : yield* placeOf({ merchant, mode, webhook, message: before })
  if (place === undefined) return undefined
  const given = { merchant, mode, webhook, before: place.seq, limit }
  const rows = status === undefined ? yield* listed(given) : yield* listedAs({ ...given, status })
  return rows.map((row) => ({
    ...messageIn(row),
    place: row.seq,
    status: row.status,
    tries: row.tries,
    ...(row.tried_at === null ? {} : { triedAt: row.tried_at }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  }))
}

function* replay(
  { now, statements }: Shelf,
  { merchant, mode }: Scope,
  webhook: string,
  { message, since }: Parameters<Service["replay"]>[2],
): Steps<number | undefined> {
  if ((yield* statements.webhook.enable({ merchant, mode, webhook })) === undefined) return undefined
  const { raiseDead, raiseOne, raiseSince, wakeOf } = statements.delivery
  const raised =
    message === undefined
      ? since === undefined
        ? yield* raiseDead({ merchant, mode, webhook })
        : yield* raiseSince({ merchant, mode, webhook, since })
      : yield* raiseOne({ merchant, mode, webhook, message })
  yield* wakeOf({ merchant, mode, webhook, now: yield* statements.lease.now(now) })
  return raised.length
}
