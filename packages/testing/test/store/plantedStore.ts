/** A store in memory with gaps between its steps and a lock around them, and one fault planted on demand. */
import { type Event, evolve, type Ledger, openLedger } from "@refund-rules/core"
import {
  type Judge,
  type Looking,
  type OnceKey,
  type Past,
  PaymentNotFound,
  type Scope,
  StoreUnavailable,
} from "@refund-rules/engine"
import type { CommitFailure, Store, StoreUnderTest } from "@refund-rules/testing"
import { Effect } from "effect"

export type Planted =
  | "no lock"
  | "lost update"
  | "stale read under guard"
  | "partial append"
  | "append after failed commit"
  | "answer before durable"
  | "events reordered"
  | "release on unknown"
  | "event rewritten"
  | "foreign payment visible"
  | "modes share payments"
  | "key shared across merchants"
  | "key shared across modes"
  | "key shared across doors"
  | "key forgotten after replay"
  | "key released on unknown outcome"
  | "key taken by a failed change"
  | "fingerprint ignored"
  | "refusal not kept"
  | "lease given twice"
  | "errand before commit"
  | "ended errand comes again"
  | "guard kept by a broken judge"
  | "opened anew"
  | "opened before it began"
  | "events of two changes reordered"
  | "ledger of a snapshot"
  | "guard only without a key"
  | "guard of a key kept by a broken judge"
  | "key of its payment"
  | "keys joined by a space"
  | "keys without case"
  | "key taken where there is no payment"
  | "errand lost when busy"
  | "errand by its id alone"
  | "all leased, few given"
  | "newest errand first"
  | "errand looked for before the guard"

interface Row {
  readonly scope: Scope
  ledger: Ledger
  events: Event[]
}

interface Out {
  readonly row: Row
  readonly id: string
  readonly refundId: string
  isTaken: boolean
}

const gap = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

/** What a projection that lets go of unknown refunds would show. */
const projected = (planted: Planted | "none", { events, ledger }: Row): Ledger => {
  if (planted === "ledger of a snapshot")
    return events.slice(0, 4 * Math.floor(events.length / 4)).reduce(evolve, openLedger(ledger.payment))
  if (planted !== "release on unknown") return ledger
  const letGo = ledger.refunds.map((one) => (one.status === "unknown" ? { ...one, status: "failed" as const } : one))
  return { ...ledger, refunds: letGo }
}

class Tables {
  readonly rows = new Map<string, Row>()
  readonly keys = new Map<string, { fingerprint: string; answer: unknown; replays: number }>()
  readonly outbox: Out[] = []
  failing: CommitFailure | undefined
  private turn: Promise<void> = Promise.resolve()
  readonly planted: Planted | "none"

  constructor(planted: Planted | "none") {
    this.planted = planted
  }

  has(planted: Planted): boolean {
    return this.planted === planted
  }

  row(scope: Scope, id: string): Row {
    const row = this.rows.get(this.place(scope, id))
    if (row !== undefined) return row
    const foreign = [...this.rows.values()].find((one) => one.ledger.payment.id === id)
    if (this.has("foreign payment visible") && foreign !== undefined) throw new Error("that is not yours")
    throw new PaymentNotFound({ paymentId: id, retry: "never" })
  }

  place(scope: Scope, id: string): string {
    return `${scope.merchant} ${this.has("modes share payments") ? "" : scope.mode} ${id}`
  }

  keyPlace(scope: Scope, { door, key }: OnceKey, id: string): string {
    const merchant = this.has("key shared across merchants") ? "" : scope.merchant
    const mode = this.has("key shared across modes") ? "" : scope.mode
    const parts = [merchant, mode, this.has("key shared across doors") ? "" : door, key]
    if (this.has("key of its payment")) parts.push(id)
    if (this.has("keys joined by a space")) return parts.join(" ")
    return JSON.stringify(this.has("keys without case") ? parts.map((part) => part.toLowerCase()) : parts)
  }

  async locked<A>(body: () => Promise<A>, isKeyed: boolean): Promise<A> {
    if (this.has("no lock") || this.has("lost update")) return body()
    if (isKeyed && this.has("guard only without a key")) return body()
    const before = this.turn
    let free = (): void => undefined
    this.turn = new Promise((resolve) => (free = resolve))
    await before
    if (this.has("guard kept by a broken judge") || (isKeyed && this.has("guard of a key kept by a broken judge"))) {
      const answer = await body()
      free()
      return answer
    }
    return body().finally(free)
  }

  /** Fails where it was told to; `write` is the commit. */
  async commit(write: () => Promise<void>): Promise<void> {
    const failing = this.failing
    this.failing = undefined
    if (failing === "before commit" && !this.has("append after failed commit")) throw unavailable()
    if (this.has("answer before durable")) void gap().then(write)
    else await write()
    if (failing !== undefined) throw unavailable()
  }

  async append(row: Row, events: readonly Event[], seen: Ledger): Promise<void> {
    if (this.has("partial append")) {
      for (const event of events) {
        this.put(row, [event], row.ledger)
        await gap()
      }
      return
    }
    this.put(row, events, this.has("lost update") ? seen : row.ledger)
  }

  /** The third change slips in before the second. */
  private swap(row: Row, events: readonly Event[]): void {
    row.events = [...row.events.slice(0, 2), ...events, ...row.events.slice(2)]
    row.ledger = row.events.reduce(evolve, openLedger(row.ledger.payment))
  }

