/** Watches what is queued, tried, ended, raised and taken in a life, and says at once which promise was broken. */
import type { FeedEvent, FeedPlace, MessageEnding, MessageLeased, Scope, Told } from "@refund-rules/engine"
import type { Expect } from "../world/Expect.ts"
import type { Surroundings } from "../World.ts"
import { placeOf, type Queued, type Shelf } from "./book.ts"
import type { Brought, Endpoint } from "./Endpoint.ts"
import type { History } from "./History.ts"
import { RETRY_MILLIS } from "./schedule.ts"

/** An event on its way to an address. */
export interface Course {
  readonly endpoint: Endpoint
  readonly event: FeedEvent
  /** How often it was taken. */
  taken: number
  /** Tries that were put off since it was queued or raised, and when the first of all of them began. */
  putOff: number
  begun: number | undefined
  wasDead: boolean
  /** A replay of it was promised, and it did not come since. */
  isOwed: boolean
}

export interface Watch {
  readonly happened: (event: FeedEvent) => void
  readonly added: (scope: Scope, id: string) => void
  readonly removed: (scope: Scope, id: string) => void
  readonly queued: () => void
  readonly leased: (leased: readonly MessageLeased[]) => void
  /** Somebody who held a message said how its try ended, and it was written down. */
  readonly settled: (message: Queued, ending: MessageEnding) => void
  readonly replayed: (scope: Scope, id: string) => void
  readonly tidied: (before: string) => void
  readonly taken: (endpoint: Endpoint, brought: Brought) => void
  /** Every event an address is owed, whether it is on its way yet or not. */
  readonly owed: (endpoint: Endpoint) => readonly (readonly [FeedEvent, Course | undefined])[]
  readonly coursesOf: (endpoint: Endpoint) => readonly Course[]
  readonly messageOf: (course: Course) => Queued | undefined
}

export interface Around {
  readonly world: Surroundings
  readonly shelf: Shelf
  readonly history: () => History
  readonly expect: Expect
  readonly endpointOf: (scope: Scope, id: string) => Endpoint
}

/** The very bytes an event is told in. */
const bodyOf = ({ place: _place, scope: _scope, ...told }: FeedEvent): string => JSON.stringify(told)

const indexOf = ({ position, turn }: FeedPlace): number => position + turn

export const watchOf = (around: Around): Watch => {
  const { endpointOf, history, shelf } = around
  const known: Known = { courses: new Map(), since: new Map(), byPlace: new Map(), newest: 0 }
  const { courses, since } = known
  const messagesTo = ({ id, scope }: Endpoint): readonly Queued[] =>
    [...shelf.messages.values()].filter((one) => placeOf(one.scope, one.webhookId) === placeOf(scope, id))
  return {
    ...messagesSeen(around, known, messagesTo),
    happened: (event) =>
      around.expect("outgoing", around.world.timeline.now(), {
        isWaiting: () => shelf.webhooks.size > 0 && indexOf(shelf.told) < indexOf(event.place),
      }),
    added: (scope, id) => void since.set(endpointOf(scope, id), history().all.length),
    removed: (scope, id) => void since.delete(endpointOf(scope, id)),
    tidied: (before) => judgeTidied(around, before),
    taken: (endpoint, brought) => judgeTaken(around, courses, endpoint, brought),
    owed: (endpoint) =>
      owedTo(history().all.slice(since.get(endpoint) ?? Infinity), endpoint).map(
        (event) => [event, courses.get(courseName(endpoint, event.id))] as const,
      ),
    coursesOf: (endpoint) => [...courses.values()].filter((one) => one.endpoint === endpoint),
    messageOf: (course) => messagesTo(course.endpoint).find(({ place }) => known.byPlace.get(place) === course),
  }
}

/** What becomes of messages in the book; whatever may be leased is looked for. */
const messagesSeen = (
  around: Around,
  known: Known,
  messagesTo: (endpoint: Endpoint) => readonly Queued[],
): Pick<Watch, "leased" | "queued" | "replayed" | "settled"> => {
  const { endpointOf, expect, shelf, world } = around
  const expected = new Map<number, number>()
  const look = (): void => wakeFor(shelf, expect, expected)
  const courseOf = ({ place }: { readonly place: number }): Course | undefined => known.byPlace.get(place)
  return {
    queued: () => {
      judgeQueued(around, known)
      look()
    },
    leased: (leased) => {
      for (const course of leased.map(courseOf)) if (course !== undefined) course.begun ??= world.timeline.now()
      look()
    },
    settled: (message, ending) => {
      const course = courseOf(message)
      if (course !== undefined) judgeEnding(around, course, ending)
      for (const one of ending._tag === "gone" ? messagesTo(endpointOf(message.scope, message.webhookId)) : [])
        if (one.status === "dead") Object.assign(courseOf(one) ?? {}, { wasDead: true })
      look()
    },
    replayed: (scope, id) => {
      for (const one of messagesTo(endpointOf(scope, id)))
        if (one.tries === 0) Object.assign(courseOf(one) ?? {}, { putOff: 0, begun: undefined })
      look()
    },
  }
}

const courseName = ({ url }: Endpoint, eventId: string): string => `${url} ${eventId}`

