/**
 * The port to seals: what happened to a merchant is bound, range by range, under signatures that the database cannot make.
 *
 * @since 0.1.0
 */
import { Context, type Effect } from "effect"
import type { FeedPlace } from "./Feed.ts"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Broken } from "./Records.ts"
import type { Scope } from "./Scope.ts"

/**
 * A signature under everything that happened to a merchant in a mode up to a point. Whoever has one and its public key can
 * tell, without the database and without us, that it was made; with the database, that nothing up to it was changed.
 *
 * @since 0.1.0
 */
export interface Seal {
  readonly scope: Scope
  /** Counts from 1 without a gap. */
  readonly number: number
  /** How many events of payments and of incidents there are up to it. */
  readonly events: number
  readonly incidents: number
  /** Over the link of each of them since the seal before. */
  readonly digest: string
  /** The hash of the seal before, its signature included; empty for the first. */
  readonly before: string
  readonly at: string
  /** 32 bytes in base64url, as the signature's 64 are. */
  readonly publicKey: string
  readonly signature: string
}

/**
 * A seal with where its last event, and its last event of an incident, stand in the store.
 *
 * @since 0.1.0
 */
export interface SealKept extends Seal {
  readonly place: FeedPlace
}

/**
 * What happened to a merchant since its last seal, all of it up to a place: a seal in all but who signs it, and when.
 *
 * @since 0.1.0
 */
export interface Unsealed extends Pick<SealKept, "digest" | "events" | "incidents" | "place" | "scope"> {
  readonly last?: SealKept
}

/**
 * What a look at the newest seals and the newest links found; `seals` are those looked at, the newest first.
 *
 * @since 0.1.0
 */
export interface NewestSeals {
  readonly seals: readonly SealKept[]
  readonly broken: readonly Broken[]
}

/**
 * Keeps seals.
 *
 * Law of the range: the seals of a scope are numbered without a gap, and their ranges lie side by side: each event is under
 * exactly one, and none is added later under a seal that is there.
 * Law of turns: while a lease lasts, by the store's own clock, nobody else's seals are kept; and of two that were made of the
 * same place, one is.
 *
 * @since 0.1.0
 */
export class SealBook extends Context.Service<
  SealBook,
  {
    /** Whether anything of a mode is to be sealed, or to be sealed anew with this key. */
    readonly isBehind: (mode: Scope["mode"], publicKey: string) => Effect.Effect<boolean, StoreUnavailable>
    /** When the oldest of what a mode has that is not sealed happened; undefined where all of it is. */
    readonly unsealedSince: (mode: Scope["mode"]) => Effect.Effect<string | undefined, StoreUnavailable>
    /** Up to where everything of a mode is sealed, for whoever may go on from there; undefined while another one may. */
    readonly lease: (
      mode: Scope["mode"],
      worker: string,
      seconds: number,
    ) => Effect.Effect<FeedPlace | undefined, StoreUnavailable>
    /** What came next after a place, of every scope, no more than memory holds; `to` is the same place where nothing did. */
    readonly unsealed: (
      mode: Scope["mode"],
      from: FeedPlace,
    ) => Effect.Effect<{ readonly to: FeedPlace; readonly ranges: readonly Unsealed[] }, StoreUnavailable>
    /** Scopes whose newest seal was signed with another key, as ranges of nothing. */
    readonly signedOtherwise: (
      mode: Scope["mode"],
      publicKey: string,
    ) => Effect.Effect<readonly Unsealed[], StoreUnavailable>
    /** Keeps seals of what lies between two places; false where the lease, or the place, is another's by now. */
    readonly put: (
      mode: Scope["mode"],
      worker: string,
      from: FeedPlace,
      to: FeedPlace,
      seals: readonly SealKept[],
    ) => Effect.Effect<boolean, StoreUnavailable>
    readonly newest: (scope: Scope) => Effect.Effect<SealKept | undefined, StoreUnavailable>
    readonly numbered: (scope: Scope, number: number) => Effect.Effect<SealKept | undefined, StoreUnavailable>
    /** Looks at the newest seals with what they are about, and at the newest links: as much as a start may wait for. */
    readonly standing: (mode: Scope["mode"]) => Effect.Effect<NewestSeals, StoreUnavailable>
  }
>()("@refund-rules/engine/SealBook") {}
