/** Runs a command against the database or the server that its options name. */
import { Effect, Option } from "effect"
import { Flag } from "effect/cli"
import { misused } from "../manners/Wrong.ts"
import { embedded } from "./embedded.ts"
import type { Front } from "./Front.ts"
import { existingDatabase, openStore } from "./openStore.ts"
import { remote } from "./remote.ts"
import { readSecret } from "./secret.ts"
import { callerOf, type Scoped, scopeFlags, storeFlags } from "./where.ts"

/** Options of what works on either. */
export const frontFlags = {
  ...storeFlags,
  url: Flag.String("url").pipe(
    Flag.withDescription("A server instead of a database; its key says whose payments, which mode and who acts"),
    Flag.optional,
  ),
  key: Flag.String("key").pipe(
    Flag.withMetavar("<where>"),
    Flag.withDescription("Where the key is: env:NAME, file:PATH or -; env:REFUND_RULES_KEY where left out"),
    Flag.optional,
  ),
  ...scopeFlags,
}

export interface Where extends Scoped {
  readonly db: Option.Option<string>
  readonly url: Option.Option<string>
  readonly key: Option.Option<string>
}

export const withFront = <A, E, R>(where: Where, use: (front: Front) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    if (Option.isNone(where.url)) {
      const front = Effect.flatMap(existingDatabase(where.db), (url) => embedded(callerOf(where), url))
      return yield* Effect.provide(Effect.flatMap(front, use), openStore(where.db))
    }
    if (Option.isSome(where.db)) return yield* misused("`--db` and `--url` name two places", "say one of them")
    const url = yield* serverOf(where.url.value)
    return yield* use(remote(url, yield* readSecret(where.key)))
  })

/** A server's address; a key never goes over a network in the clear. */
const serverOf = Effect.fnUntraced(function* (text: string) {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    return yield* misused(`\`${text}\` is no address of a server`, "write it as https://refunds.example.com")
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol === "http:" && !isHere)
    return yield* misused(`\`${text}\` would carry the key in the clear`, "use https, or a tunnel to this machine")
  return text
})
