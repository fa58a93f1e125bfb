/** Opens a desk over a database in this process; a name that was mistyped never makes a new one. */
import { closeSync, existsSync, openSync } from "node:fs"
import { dirname } from "node:path"
import { Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
import { cel } from "@refund-rules/policy-cel"
import { CannotOpenStore, fileOf, holdsStore, inspect, makeFolder } from "@refund-rules/store-sqlite"
import { Effect, Layer, type Option } from "effect"
import { misused, unavailable, type Wrong } from "../manners/Wrong.ts"
import { inspectServer, isOnServer, shownOf, storeOf } from "./storage.ts"
import { databaseOf } from "./where.ts"

/** Everything a store keeps, and a desk that sends nothing: what it accepts waits for a server with gateways. */
const services = (url: string) =>
  RefundDesk.layer({ evaluators: { cel } }).pipe(
    Layer.provideMerge([SteadyClock.layer, Signals.layer]),
    Layer.provideMerge(storeOf(url)),
    Layer.provide(Layer.succeed(Gateways, { of: () => undefined })),
  )

/** The services of the database that is meant, where it exists. */
export const openStore = (db: Option.Option<string>) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const url = yield* existingDatabase(db)
      return services(url)
    }),
  )

/** The services of the database that is meant; a file is made for its owner's eyes only where it does not exist. */
export const makeStore = (db: Option.Option<string>) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const url = yield* databaseOf(db)
      if (isOnServer(url)) return services(url)
      const file = yield* fileMeant(url)
      if (!existsSync(file)) yield* Effect.try({ try: () => reserve(file), catch: (error) => cannotMake(file, error) })
      return services(url)
    }),
  )

const reserve = (file: string): void => {
  makeFolder(dirname(file))
  closeSync(openSync(file, "a", 0o600))
}

const cannotMake = (file: string, error: unknown): Wrong =>
  unavailable(
    `\`${file}\` cannot be made: ${error instanceof Error ? error.message : String(error)}`,
    "choose a folder that may be written to, on a disk with room",
  )

/** The database that is meant; its absence is a mistake, and so is a file that nobody made a store. */
export const existingDatabase = Effect.fnUntraced(function* (db: Option.Option<string>) {
  const url = yield* databaseOf(db)
  if (isOnServer(url) ? (yield* inspectServer(url)).migrations.length > 0 : yield* isStore(url)) return url
  const file = isOnServer(url) ? undefined : yield* fileMeant(url)
  return yield* misused(
    file === undefined || existsSync(file) ? `\`${shownOf(url)}\` holds no store` : `there is no database \`${file}\``,
    "`refund-rules migrate` makes one; look at the name first",
  )
})

const isStore = (url: string) =>
  Effect.flatMap(fileMeant(url), (file) =>
    existsSync(file) ? Effect.try({ try: () => holdsStore(url), catch: notOpened }) : Effect.succeed(false),
  )

/** What a database says of itself. */
export const inspectStore = (url: string) =>
  isOnServer(url)
    ? Effect.map(inspectServer(url), (found) => ({ ...found, file: undefined }))
    : Effect.try({
        try: () => inspect(url),
        catch: notOpened,
      })

const notOpened = (error: unknown) => (error instanceof CannotOpenStore ? error : unavailable(String(error)))

/** The file that is meant; a name that means none is said to. */
const fileMeant = (url: string) => Effect.try({ try: () => fileOf(url), catch: notOpened })
