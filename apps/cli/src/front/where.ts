/** Which store or server a command is about, for which merchant and mode, and who acts: options that many commands share. */
import type { Caller } from "@refund-rules/engine"
import { Effect, Option } from "effect"
import { Flag } from "effect/cli"
import { Surroundings } from "../manners/Surroundings.ts"
import { misused } from "../manners/Wrong.ts"
import { isOnServer } from "./storage.ts"

/** Options of what works on a database alone. */
export const storeFlags = {
  db: Flag.String("db").pipe(
    Flag.withMetavar("<database>"),
    Flag.withDescription("A file, or postgres://HOST/NAME; REFUND_RULES_DATABASE_URL where left out"),
    Flag.optional,
  ),
}

/** Options of whose money it is. */
export const scopeFlags = {
  merchant: Flag.String("merchant").pipe(Flag.withDescription("Whose payments"), Flag.withDefault("default")),
  mode: Flag.Literals("mode", ["test", "live"]).pipe(
    Flag.withDescription("Whether the money is real"),
    Flag.withDefault("test"),
  ),
  actor: Flag.String("actor").pipe(
    Flag.withDescription("Who acts, as it is kept with everything done"),
    Flag.withDefault("operator"),
  ),
}

export interface Scoped {
  readonly merchant: string
  readonly mode: "test" | "live"
  readonly actor: string
}

export const callerOf = ({ actor, merchant, mode }: Scoped): Caller => ({
  scope: { merchant, mode },
  actor: { id: actor },
})

/** The database that is meant, as the store takes it. */
export const databaseOf = Effect.fnUntraced(function* (db: Option.Option<string>) {
  const { environment, folder } = yield* Surroundings
  const url = Option.getOrElse(db, () => environment["REFUND_RULES_DATABASE_URL"] ?? "")
  if (url === "") return yield* misused("no database is named", "say `--db FILE`, or set REFUND_RULES_DATABASE_URL")
  if (isOnServer(url)) return url
  return url.startsWith("file:") || url.startsWith("/") ? url : `${folder}/${url}`
})
