/** Runs a command against the database or the server that its options name. */
import { Effect, type Option } from "effect"
import { embedded } from "./embedded.ts"
import type { Front } from "./Front.ts"
import { openStore } from "./openStore.ts"
import { callerOf, type Scoped, scopeFlags, storeFlags } from "./where.ts"

/** Options of what works on either. */
export const frontFlags = { ...storeFlags, ...scopeFlags }

export interface Where extends Scoped {
  readonly db: Option.Option<string>
}

export const withFront = <A, E, R>(where: Where, use: (front: Front) => Effect.Effect<A, E, R>) =>
  Effect.provide(Effect.flatMap(embedded(callerOf(where)), use), openStore(where.db))
