/** Where servers keep their ledgers: one on a SQLite file, or several on one real PostgreSQL of their own. */
import { startPostgres } from "@refund-rules/harness"
import type { Wrapping } from "@refund-rules/harness"
import type { Answer, Client, NoAnswer } from "./Client.ts"
import { type Desk, openDesk } from "./Desk.ts"

/** Which database a proof is run on. */
export type Kind = "sqlite" | "postgres"

/** How many servers share a PostgreSQL. */
export const INSTANCES = 2

/** Servers that share one database, and one client that asks each of them in turn. */
export interface Place extends AsyncDisposable {
  readonly client: Client
  /** Stops them as an operator would. */
  readonly stop: () => Promise<void>
}

/** Starts them on a new database. */
export const openPlace = async (kind: Kind, folder: string, wrapping: Wrapping = {}): Promise<Place> => {
  const database = kind === "postgres" ? await startPostgres() : undefined
  const desks = await opened(folder, database?.url, wrapping).catch(async (error: unknown) => {
    await database?.stop()
    throw error
  })
  return {
    client: inTurn(desks.map(({ client }) => client)),
    stop: async () => void (await Promise.all(desks.map(({ server }) => server.stop()))),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(desks.map(({ server }) => server[Symbol.asyncDispose]()))
      await database?.stop()
    },
  }
}

const opened = (folder: string, url: string | undefined, wrapping: Wrapping): Promise<readonly Desk[]> =>
  Promise.all(
    Array.from({ length: url === undefined ? 1 : INSTANCES }, (_, index) =>
      openDesk(folder, url === undefined ? {} : sharing(url, folder, index), wrapping),
    ),
  )

/** The settings of one of several servers; each has a sandbox of its own, and keeps of it what moved. */
const sharing = (url: string, folder: string, index: number): Readonly<Record<string, string>> => ({
  REFUND_RULES_DATABASE_URL: url,
  REFUND_RULES_SANDBOX_FILE: `${folder}/sandbox-${index}.jsonl`,
})

/** Every question goes to the next one. */
const inTurn = (clients: readonly Client[]): Client => {
  let turn = 0
  const next = (): Client => clients[turn++ % clients.length]!
  return {
    get: (path): Promise<Answer | NoAnswer> => next().get(path),
    post: (path, body, key): Promise<Answer | NoAnswer> => next().post(path, body, key),
  }
}
