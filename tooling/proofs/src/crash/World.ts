/** What outlives every life of the server: its folder, the client's journal, and what was noticed on the way. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Postgres } from "@refund-rules/harness"
import type { Chance } from "../chance.ts"
import { openJournal } from "../journal/Journal.ts"
import type { Journal } from "../journal/Journal.ts"
import type { Finding } from "../journal/judge.ts"
import { databaseOf, newFolder, removeFolder } from "../server/Desk.ts"

/** One run of kills or faults. */
export interface World extends Disposable {
  /** The server's folder; the client's journal is not in it, for it has to survive what the server's disk does not. */
  readonly folder: string
  readonly journal: Journal
  readonly chance: Chance
  readonly settings: Readonly<Record<string, string>>
  /** The URL of its database. */
  readonly database: string
  /** Done between two lives: where the database is a server, it dies now and then too. */
  readonly betweenLives: () => Promise<void>
  /** A key has a final answer at most so long after the server is back. */
  readonly patienceMs: number
  /** What was wrong while the server was being killed. */
  readonly noticed: Finding[]
  /** From each death to the ready line of the next life, and to the final answer of every request it cut off. */
  readonly readyAfter: number[]
  readonly answeredAfter: number[]
  readonly deaths: Map<string, number>
  /** Names of payments and keys, never given twice. */
  readonly next: () => number
}

/** Short leases, so that what a dead server had taken is taken again soon. */
const leaseMs = 2_000

/** What is promised. */
export const PROMISED_MILLISECONDS = leaseMs + 1_000
/** What a machine that others use is given instead, where nobody asks for the promise itself. */
const PATIENCE_MILLISECONDS = 10 * PROMISED_MILLISECONDS

/** A new world; the folder goes when it is disposed. */
export const newWorld = (
  what: string,
  chance: Chance,
  server?: Postgres,
  patienceMs: number = PATIENCE_MILLISECONDS,
): World => {
  const home = newFolder(what)
  const folder = join(home, "server")
  mkdirSync(folder)
  const journal = openJournal(join(home, "client.jsonl"))
  const database = server === undefined ? `file:${databaseOf(folder)}` : server.url
  let last = 0
  return {
    folder,
    journal,
    chance,
    database,
    betweenLives: async () => {
      if (server === undefined || chance.below(8) > 0) return
      await server.crash()
      await server.restart()
    },
    settings: {
      REFUND_RULES_LEASE_MS: `${leaseMs}`,
      REFUND_RULES_DATABASE_URL: database,
      REFUND_RULES_SANDBOX_FILE: join(folder, "sandbox.jsonl"),
    },
    patienceMs,
    noticed: [],
    readyAfter: [],
    answeredAfter: [],
    deaths: new Map(),
    next: () => (last += 1),
    [Symbol.dispose]: () => {
      journal[Symbol.dispose]()
      removeFolder(home)
    },
  }
}
