/** Which store keeps a database: SQLite in a file, or PostgreSQL on a server, which is loaded only where it is meant. */
import { hash } from "node:crypto"
import { CannotOpenStore, fileOf, SqliteStore } from "@refund-rules/store-sqlite"
import { Effect, Layer } from "effect"
import { unavailable } from "../manners/Wrong.ts"

export const isOnServer = (url: string): boolean => /^postgres(ql)?:/.test(url)

/** Everything a store keeps; a file's pages are kept at hand up to so many kilobytes. */
export const storeOf = (url: string, cacheKilobytes?: number) =>
  isOnServer(url)
    ? Layer.unwrap(Effect.map(driver, ({ PostgresStore }) => PostgresStore.layer({ url, connections: SESSIONS })))
    : SqliteStore.layer({ url, ...(cacheKilobytes === undefined ? {} : { cacheKilobytes }) })

/** One command does not need more, and servers want theirs. */
const SESSIONS = 4

const driver = Effect.promise(() => import("@refund-rules/store-postgres"))

/** What a database on a server says of itself. */
export const inspectServer = (url: string) =>
  Effect.flatMap(driver, ({ inspectPostgres }) =>
    Effect.tryPromise({
      try: () => inspectPostgres(url),
      catch: (error) => (error instanceof CannotOpenStore ? error : unavailable(String(error))),
    }),
  )

/** A database as it may be shown: nothing of whoever opens it. */
export const shownOf = (url: string): string => {
  if (!isOnServer(url)) return url
  const parsed = URL.parse(url)
  return parsed === null ? "postgres:" : `${parsed.protocol}//${parsed.host}${parsed.pathname}`
}

/** How the names of files begin that keep how far a command came: beside a database's file, else in the folder. */
export const besideOf = (url: string, folder: string): string =>
  isOnServer(url) ? `${folder}/refund-rules-${hash("sha256", shownOf(url)).slice(0, 12)}` : fileOf(url)
