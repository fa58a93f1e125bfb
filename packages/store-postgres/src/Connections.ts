/**
 * The sessions of one store: opened when they are needed, handed from one to the next, closed where they are lost. A
 * server that takes none is asked for one at a time, by nobody's request but once for all who wait: it has to come back.
 */
import { DatabaseFailed } from "@refund-rules/store-kysely"
import { setTimeout as sleep } from "node:timers/promises"
import type { Connection } from "./Connection.ts"

interface Waiting {
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: unknown) => void
}

/** How long after a session that could not be opened the next one is tried. */
const AGAIN_MILLISECONDS = 25

/** Hands out sessions, so many at most; whoever wants one waits while none could be opened for less than `patience`. */
export class Connections {
  readonly #open: () => Promise<Connection>
  readonly #atMost: number
  readonly #patience: number
  #idle: Connection[] = []
  #waiting: Waiting[] = []
  /** Those that are open, and those being opened. */
  #count = 0
  #opening = 0
  /** When the first was tried of those that could not be opened. */
  #awaySince: number | undefined
  #isClosed = false

  constructor(open: () => Promise<Connection>, atMost: number, patience: number) {
    this.#open = open
    this.#atMost = atMost
    this.#patience = patience
  }

  acquire(): Promise<Connection> {
    if (this.#isClosed) return Promise.reject(closed())
    this.#idle = this.#idle.filter((one) => !one.isLost || void (this.#count -= 1))
    const idle = this.#idle.pop()
    if (idle !== undefined) return Promise.resolve(idle)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#openMore()
    })
  }

  release(connection: Connection): void {
    if (connection.isLost || this.#isClosed) {
      this.#count -= 1
      void connection.close()
      return this.#openMore()
    }
    const next = this.#waiting.shift()
    if (next === undefined) this.#idle.push(connection)
    else next.resolve(connection)
  }

  /** Runs something on a session of its own. */
  async with<A>(run: (connection: Connection) => Promise<A>): Promise<A> {
    const connection = await this.acquire()
    try {
      return await run(connection)
    } finally {
      this.release(connection)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#refuse(closed())
    await Promise.all(this.#idle.splice(0).map((one) => one.close()))
  }

  /** One for each who waits, as far as there may be as many; one in all while the server takes none. */
  #openMore(): void {
    const wanted = Math.min(this.#waiting.length, this.#awaySince === undefined ? this.#atMost : 1)
    while (this.#opening < wanted && this.#count < this.#atMost) {
      this.#opening += 1
      this.#count += 1
      void this.#openOne().then(() => {
        this.#opening -= 1
        this.#openMore()
      })
    }
  }

  async #openOne(): Promise<void> {
    const from = performance.now()
    try {
      const connection = await this.#open()
      this.#awaySince = undefined
      this.release(connection)
    } catch (error) {
      this.#count -= 1
      this.#awaySince ??= from
      // Somebody who has one still will hand it on.
      if (this.#count === 0 && performance.now() - this.#awaySince >= this.#patience) this.#refuse(noneFor(error))
      await sleep(AGAIN_MILLISECONDS)
    }
  }

  #refuse(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

/** It was waited for: whoever is told so has nothing to gain from another try. */
const noneFor = (cause: unknown): DatabaseFailed =>
  new DatabaseFailed(`no session is to be had: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })

const closed = (): DatabaseFailed => new DatabaseFailed("the store was closed")
