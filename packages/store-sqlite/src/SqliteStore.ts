/** The store in one SQLite file, as a layer. */
import { type CannotOpenStore, storeContext } from "@refund-rules/store-kysely"
import { Effect, Layer } from "effect"
import { type Connection, SqliteFailed } from "./Connection.ts"
import { assertWritable, connect, fileOf, migrate } from "./open.ts"
import { sqliteRunner } from "./sqliteRunner.ts"
import { steadyClock } from "./steadyClock.ts"
import { whyNotOpened } from "./whyNotOpened.ts"
import type { CommitPoint } from "./Writer.ts"

/**
 * How a store is opened: `url` names its file as `file:data/refunds.db`, or `:memory:` for one that is forgotten.
 *
 * @since 0.1.0
 */
export interface SqliteOptions {
  readonly url: string
  /** For tests: called around every commit; where it throws, the commit fails there. */
  readonly crashPoint?: (at: CommitPoint) => void
  /** Milliseconds of the wall clock; the store's own time follows it, but never back. */
  readonly clock?: () => number
  /** Changes that come together share a commit; `false` gives each its own. */
  readonly grouped?: boolean
  /** Memory for pages that were read, 65,536 unless given; less does for who reads everything once. */
  readonly cacheKilobytes?: number
}

const layer = (options: SqliteOptions) =>
  Layer.effectContext(
    Effect.map(
      Effect.acquireRelease(opened(options), (runner) => Effect.sync(runner.close)),
      storeContext,
    ),
  )

/**
 * The ports of a desk over one SQLite file. Opening creates the file and brings it to the newest schema.
 *
 * @since 0.1.0
 */
export const SqliteStore = { layer } as const

const opened = ({
  cacheKilobytes,
  clock = Date.now,
  crashPoint = () => undefined,
  grouped = true,
  url,
}: SqliteOptions) =>
  Effect.map(ready({ url, clock, cacheKilobytes }, OPENING_ATTEMPTS), (connection) =>
    sqliteRunner(connection, steadyClock(latestIn(connection), clock), { grouped, crashPoint }),
  )

const OPENING_ATTEMPTS = 200
const BUSY_RETRY_MILLISECONDS = 30

interface Opening {
  readonly url: string
  readonly clock: () => number
  readonly cacheKilobytes: number | undefined
}

/** Several processes may open one file at once: whoever finds it locked tries again. */
const ready = (opening: Opening, attempts: number): Effect.Effect<Connection, CannotOpenStore> =>
  Effect.suspend(() => {
    const { cacheKilobytes, clock, url } = opening
    let connection: Connection | undefined
    try {
      connection = connect(fileOf(url), cacheKilobytes)
      migrate(connection, new Date(clock()).toISOString())
      assertWritable(connection)
      return Effect.succeed(connection)
    } catch (error) {
      connection?.database.close()
      if (error instanceof SqliteFailed && error.kind === "busy" && attempts > 0)
        return Effect.delay(ready(opening, attempts - 1), BUSY_RETRY_MILLISECONDS)
      return Effect.fail(whyNotOpened(url, error))
    }
  })

const latestIn = ({ database }: Connection): number => {
  const row = database.prepare("select value from store_state where name = 'latest'").get() as {
    readonly value: string
  }
  return row.value === "" ? 0 : Date.parse(row.value)
}
