/** The port `Feed` over programs: events and what happened to incidents, laid together in the order of their commits. */
import type { Feed, FeedEvent, FeedPlace, Scope, Told } from "@refund-rules/engine"
import { toldOf } from "@refund-rules/engine"
import type { Shelf } from "../programs/Shelf.ts"
import { programsOn, type Runner } from "../Runner.ts"
import type { Tables } from "../schema/Tables.ts"
import type { Steps } from "../Statement.ts"
import { eventIn, type RecordedRow } from "./rows.ts"

const START: FeedPlace = { position: 0, turn: 0 }

export const feed = (runner: Runner, shelf: Shelf): (typeof Feed)["Service"] => {
  const { read } = programsOn(runner)
  return {
    read: ({ after = START, scope }, limit) => read(() => laidTogether(shelf, scope, after, limit), aboutOf(scope)),
    placeOf: (scope, id) => read(() => placeOf(shelf, scope, id), aboutOf(scope)),
    newest: (scope) => read(() => newest(shelf, scope), aboutOf(scope)),
  }
}

const aboutOf = (scope: Scope | undefined) => (scope === undefined ? {} : { merchant: scope.merchant })

type EventRow = RecordedRow & Scope
type LifeRow = { readonly [K in keyof Life]: Life[K] } & { readonly turn: number }
type Life = Omit<Tables["incident_event"], "turn">

function* laidTogether(
  { statements: { feed: asked, ordered } }: Shelf,
  scope: Scope | undefined,
  { position, turn }: FeedPlace,
  limit: number,
): Steps<readonly FeedEvent[]> {
  const narrowed = scope && { merchant: scope.merchant, mode: scope.mode, limit }
  const events: readonly EventRow[] = narrowed
    ? (yield* ordered.events({ ...narrowed, after: position })).map((row) => ({ ...row, ...scope }))
    : yield* asked.events({ after: position, limit })
  const lives: readonly LifeRow[] = narrowed
    ? yield* asked.livesIn({ ...narrowed, after: turn })
    : yield* asked.lives({ after: turn, limit })
  const told: FeedEvent[] = []
  let [place, event, life]: [FeedPlace, number, number] = [{ position, turn }, 0, 0]
  while (told.length < limit && event + life < events.length + lives.length) {
    const [next, nextLife] = [events[event], lives[life]]
    if (next !== undefined && (nextLife === undefined || next.position <= nextLife.after)) {
      place = { ...place, position: next.position }
      told.push(ofEvent(next, place))
      event += 1
    } else {
      place = { ...place, turn: nextLife!.turn }
      told.push(ofLife(nextLife!, place))
      life += 1
    }
  }
  return told
}

const ofEvent = ({ merchant, mode, ...row }: EventRow, place: FeedPlace): FeedEvent => ({
  ...toldOf(eventIn({ merchant, mode }, row)),
  scope: { merchant, mode },
  place,
})

const ENDINGS = { IncidentOpened: "opened", IncidentResolved: "resolved" } as const

const ofLife = (row: LifeRow, place: FeedPlace): FeedEvent => {
  const { at, body, by, hash, incident_id: incidentId, merchant, mode, payment_id, refund_id, sequence, tag } = row
  const ending = ENDINGS[tag as keyof typeof ENDINGS]
  const told: Told = {
    id: `${incidentId}.${ending}`,
    sequence,
    type: `incident.${ending}`,
    ...(payment_id === null ? {} : { paymentId: payment_id }),
    ...(refund_id === null ? {} : { refundId: refund_id }),
    at,
    ...(by === null ? {} : { by }),
    hash,
    data: { incidentId, ...(JSON.parse(body) as object) },
  }
  return { ...told, scope: { merchant, mode }, place }
}

function* placeOf({ statements }: Shelf, { merchant, mode }: Scope, id: string): Steps<FeedPlace | undefined> {
  const incident = /^(.+)\.(opened|resolved)$/s.exec(id)
  const event = /^(.+):([1-9]\d{0,14})$/s.exec(id)
  if (incident !== null) {
    const [, name = "", ending] = incident
    const sequence = ending === "opened" ? 1 : 2
    const found = yield* statements.feed.ofIncident({ merchant, mode, incident: name, sequence })
    return found && { position: found.after, turn: found.turn }
  }
  if (event === null) return undefined
  const [, payment = "", sequence] = event
  const found = yield* statements.feed.ofPayment({ merchant, mode, payment, sequence: Number(sequence) })
  if (found === undefined) return undefined
  const { position } = found
  const before = yield* statements.feed.turnBefore({ merchant, mode, position })
  return { position, turn: before?.turn ?? 0 }
}

function* newest({ statements: { feed: asked } }: Shelf, { merchant, mode }: Scope): Steps<FeedEvent | undefined> {
  const event = yield* asked.newestEvent({ merchant, mode })
  const life = yield* asked.newestLife({ merchant, mode })
  const place = { position: event?.position ?? 0, turn: life?.turn ?? 0 }
  if (life !== undefined && life.after >= place.position) return ofLife(life, place)
  return event === undefined ? undefined : ofEvent(event, place)
}
