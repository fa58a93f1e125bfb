/** The book of webhooks in memory, held to the laws of the databases': every change is one step, by the clock of the store. */
import type {
  FeedPlace,
  Message,
  MessageEnding,
  MessageLeased,
  Scope,
  WebhookBook,
  WebhookKept,
} from "@refund-rules/engine"
import { Effect } from "effect"

export type Book = (typeof WebhookBook)["Service"]

/** A message with its life; `ready` is undefined while another of its lane goes first, and once it is over. */
export interface Queued extends Message {
  readonly place: number
  status: "dead" | "delivered" | "waiting"
  tries: number
  ready: number | undefined
  worker: string | undefined
  triedAt: string | undefined
  reason: string | undefined
}

export interface Shelf {
  readonly clock: () => number
  readonly webhooks: Map<string, WebhookKept>
  /** By place, the oldest first. */
  readonly messages: Map<number, Queued>
  /** Those that wait, by lane, the oldest first. */
  readonly lanes: Map<string, Queued[]>
  told: FeedPlace
  places: number
}

export const shelfOf = (clock: () => number): Shelf => ({
  clock,
  webhooks: new Map(),
  messages: new Map(),
  lanes: new Map(),
  told: { position: 0, turn: 0 },
  places: 0,
})

/** `newest` is where the feed is. */
export const bookOn = (shelf: Shelf, newest: () => FeedPlace): Book => ({
  ...keeping(shelf, newest),
  ...telling(shelf),
  ...sending(shelf),
  ...looking(shelf),
})

const keeping = (shelf: Shelf, newest: () => FeedPlace): Pick<Book, "add" | "remove" | "reseal" | "webhooks"> => ({
  add: (webhook, atMost) =>
    Effect.sync(() => {
      const mine = [...shelf.webhooks.values()].filter(({ scope }) => isSame(scope, webhook.scope))
      if (mine.length >= atMost) return false
      const from = newest()
      // What happened while nobody wanted to be told is passed over.
      if (shelf.webhooks.size === 0) shelf.told = from
      shelf.webhooks.set(placeOf(webhook.scope, webhook.id), { ...webhook, status: "enabled", from })
      return true
    }),
  webhooks: (scope) =>
    Effect.sync(() => [...shelf.webhooks.values()].filter((one) => scope === undefined || isSame(one.scope, scope))),
  reseal: (scope, id, change) =>
    Effect.sync(() => {
      const one = shelf.webhooks.get(placeOf(scope, id))
      if (one !== undefined) shelf.webhooks.set(placeOf(scope, id), { ...one, sealed: change(one.sealed) })
      return one !== undefined
    }),
  remove: (scope, id) =>
    Effect.sync(() => {
      for (const one of of(shelf, scope, id)) forget(shelf, one)
      return shelf.webhooks.delete(placeOf(scope, id))
    }),
})

const telling = (shelf: Shelf): Pick<Book, "queue" | "tidy" | "told"> => ({
  told: Effect.sync(() => shelf.told),
  queue: (from, to, messages) =>
    Effect.sync(() => {
      if (shelf.told.position !== from.position || shelf.told.turn !== from.turn) return false
      for (const message of messages([...shelf.webhooks.values()])) put(shelf, message)
      shelf.told = to
      return true
    }),
  tidy: (before) =>
    Effect.sync(() => {
      for (const one of shelf.messages.values()) if (one.status !== "waiting" && one.at < before) forget(shelf, one)
      for (const lane of shelf.lanes.keys()) wake(shelf, lane)
    }),
})

const put = (shelf: Shelf, message: Message): void => {
  const { id, scope, webhookId } = message
  const webhook = shelf.webhooks.get(placeOf(scope, webhookId))
  if (of(shelf, scope, webhookId).some((one) => one.id === id)) return
  const isDead = webhook?.status === "disabled"
  const one: Queued = {
    ...message,
    place: ++shelf.places,
    status: isDead ? "dead" : "waiting",
    reason: isDead ? webhook.reason : undefined,
    ...untried,
  }
  shelf.messages.set(one.place, one)
  if (!isDead) wait(shelf, one)
}

const sending = (shelf: Shelf): Pick<Book, "lease" | "replay" | "settle"> => ({
  lease: (mode, worker, seconds, roomOf) =>
    Effect.sync(() => {
      const rooms = new Map<string, number>()
      const until = shelf.clock() + seconds * 1000
      return readyIn(shelf, mode).flatMap((one): readonly MessageLeased[] => {
        const place = placeOf(one.scope, one.webhookId)
        const room = rooms.get(place) ?? roomOf(one.scope, one.webhookId)
        rooms.set(place, room - 1)
        if (room <= 0) return []
        Object.assign(one, { worker, ready: until })
        const { place: at, tries } = one
        return [{ ...messageIn(one), place: at, tries, webhook: shelf.webhooks.get(place)! }]
      })
    }),
  settle: ({ place, scope, webhookId }, worker, ending, at) =>
    Effect.sync(() => {
      const one = shelf.messages.get(place)
      if (one === undefined || one.worker !== worker || one.status !== "waiting") return
      Object.assign(one, { triedAt: at, worker: undefined, tries: one.tries + 1, ...endOf(ending, shelf.clock()) })
      if (ending._tag === "gone") disable(shelf, scope, webhookId, ending.reason)
      else if (ending._tag !== "again") leave(shelf, one)
    }),
  replay: (scope, id, { message, since }) =>
    Effect.sync(() => {
      const kept = shelf.webhooks.get(placeOf(scope, id))
      if (kept === undefined) return undefined
      const { reason: _reason, ...webhook } = kept
      shelf.webhooks.set(placeOf(scope, id), { ...webhook, status: "enabled" })
      const isMeant = (one: Queued): boolean =>
        message === undefined ? (since === undefined ? one.status === "dead" : one.at >= since) : one.id === message
      const raised = of(shelf, scope, id).filter((one) => one.status !== "waiting" && isMeant(one))
      for (const one of raised) {
        Object.assign(one, { status: "waiting", reason: undefined, ...untried, triedAt: one.triedAt })
        wait(shelf, one)
      }
      return raised.length
    }),
})