  private put(row: Row, events: readonly Event[], onto: Ledger): void {
    const added = this.has("events reordered") ? events.toReversed() : events
    if (this.has("events of two changes reordered") && row.events.length === 4) return this.swap(row, events)
    const older = this.has("event rewritten")
      ? row.events.map((one) => ({ ...one, at: "2027-01-01T00:00:00.000Z" as never }))
      : row.events
    row.events = [...(this.has("lost update") ? older.slice(0, onto.version) : older), ...added]
    row.ledger = row.events.reduce(evolve, openLedger(row.ledger.payment))
  }
}

const unavailable = (): StoreUnavailable => new StoreUnavailable({ cause: new Error("told to"), retry: "later" })

const lookedFor = ({ outbox }: Tables, row: Row, looking: Looking | undefined): Past =>
  looking?.errand === undefined
    ? {}
    : { isErrandOpen: outbox.some((one) => one.row === row && one.id === looking.errand) }

const changed = async <A>(
  tables: Tables,
  row: Row,
  judge: Judge<A>,
  keep: (answer: A) => void,
  past = (): Past => ({}),
): Promise<A> => {
  const seen = row.ledger
  await gap()
  const stale = tables.has("stale read under guard") && row.events.length > 0
  const judged = judge(stale ? openLedger(row.ledger.payment) : seen, past())
  const intend = (): void => {
    if (tables.has("errand lost when busy") && row.ledger !== seen) return
    const isKnown = (id: string): boolean =>
      tables.has("errand by its id alone") && tables.outbox.some((one) => one.id === id)
    for (const { id, refundId } of judged.errands ?? [])
      if (!isKnown(id)) tables.outbox.push({ row, id, refundId, isTaken: false })
  }
  if (tables.has("errand before commit")) intend()
  await gap()
  await tables.commit(async () => {
    await tables.append(row, judged.events, seen)
    if (!tables.has("errand before commit")) intend()
    for (const one of tables.outbox)
      if (one.row === row && judged.ended?.includes(one.id) === true)
        if (!tables.has("ended errand comes again")) tables.outbox.splice(tables.outbox.indexOf(one), 1)
    keep(judged.answer)
  })
  return judged.answer
}

const onceOf = async (tables: Tables, scope: Scope, key: OnceKey, id: string, judge: Judge<unknown>) => {
  const at = tables.keyPlace(scope, key, id)
  const known = tables.keys.get(at)
  if (known !== undefined) {
    if (known.fingerprint !== key.fingerprint && !tables.has("fingerprint ignored")) return { _tag: "Reused" }
    known.replays += 1
    if (tables.has("key forgotten after replay") && known.replays > 1) tables.keys.delete(at)
    return { _tag: "Replayed", answer: known.answer }
  }
  if (tables.has("key taken where there is no payment"))
    tables.keys.set(at, { fingerprint: key.fingerprint, answer: { accepted: false }, replays: 0 })
  const row = tables.row(scope, id)
  const keep = (answer: unknown): void => {
    const isRefusal = (answer as { accepted: boolean }).accepted === false
    if (isRefusal && tables.has("refusal not kept")) return
    tables.keys.set(at, { fingerprint: key.fingerprint, answer, replays: 0 })
  }
  if (tables.has("key taken by a failed change")) keep({ accepted: false })
  try {
    return { _tag: "Done", answer: await changed(tables, row, judge, keep) }
  } catch (error) {
    if (tables.has("key released on unknown outcome")) tables.keys.delete(at)
    throw error
  }
}

const leased = async (tables: Tables, seconds: number, atMost: number) => {
  const all = tables.outbox.filter((one) => !one.isTaken)
  const free = (tables.has("newest errand first") ? all.toReversed() : all).slice(0, atMost)
  if (tables.has("lease given twice")) await gap()
  for (const one of tables.has("all leased, few given") ? all : free) one.isTaken = seconds > 0
  return free.map(({ id, refundId, row }) => ({
    scope: row.scope,
    paymentId: row.ledger.payment.id!,
    errand: { id, refundId },
  }))
}

const effect = <A, E>(body: () => Promise<unknown>): Effect.Effect<A, E> =>
  Effect.tryPromise({ try: body as () => Promise<A>, catch: (error) => error as E })

export const plantedStore = (planted: Planted | "none"): StoreUnderTest => {
  const tables = new Tables(planted)
  const store: Store = {
    open: (scope, payment, beginning) =>
      effect(async () => {
        const at = tables.place(scope, payment.id)
        const isNew = !tables.rows.has(at) || planted === "opened anew"
        if (!isNew) return tables.rows.get(at)!.ledger
        const row: Row = { scope, ledger: openLedger(payment), events: [] }
        if (planted === "opened before it began") tables.rows.set(at, row)
        if (beginning !== undefined) await changed(tables, row, beginning, () => undefined)
        tables.rows.set(at, row)
        return row.ledger
      }),
    read: (scope, id) => effect(async () => projected(planted, tables.row(scope, id))),
    history: (scope, id) => effect(async () => tables.row(scope, id).events),
    change: (scope, id, judge, looking) =>
      effect(() => {
        const look = () => lookedFor(tables, tables.row(scope, id), looking)
        const early = tables.has("errand looked for before the guard") && looking !== undefined ? look() : undefined
        const change = async () =>
          changed(
            tables,
            tables.row(scope, id),
            judge,
            () => undefined,
            () => early ?? look(),
          )
        return tables.locked(change, false)
      }),
    changeOnce: (scope, key, id, judge) =>
      effect(() => tables.locked(() => onceOf(tables, scope, key, id, judge), true)),
    lease: (_worker, seconds, atMost) => effect(() => leased(tables, seconds, atMost)),
  }
  return { store, failNext: (failure) => (tables.failing = failure) }
}
