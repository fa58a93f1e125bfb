/**
 * The port to merchants and their API keys: who asks, and what they may.
 *
 * @since 0.1.0
 */
import { Context, type Effect } from "effect"
import type { Invalid } from "../errors.ts"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Page, Paging } from "./Records.ts"
import type { Scope } from "./Scope.ts"

/**
 * What a key allows.
 *
 * @since 0.1.0
 */
export type KeyScope = "payments:write" | "refunds:write" | "refunds:approve" | "policies:write" | "read" | "admin"

/**
 * A key without its secret: whoever holds the secret is `actor` within `scope`.
 *
 * @since 0.1.0
 */
export interface ApiKey {
  readonly id: string
  readonly scope: Scope
  readonly actor: string
  readonly scopes: readonly KeyScope[]
  /** The largest refund this key may ask for, in the payment's currency. */
  readonly maxAmount?: number
  /** What its actor may be paid out in any 24 hours, by currency, whichever key asks; nothing in a currency not named. */
  readonly maxAmountPerDay?: Readonly<Record<string, number>>
  readonly ratePerSecond?: number
  readonly expiresAt?: string
  readonly revokedAt?: string
  readonly createdAt: string
}

/**
 * A merchant and what is set for it.
 *
 * @since 0.1.0
 */
export interface Merchant {
  readonly id: string
  readonly name?: string
  readonly settings: Readonly<Record<string, unknown>>
}

/**
 * Keeps keys by the hash of their secret.
 *
 * Law of secrecy: a secret never reaches the keyring, only its SHA-256.
 * Law of end: a revoked key is found no more, from the next question on.
 *
 * @since 0.1.0
 */
export class Keyring extends Context.Service<
  Keyring,
  {
    readonly addMerchant: (merchant: Merchant) => Effect.Effect<"added" | "known" | "conflict", StoreUnavailable>
    readonly merchant: (id: string) => Effect.Effect<Merchant | undefined, StoreUnavailable>
    readonly add: (key: ApiKey, secretHash: string) => Effect.Effect<void, StoreUnavailable>
    readonly find: (secretHash: string) => Effect.Effect<ApiKey | undefined, StoreUnavailable>
    readonly keys: (scope: Scope) => Effect.Effect<readonly ApiKey[], StoreUnavailable>
    /** The newest first. */
    readonly listed: (scope: Scope, paging: Paging) => Effect.Effect<Page<ApiKey>, Invalid | StoreUnavailable>
    /** False where there is no such key. */
    readonly revoke: (scope: Scope, id: string, at: string) => Effect.Effect<boolean, StoreUnavailable>
  }
>()("@refund-rules/engine/Keyring") {}