const owedTo = (events: readonly FeedEvent[], { events: types, scope }: Endpoint): readonly FeedEvent[] =>
  events.filter(
    ({ scope: { merchant, mode }, type }) =>
      merchant === scope.merchant &&
      mode === scope.mode &&
      (types === undefined || types.includes(type) || types.includes(`${type.split(".")[0]}.*`)),
  )

/** Whatever may be leased from some instant on is looked for then. */
const wakeFor = (shelf: Shelf, expect: Expect, expected: Map<number, number>): void => {
  for (const [first] of shelf.lanes.values()) {
    const { place, ready } = first!
    if (ready === undefined || expected.get(place) === ready) continue
    expected.set(place, ready)
    const isWaiting = (): boolean =>
      first!.status === "waiting" && first!.ready === ready && shelf.messages.get(place) === first
    expect("outgoing", ready, { isWaiting })
  }
}

interface Known {
  readonly courses: Map<string, Course>
  /** From which event on an address is told. */
  readonly since: Map<Endpoint, number>
  readonly byPlace: Map<number, Course>
  /** The newest place that was looked at. */
  newest: number
}

/** What is queued happened, after somebody asked to be told of it. */
const judgeQueued = ({ endpointOf, history, shelf, world: { trace } }: Around, known: Known): void => {
  const fresh = [...shelf.messages.values()].filter(({ place }) => place > known.newest)
  known.newest = shelf.places
  for (const { body, place, scope, status, webhookId } of fresh) {
    const endpoint = endpointOf(scope, webhookId)
    const event = history().committed(scope, (JSON.parse(body) as Told).id)
    if (event === undefined || body !== bodyOf(event)) {
      trace.broken("only what happened is told", `${body} is queued`)
      continue
    }
    const isAsked = indexOf(event.place) > (known.since.get(endpoint) ?? Infinity)
    if (!isAsked || owedTo([event], endpoint).length === 0)
      trace.broken("only who asked is told", `${event.id} is queued for ${endpoint.url}`)
    const wasDead = status === "dead"
    const course: Course = { endpoint, event, taken: 0, putOff: 0, begun: undefined, wasDead, isOwed: false }
    known.courses.set(courseName(endpoint, event.id), course)
    known.byPlace.set(place, course)
  }
}

const SCHEDULE_MILLIS = RETRY_MILLIS.reduce((sum, millis) => sum + millis, 0)

const judgeEnding = ({ world: { timeline, trace } }: Around, course: Course, ending: MessageEnding): void => {
  const { begun = Infinity, endpoint, event } = course
  const name = courseName(endpoint, event.id)
  switch (ending._tag) {
    case "delivered":
      if (course.taken === 0) trace.broken("delivered is taken", `${name} is marked, and was never taken`)
      return
    case "again":
      course.putOff += 1
      return
    case "dead": {
      const passed = timeline.now() - begun
      // Each delay is a tenth shorter at most.
      if (course.putOff < RETRY_MILLIS.length || passed < SCHEDULE_MILLIS * 0.9)
        trace.broken("dead after the whole schedule", `${name} is dead after ${course.putOff + 1} tries, ${passed} ms`)
      course.wasDead = true
      return
    }
    case "gone":
      course.wasDead = true
      if (!endpoint.saidGone) trace.broken("nobody is shut off", `${endpoint.url} never said that it is gone`)
  }
}

const DAY = 86_400_000
/** Clocks are set an hour back, never so much forward. */
const WRONG_MILLIS = 2500

const judgeTidied = ({ world: { timeline, trace } }: Around, before: string): void => {
  if (Date.parse(before) > timeline.now() - 30 * DAY + WRONG_MILLIS)
    trace.broken("kept for thirty days", `everything before ${before} is forgotten`)
}

const judgeTaken = (
  { history, world: { timeline, trace } }: Around,
  courses: ReadonlyMap<string, Course>,
  endpoint: Endpoint,
  { body, headers }: Brought,
): void => {
  const told = JSON.parse(body) as Told
  const event = history().committed(endpoint.scope, told.id)
  trace.step(timeline.now(), "taken", told.id)
  if (event === undefined || body !== bodyOf(event))
    return trace.broken("only what happened is told", `${body} was sent to ${endpoint.url}`)
  const course = courses.get(courseName(endpoint, told.id))
  if (course === undefined) return trace.broken("only who asked is told", `${told.id} was sent to ${endpoint.url}`)
  const id = headers["webhook-id"]!
  const name = endpoint.names.get(told.id)
  if (name !== undefined && name !== id)
    trace.broken("one event, one name", `${told.id} came to ${endpoint.url} as ${name} and as ${id}`)
  endpoint.names.set(told.id, id)
  const last = endpoint.last.get(aboutOf(told)) ?? 0
  if (course.taken === 0 && last > told.sequence && !course.wasDead)
    trace.broken("one after the other", `${told.id} came to ${endpoint.url} after ${last} of ${aboutOf(told)}`)
  endpoint.last.set(aboutOf(told), Math.max(last, told.sequence))
  course.taken += 1
  course.isOwed = false
}

/** Whose order counts: a refund's, else an incident's, else a payment's. */
const aboutOf = ({ data, paymentId, refundId }: Told): string =>
  refundId ?? (typeof data["incidentId"] === "string" ? data["incidentId"] : `payment ${paymentId}`)
