/** The head of a history as it is exported: a seal whose scope is written out, with the hash by which the next one names it. */
import { Effect } from "effect"
import type { Scope } from "../ports/Scope.ts"
import type { Seal } from "../ports/SealBook.ts"
import { sealHash } from "./Signature.ts"

/**
 * A merchant's newest seal, to be kept where whoever may write to the database does not reach.
 *
 * @since 0.1.0
 */
export interface Head extends Scope, Omit<Seal, "scope"> {
  readonly hash: string
}

/**
 * A seal as a head; where it stands in a store is left out.
 *
 * @example
 * ```ts sketch
 * import { headOf, SealBook } from "@refund-rules/engine"
 * import { Effect } from "effect"
 *
 * export const head = Effect.flatMap(SealBook, ({ newest }) => newest({ merchant: "shop", mode: "live" })).pipe(
 *   Effect.flatMap((seal) => (seal === undefined ? Effect.undefined : headOf(seal))),
 * )
 * ```
 *
 * @since 0.1.0
 */
export const headOf = Effect.fnUntraced(function* (seal: Seal) {
  const { at, before, digest, events, incidents, number, publicKey, scope, signature } = seal
  const { merchant, mode } = scope
  const said = { merchant, mode, number, events, incidents, digest, before, at, publicKey, signature }
  const head: Head = { ...said, hash: yield* sealHash(seal) }
  return head
})
