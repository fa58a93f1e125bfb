/** One session: its statements prepared once, sent in one message, and its driver's errors told apart. */
import type { Call } from "@refund-rules/store-kysely"
import type { Client } from "pg"
import { Pipeline, type Prepared, type Answered, type Sent } from "./Pipeline.ts"
import { PostgresFailed, told } from "./PostgresFailed.ts"

/** Runs statements on one open session. */
export class Connection {
  readonly client: Client
  readonly #prepared: Prepared = new Map()
  #isLost = false

  constructor(client: Client) {
    this.client = client
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
      this.client.query(
        new Pipeline(sent, this.#prepared, (error, answered) => {
          if (answered !== undefined) return resolve(answered)
          const failure = told(error)
          if (failure instanceof PostgresFailed && failure.kind === "lost") this.#isLost = true
          reject(failure as Error)
        }),
      )
    })
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

/** A call as it is sent: once, and again for each of its further values. */
export const sentOf = ({ more = [], statement: { rows, sql }, values }: Call): readonly Sent[] =>
  [values, ...more].map((each) => ({ sql, rows, values: each }))
