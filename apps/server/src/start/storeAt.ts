/** Which store keeps a database: SQLite in a file, or PostgreSQL on a server. */
import type { CrashAt } from "@refund-rules/engine"
import { PostgresStore } from "@refund-rules/store-postgres"
import { SqliteStore } from "@refund-rules/store-sqlite"

/** A database by its names: plain data, so that another thread can be told it. */
export interface DatabaseMeant {
  readonly url: string
  readonly partitions: number
  readonly replicaUrl?: string
  readonly replicaStaleMilliseconds?: number
}

/** How it is opened. */
interface Opening {
  /** Sessions of a server's database. */
  readonly connections: number
  /** Memory for pages of a file's. */
  readonly cacheKilobytes?: number
  readonly crashPoint?: (at: CrashAt) => void
}

/** Everything a desk keeps, in this database. */
export const storeAt = ({ url, ...server }: DatabaseMeant, { cacheKilobytes, connections, crashPoint }: Opening) => {
  const crashing = crashPoint === undefined ? {} : { crashPoint }
  if (!url.startsWith("file:")) return PostgresStore.layer({ url, ...server, connections, ...crashing })
  return SqliteStore.layer({ url, ...crashing, ...(cacheKilobytes === undefined ? {} : { cacheKilobytes }) })
}
