/** The sessions of one store: opened when they are needed, handed from one to the next, closed where they are lost. */
import type { Connection } from "./Connection.ts"

interface Waiting {
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: unknown) => void
}

/** Hands out sessions, so many at most. */
export class Connections {
  readonly #open: () => Promise<Connection>
  readonly #atMost: number
  #idle: Connection[] = []
  #waiting: Waiting[] = []
  #count = 0
  #isClosed = false

  constructor(open: () => Promise<Connection>, atMost: number) {
    this.#open = open
    this.#atMost = atMost
  }

  async acquire(): Promise<Connection> {
    this.#idle = this.#idle.filter((one) => !one.isLost || void (this.#count -= 1))
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    if (this.#count >= this.#atMost)
      return new Promise((resolve, reject) => void this.#waiting.push({ resolve, reject }))
    this.#count += 1
    try {
      return await this.#open()
    } catch (error) {
      this.#count -= 1
      // Whoever waits for a session would wait for ever where none can be opened.
      if (this.#count === 0) for (const { reject } of this.#waiting.splice(0)) reject(error)
      throw error
    }
  }

  release(connection: Connection): void {
    if (connection.isLost || this.#isClosed) {
      this.#count -= 1
      void connection.close()
      const next = this.#waiting.shift()
      if (next !== undefined) this.acquire().then(next.resolve, next.reject)
      return
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
    await Promise.all(this.#idle.splice(0).map((one) => one.close()))
  }
}
