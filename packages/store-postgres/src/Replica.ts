/**
 * A server that follows, for as long as it is known to be near: whoever reads there is told what was true at most so many
 * milliseconds before. No clock of another machine is believed: places in the log are compared, and time passes here.
 */
import { DatabaseFailed } from "@refund-rules/store-kysely"
import { setTimeout as sleep } from "node:timers/promises"
import type { Connections } from "./Connections.ts"

/** How long a reader waits to be told that the server is near, before it reads at the first one. */
const WAIT_MILLISECONDS = 100
const LOOK_AGAIN_MILLISECONDS = 10

/** Hands out the sessions of the server that follows while it is near. */
export class Replica {
  readonly #first: Connections
  readonly #follower: Connections
  readonly #staleAtMost: number
  /** All that was committed until then is to be seen there. */
  #nearAt = Number.NEGATIVE_INFINITY
  #failedAt = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | undefined

  constructor(first: Connections, follower: Connections, staleAtMost: number) {
    this.#first = first
    this.#follower = follower
    this.#staleAtMost = staleAtMost
  }

  /** The sessions there; undefined where it is not known how late they would be. */
  async near(): Promise<Connections | undefined> {
    const half = this.#staleAtMost / 2
    if (this.#age() > half && performance.now() - this.#failedAt > half) {
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
      if (this.#age() > this.#staleAtMost) await Promise.race([this.#looking, sleep(WAIT_MILLISECONDS)])
    }
    return this.#age() <= this.#staleAtMost ? this.#follower : undefined
  }

  /** It could not be read from: it is asked how near it is before the next reader goes there. */
  doubt(): void {
    this.#nearAt = Number.NEGATIVE_INFINITY
    this.#failedAt = performance.now()
  }

  close(): Promise<void> {
    return this.#follower.close()
  }

  #age(): number {
    return performance.now() - this.#nearAt
  }

  async #look(): Promise<void> {
    const from = performance.now()
    try {
      const place = await this.#first.with(async (one) => textOf(await one.ask("select pg_current_wal_lsn() as text")))
      while (performance.now() - from < this.#staleAtMost / 2) {
        if ((await this.#follower.with(async (one) => textOf(await one.ask(HAS_COME_TO, [place])))) === "true") {
          this.#nearAt = from
          return
        }
        await sleep(LOOK_AGAIN_MILLISECONDS)
      }
    } catch (error) {
      if (!(error instanceof DatabaseFailed)) throw error
    }
    this.#failedAt = performance.now()
  }
}

// One that was promoted follows nobody any more.
const HAS_COME_TO = "select (pg_is_in_recovery() and pg_last_wal_replay_lsn() >= $1::pg_lsn)::text as text"

const textOf = ([row]: readonly unknown[]): string => (row as { readonly text: string }).text
