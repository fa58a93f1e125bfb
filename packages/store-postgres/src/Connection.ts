/** One session: its statements prepared once, sent in one message, and its driver's errors told apart. */
import type { Call } from "@refund-rules/store-kysely"
import type { Client } from "pg"
import { merged } from "./merged.ts"
import { Pipeline, type Prepared, type Answered, type Sent } from "./Pipeline.ts"
import { PostgresFailed, told } from "./PostgresFailed.ts"

interface Destroyable {
  readonly destroy: () => void
}

/** Runs statements on one open session. */
export class Connection {
  readonly client: Client
  readonly #prepared: Prepared = new Map()
  readonly #patience: number
  #isLost = false

  /** A server that says nothing for so many milliseconds is taken for lost: nobody else may ever tell. */
  constructor(client: Client, patience: number) {
    this.client = client
    this.#patience = patience
    client.on("error", () => (this.#isLost = true))
    client.on("end", () => (this.#isLost = true))
  }

  /** Nothing more can be asked of it. */
  get isLost(): boolean {
    return this.#isLost
  }

  /** Sends all of it at once, in this order. */
  send(sent: readonly Sent[]): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const silent = setTimeout(() => this.#drop(), this.#patience)
      this.client.query(
        new Pipeline(sent, this.#prepared, (error, answered) => {
          clearTimeout(silent)
          if (answered !== undefined) return resolve(answered)
          const failure = told(error)
          if (failure instanceof PostgresFailed && failure.kind === "lost") this.#isLost = true
          reject(failure as Error)
        }),
      )
    })
  }

  /** Ends the session without a word: whoever waits on it is told so. */
  #drop(): void {
    this.#isLost = true
    const { connection } = this.client as unknown as { readonly connection: { readonly stream: Destroyable } }
    connection.stream.destroy()
  }

  /** Runs SQL without values; its rows. */
  async ask(sql: string, values: Sent["values"] = []): Promise<readonly unknown[]> {
    return (await this.send([{ sql, values, rows: "many" }])).rows[0]!
  }

  async close(): Promise<void> {
    this.#isLost = true
    await this.client.end().catch(() => undefined)
  }
}

/** A call as it is sent, and how its rows are told from those of what is sent along. */
export interface Question {
  readonly sent: readonly Sent[]
  readonly rowsOf: (answered: Answered["rows"]) => readonly unknown[]
}

/** What a call asks. */
export const questionOf = (call: Call): Question => {
  const { also } = call
  const mine = merged([call])
  const flat = (rows: Answered["rows"]): readonly unknown[] => (rows.length === 1 ? rows[0]! : rows.flat())
  if (also === undefined) return { sent: mine, rowsOf: flat }
  const theirs = questionOf(also)
  return {
    sent: [...mine, ...theirs.sent],
    rowsOf: (rows) => [flat(rows.slice(0, mine.length)), theirs.rowsOf(rows.slice(mine.length))],
  }
}