const looking = (shelf: Shelf): Pick<Book, "deliveries"> => ({
  deliveries: (scope, webhookId, { before, status }, limit) =>
    Effect.sync(() => {
      const all = of(shelf, scope, webhookId)
      const end = before === undefined ? Infinity : all.find(({ id }) => id === before)?.place
      if (end === undefined) return undefined
      return all
        .filter((one) => one.place < end && one.status === (status ?? one.status))
        .toReversed()
        .slice(0, limit)
        .map(({ place, reason, status: now, triedAt, tries, ...one }) => ({
          ...messageIn(one),
          place,
          status: now,
          tries,
          ...(triedAt === undefined ? {} : { triedAt }),
          ...(reason === undefined ? {} : { reason }),
        }))
    }),
})

const untried = { tries: 0, ready: undefined, worker: undefined, triedAt: undefined }

const messageIn = ({ at, body, id, lane, scope, sequence, type, webhookId }: Message): Message => ({
  scope,
  webhookId,
  id,
  lane,
  sequence,
  type,
  body,
  at,
})

/** What is due: the first of each lane of which none is under way. */
const readyIn = ({ clock, lanes }: Shelf, mode: Scope["mode"]): readonly Queued[] => {
  const now = clock()
  const isUnderWay = ({ ready = -Infinity, worker }: Queued): boolean => worker !== undefined && ready > now
  return [...lanes.values()]
    .filter((lane) => lane[0]!.scope.mode === mode && (lane[0]!.ready ?? Infinity) <= now && !lane.some(isUnderWay))
    .map(([first]) => first!)
    .toSorted((a, b) => a.ready! - b.ready! || a.place - b.place)
}

const endOf = (ending: MessageEnding, now: number): Pick<Queued, "ready" | "reason" | "status"> => {
  switch (ending._tag) {
    case "delivered":
      return { status: "delivered", ready: undefined, reason: undefined }
    case "again":
      return { status: "waiting", ready: now + Math.round(ending.seconds * 1000), reason: ending.reason }
    case "dead":
    case "gone":
      return { status: "dead", ready: undefined, reason: ending.reason }
  }
}

const disable = (shelf: Shelf, scope: Scope, id: string, reason: string): void => {
  const webhook = shelf.webhooks.get(placeOf(scope, id))
  if (webhook !== undefined) shelf.webhooks.set(placeOf(scope, id), { ...webhook, status: "disabled", reason })
  for (const one of of(shelf, scope, id)) {
    if (one.status === "waiting") Object.assign(one, { status: "dead", ready: undefined, worker: undefined, reason })
    shelf.lanes.delete(laneOf(one))
  }
}

/** Into its lane, by its age; it may go if it is the first of it. */
const wait = (shelf: Shelf, one: Queued): void => {
  const lane = [...(shelf.lanes.get(laneOf(one)) ?? []), one].toSorted((a, b) => a.place - b.place)
  shelf.lanes.set(laneOf(one), lane)
  wake(shelf, laneOf(one))
}

/** Out of its lane; the next may go. */
const leave = (shelf: Shelf, one: Queued): void => {
  const left = (shelf.lanes.get(laneOf(one)) ?? []).filter((other) => other !== one)
  if (left.length === 0) shelf.lanes.delete(laneOf(one))
  else shelf.lanes.set(laneOf(one), left)
  wake(shelf, laneOf(one))
}

const wake = ({ clock, lanes }: Shelf, lane: string): void => {
  const first = lanes.get(lane)?.[0]
  if (first !== undefined) first.ready ??= clock()
}

const forget = (shelf: Shelf, one: Queued): void => {
  shelf.messages.delete(one.place)
  leave(shelf, one)
}

const of = ({ messages }: Shelf, scope: Scope, id: string): readonly Queued[] =>
  [...messages.values()].filter((one) => one.webhookId === id && isSame(one.scope, scope))

const isSame = (one: Scope, other: Scope): boolean => one.merchant === other.merchant && one.mode === other.mode

/** The name of a webhook among all merchants and modes. */
export const placeOf = ({ merchant, mode }: Scope, id: string): string => `${merchant} ${mode} ${id}`

const laneOf = ({ lane, scope, webhookId }: Message): string => `${placeOf(scope, webhookId)} ${lane}`
