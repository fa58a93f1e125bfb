/** What a desk in memory keeps, and the one step in which all of a change happens or nothing does. */
import { type Event, evolve, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import {
  type Alarm,
  type Apart,
  type Decided,
  type Errand,
  type Incident,
  type Judge,
  type Judgement,
  namesOf,
  PaymentNotFound,
  type RecordedEvent,
  ReferenceTaken,
  type Scope,
  StoreUnavailable,
} from "@refund-rules/engine"
import { Effect, Hash } from "effect"
import type { CommitFailure } from "../store/StoreUnderTest.ts"

/** A payment with everything kept beside it; `openedAt` is when it came. */
export interface Kept {
  readonly scope: Scope
  readonly paymentId: string
  readonly openedAt: string
  ledger: Ledger
  readonly events: RecordedEvent[]
  readonly decided: Decided[]
  readonly errands: Map<string, Waiting>
}

/** An errand with its life. */
export interface Waiting {
  readonly of: Kept
  readonly errand: Errand
  due: number
  until: number
}

/** What stands under a key; without its answer only what the key stands for is known. */
export interface KeptAnswer {
  readonly fingerprint: string
  answer: string | undefined
  readonly subject: string | undefined
}

interface KeptApart extends Apart {
  readonly scope: Scope
}

export interface KeptIncident extends Incident {
  readonly scope: Scope
}

/** Where a thing of a merchant and a mode is kept. */
export const place = (scope: Scope, ...rest: readonly string[]): string =>
  JSON.stringify([scope.merchant, scope.mode, ...rest])

export const shelves = (clock: () => number) => {
  const payments = new Map<string, Kept>()
  const scopes = new Map<string, Kept[]>()
  const references = new Map<string, string>()
  const answers = new Map<string, KeptAnswer>()
  const errands = new Set<Waiting>()
  const incidents: KeptIncident[] = []
  const failures: CommitFailure[] = []
  const personal = new Map<string, KeptApart>()
  const all: RecordedEvent[] = []
  const { note, ...found } = finding()
  const commit = (write: () => void): void => committed(failures.shift(), write)
  const find = findingIn(payments)
  const put = putting({ all, clock, errands, incidents, note, keepApart: keepingApart(personal) })
  const open = opening({ payments, scopes, references, clock, commit, put })
  return {
    payments,
    /** The payments of a merchant and a mode, in the order in which they came. */
    of: (scope: Scope): readonly Kept[] => scopes.get(place(scope)) ?? [],
    ...found,
    references,
    answers,
    errands,
    incidents,
    failures,
    personal,
    all,
    clock,
    commit,
    find,
    open,
    put,
    ...incidentsIn(incidents),
  }
}

/** Everything that a judgement leaves beside its answer. */
const putting =
  ({
    all,
    clock,
    errands,
    incidents,
    keepApart,
    note,
  }: {
    readonly all: RecordedEvent[]
    readonly clock: () => number
    readonly errands: Set<Waiting>
    readonly incidents: KeptIncident[]
    readonly keepApart: (scope: Scope, apart: Apart | undefined) => void
    readonly note: (kept: Kept, event: Event) => void
  }) =>
  (kept: Kept, judged: Judgement<unknown>): void => {
    keepApart(kept.scope, judged.apart)
    const { alarms, by, decided, events } = copied(judged)
    for (const event of events) {
      all.push(append(kept, event, by, all.length + 1))
      note(kept, event)
    }
    if (decided !== undefined) kept.decided.push(decided)
    for (const alarm of alarms) incidents.push(incidentOf(kept, alarm, incidents.length + 1, instantOf(clock)))
    post(errands, kept, judged)
  }

/** What a judgement leaves in lists, with nothing of the original objects; where there is nothing, nothing is copied. */
const copied = ({ alarms = [], by, decided, events }: Judgement<unknown>) =>
  events.length === 0 && alarms.length === 0 && decided === undefined
    ? { alarms, by, decided, events }
    : plain({ alarms, by, decided, events })

const findingIn =
  (payments: ReadonlyMap<string, Kept>) =>
  (scope: Scope, paymentId: string): Kept => {
    const kept = payments.get(place(scope, paymentId))
    if (kept === undefined) throw new PaymentNotFound({ paymentId, retry: "never" })
    return kept
  }

const keepingApart =
  (personal: Map<string, KeptApart>) =>
  (scope: Scope, apart: Apart | undefined): void => {
    if (apart !== undefined) personal.set(place(scope, apart.name), { scope, ...plain(apart) })
  }

/** Finds by what events said, without looking through all of them. */
const finding = () => {
  const owners = new Map<string, Kept>()
  let latest: string | undefined
  return {
    note: (kept: Kept, event: Event): void => {
      for (const id of idsIn(event)) owners.set(place(kept.scope, id), kept)
      if (latest === undefined || event.at > latest) latest = event.at
    },
    /** The payment that has a refund, a session or a dispute of this id. */
    ownerOf: (scope: Scope, id: string): readonly Kept[] => {
      const owner = owners.get(place(scope, id))
      return owner === undefined ? [] : [owner]
    },
    /** The latest instant of any event. */
    latest: () => latest,
  }
}

/** Registers a payment, unless it is there or one of its names is taken. */
const opening =
  ({
    clock,
    commit,
    payments,
    put,
    references,
    scopes,
  }: {
    readonly payments: Map<string, Kept>
    readonly scopes: Map<string, Kept[]>
    readonly references: Map<string, string>
    readonly clock: () => number
    readonly commit: (write: () => void) => void
    readonly put: (kept: Kept, judged: Judgement<unknown>) => void
  }) =>
  (scope: Scope, payment: Payment & { readonly id: string }, beginning?: Judge<unknown>) => {
    const known = payments.get(place(scope, payment.id))
    if (known !== undefined) return { ledger: known.ledger, isNew: false }
    const names = namesOf(payment).map((one) => placeNamed(scope, one))
    const taken = names.find((name) => references.has(name))
    if (taken !== undefined) throw new ReferenceTaken({ paymentId: references.get(taken)!, retry: "never" })
    const [openedAt, ledger] = [instantOf(clock), openLedger(plain(payment))]
    const lists = { events: [], decided: [], errands: new Map<string, Waiting>() }
    const kept: Kept = { scope, paymentId: payment.id, openedAt, ledger, ...lists }
    const began = beginning?.(ledger, {})
    commit(() => {
      payments.set(place(scope, payment.id), kept)
      scopes.set(place(scope), [...(scopes.get(place(scope)) ?? []), kept])
      for (const name of names) references.set(name, payment.id)
      if (began !== undefined) put(kept, began)
    })
    return { ledger: kept.ledger, isNew: true }
  }

/** Incidents of no payment: opened with an id of their own, and closed by it. */
const incidentsIn = (incidents: KeptIncident[]) => ({
  alarm: (scope: Scope, alarm: Alarm, openedAt: string): string => {
    const id = `inc_${incidents.length + 1}`
    incidents.push({ ...alarm, scope, id, status: "open", openedAt })
    return id
  },
  settle: (id: string, by: { readonly actor: string; readonly resolution: string }): boolean => {
    const at = incidents.findIndex((one) => one.id === id && one.status === "open")
    const { actor: resolvedBy, resolution } = by
    if (at >= 0) incidents[at] = { ...incidents[at]!, status: "resolved", resolvedBy, resolution }
    return at >= 0
  },
})

/** Everything `write` does, or nothing; a failure after it loses only the answer. */
const committed = (failure: CommitFailure | undefined, write: () => void): void => {
  if (failure === "before commit") throw unavailable()
  write()
  if (failure === "after commit") throw unavailable()
}

const instantOf = (clock: () => number): string => new Date(clock()).toISOString()

/** The place of a name that is one payment's only. */
export const placeNamed = (scope: Scope, { name, provider, value }: ReturnType<typeof namesOf>[number]): string =>
  place(scope, provider, name, value)

const append = (kept: Kept, event: Event, by: string | undefined, position: number): RecordedEvent => {
  const { events, paymentId, scope } = kept
  const recorded = { scope, paymentId, sequence: events.length + 1, event, ...(by === undefined ? {} : { by }) }
  const whole = { ...recorded, position, hash: linked(events.at(-1)?.hash, recorded) }
  events.push(whole)
  kept.ledger = evolve(kept.ledger, event)
  return whole
}

const incidentOf = ({ paymentId, scope }: Kept, alarm: Alarm, count: number, openedAt: string): KeptIncident => ({
  ...alarm,
  scope,
  paymentId,
  id: `inc_${count}`,
  status: "open",
  openedAt,
})

export type Shelves = ReturnType<typeof shelves>

/** What a judgement does to the errands of its payment; of those that ended only the names are kept. */
const post = (errands: Set<Waiting>, kept: Kept, judged: Judgement<unknown>): void => {
  for (const errand of judged.errands ?? []) {
    if (kept.errands.has(errand.id)) continue
    const one = { of: kept, errand, due: dueOf(errand), until: -Infinity }
    kept.errands.set(errand.id, one)
    errands.add(one)
  }
  for (const errand of judged.postponed ?? []) {
    const one = kept.errands.get(errand.id)
    if (one !== undefined) Object.assign(one, { due: dueOf(errand), until: -Infinity })
  }
  for (const id of judged.ended ?? []) {
    const one = kept.errands.get(id)
    if (one !== undefined) errands.delete(one)
  }
}

/** What an event is about, by its own names. */
const idsIn = (event: Event): readonly string[] => [
  ...("refundId" in event ? [event.refundId] : []),
  ...("sessionId" in event && event.sessionId !== undefined ? [event.sessionId] : []),
  ...("disputeId" in event ? [event.disputeId] : []),
]

const dueOf = ({ due }: Errand): number => (due === undefined ? -Infinity : Date.parse(due))

/** A link that covers the one before; made to show tampering in tests, not to withstand it. */
export const linked = (before: string | undefined, recorded: Omit<RecordedEvent, "hash" | "position">): string => {
  const { by, event, paymentId, scope, sequence } = recorded
  const content = JSON.stringify([before ?? "", scope.merchant, scope.mode, paymentId, sequence, event, by ?? ""])
  return (Hash.string(content) >>> 0).toString(16).padStart(8, "0")
}

/** As a database gives it back: nothing of the original object is left. */
export const plain = <A>(value: A): A => JSON.parse(JSON.stringify(value)) as A

const unavailable = (): StoreUnavailable =>
  new StoreUnavailable({ cause: new Error("the commit failed, as it was told to"), retry: "later" })

/** One synchronous step; what it throws of the port's errors fails it, anything else is a defect. */
export const step = <A, E>(run: () => A): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(run())
    } catch (error) {
      if ([StoreUnavailable, PaymentNotFound, ReferenceTaken].some((known) => error instanceof known))
        return Effect.fail(error as E)
      throw error
    }
  })
