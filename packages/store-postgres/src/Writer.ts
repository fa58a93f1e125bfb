/**
 * Commands are gathered: what waits when a session is free goes into one transaction. Where one spoils it for the others,
 * each is run again by itself; where another transaction was in the way, it is tried again.
 */
import { CommitUnknown, DatabaseFailed, type Health } from "@refund-rules/store-kysely"
import { type CommitPoint, type Ending, runBatch, Spoiled, type Task } from "./Batch.ts"
import type { Connections } from "./Connections.ts"
import { PostgresFailed } from "./PostgresFailed.ts"

/** A program that waits for its commit. */
export interface Job extends Task {
  readonly settle: (ending: Ending<never>) => void
}

interface Queued extends Job {
  readonly since: number
  tries: number
  isAlone: boolean
}

export interface WriterOptions {
  readonly connections: Connections
  readonly crashPoint: (at: CommitPoint) => void
  /** How many transactions are under way at once. */
  readonly lanes: number
  /** Without it every change has a transaction of its own. */
  readonly grouped: boolean
}

const BATCH_AT_MOST = 32
const WAITING_AT_MOST = 10_000
const TRIES_AT_MOST = 8
/** How long a change waits for a session, or for whoever is in its way. */
const PATIENCE_MILLISECONDS = 5_000
const RETRY_MILLISECONDS = 50

/** All that is written through one store. */
export class Writer {
  readonly #options: WriterOptions
  readonly #busy = new Set<string>()
  #queue: Queued[] = []
  #active = 0
  #isScheduled = false
  #isClosed = false
  #idle: (() => void)[] = []
  health: Health = { _tag: "Ready" }

  constructor(options: WriterOptions) {
    this.#options = options
  }

  add(job: Job): void {
    const { about } = job
    if (this.#isClosed) return fail([job], new DatabaseFailed("the store was closed"))
    if (this.#queue.length >= WAITING_AT_MOST)
      return fail([job], new DatabaseFailed(`${WAITING_AT_MOST} changes wait already`))
    const isAlone = about.place === undefined || !this.#options.grouped
    this.#queue.push({ ...job, since: performance.now(), tries: 0, isAlone })
    this.#schedule()
  }

  /** Takes back a job that has not begun. */
  remove(job: Job): void {
    this.#queue = this.#queue.filter(({ settle }) => settle !== job.settle)
  }

  /** Nothing more is taken; what was, is finished. */
  async close(): Promise<void> {
    this.#isClosed = true
    while (this.#active > 0 || this.#queue.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#fillLanes()
    })
  }

  #fillLanes(): void {
    while (this.#active < this.#options.lanes) {
      const batch = this.#take()
      if (batch.length === 0) break
      this.#active += 1
      void this.#run(batch).finally(() => {
        this.#active -= 1
        for (const { about } of batch) if (about.place !== undefined) this.#busy.delete(about.place)
        if (this.#queue.length > 0) this.#schedule()
        else for (const resolve of this.#idle.splice(0)) resolve()
      })
    }
  }

  /** The next that may run together: of every place one, and none of a place that is under way. */
  #take(): readonly Queued[] {
    const batch: Queued[] = []
    const left: Queued[] = []
    for (const job of this.#queue) {
      const { place } = job.about
      const isFree = place === undefined || !this.#busy.has(place)
      const fits = batch.length === 0 || (!batch[0]!.isAlone && !job.isAlone && batch.length < BATCH_AT_MOST)
      if (!isFree || !fits) {
        left.push(job)
        continue
      }
      batch.push(job)
      if (place !== undefined) this.#busy.add(place)
    }
    this.#queue = left
    return batch
  }

  async #run(batch: readonly Queued[]): Promise<void> {
    try {
      const endings = await this.#options.connections.with((connection) =>
        runBatch(connection, batch, this.#options.crashPoint),
      )
      this.health = { _tag: "Ready" }
      batch.forEach((job, index) => job.settle(endings[index] as Ending<never>))
    } catch (error) {
      const again = batch.filter((job) => this.#isWorthMore(job, error, batch.length))
      fail(
        batch.filter((job) => !again.includes(job)),
        error instanceof Spoiled ? error.cause : error,
      )
      if (error instanceof DatabaseFailed && !isPassing(error))
        this.health = { _tag: "Unavailable", reason: error.message }
      if (again.length === 0) return
      if (error instanceof DatabaseFailed) await sleep(RETRY_MILLISECONDS * Math.random())
      this.#queue.unshift(...again)
    }
  }

  #isWorthMore(job: Queued, error: unknown, company: number): boolean {
    job.tries += 1
    if (error instanceof CommitUnknown) return false
    if (!(error instanceof PostgresFailed)) {
      // A failure of the database that is none of its own is everybody's; any other is somebody's: each is tried alone.
      job.isAlone = true
      return company > 1 && !(error instanceof DatabaseFailed)
    }
    job.isAlone ||= error.kind === "again"
    const isPatient = performance.now() - job.since < PATIENCE_MILLISECONDS
    return isPatient && (error.kind !== "again" || job.tries < TRIES_AT_MOST)
  }
}

const isPassing = (error: DatabaseFailed): boolean => error instanceof PostgresFailed && error.kind === "again"

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

const fail = (jobs: readonly Job[], thrown: unknown): void => {
  for (const { settle } of jobs) settle({ ok: false, thrown })
}
