/** Seals what happened, a bounded part at a time: read, signed outside of any transaction, and kept unless another was first. */
import { Clock, Effect, Schema } from "effect"
import type { StoreUnavailable } from "../ports/LedgerStore.ts"
import type { Scope } from "../ports/Scope.ts"
import { SealBook, type SealKept, type Unsealed } from "../ports/SealBook.ts"
import { isSigned, sealHash, type SealKeys, type Signer } from "./Signature.ts"

/**
 * A merchant's newest seal is not one of ours, so nothing is put on top of it: what it stands on has to be looked at first.
 *
 * @since 0.1.0
 */
export class SealNotOurs extends Schema.TaggedError<SealNotOurs>()("SealNotOurs", {
  merchant: Schema.String,
  mode: Schema.Literals(["test", "live"]),
  number: Schema.Int,
  publicKey: Schema.String,
  retry: Schema.Literals(["never"]),
}) {
  override get message(): string {
    return `seal ${this.number} of merchant \`${this.merchant}\` in ${this.mode} is not signed with a key of ours, but with \`${this.publicKey}\``
  }
}

/**
 * Who seals, for which mode, with which keys, and for how many seconds others leave it to them.
 *
 * @since 0.1.0
 */
export interface Sealing {
  readonly mode: Scope["mode"]
  readonly worker: string
  readonly leaseSeconds: number
  readonly keys: SealKeys
}

/**
 * Seals all that happened until now, and tells the seals it made; none where another one is at it, or nothing happened.
 * A merchant whose newest seal an older key signed is sealed anew, so that the older key can be forgotten.
 *
 * @example
 * ```ts sketch
 * import { sealAll, sealKeys } from "@refund-rules/engine"
 * import { Effect } from "effect"
 *
 * export const round = (secret: Uint8Array) =>
 *   Effect.flatMap(sealKeys([secret]), (keys) => sealAll({ mode: "live", worker: "one", leaseSeconds: 30, keys }))
 * ```
 *
 * @since 0.1.0
 */
export const sealAll = Effect.fnUntraced(function* ({
  keys,
  leaseSeconds,
  mode,
  worker,
}: Sealing): Effect.fn.Return<readonly SealKept[], SealNotOurs | StoreUnavailable, SealBook> {
  const { signer, trusts } = keys
  if (signer === undefined) return []
  const book = yield* SealBook
  if (!(yield* book.isBehind(mode, signer.publicKey))) return []
  const made: SealKept[] = []
  const keep = Effect.fnUntraced(function* (
    from: SealKept["place"],
    to: SealKept["place"],
    ranges: readonly Unsealed[],
  ) {
    const seals = yield* Effect.forEach(ranges, (range) => sealed(range, signer, trusts))
    if (!(yield* book.put(mode, worker, from, to, seals))) return false
    made.push(...seals)
    return true
  })
  let isFirst = true
  for (;;) {
    const from = yield* book.lease(mode, worker, leaseSeconds)
    if (from === undefined) return made
    if (isFirst) {
      const old = yield* book.signedOtherwise(mode, signer.publicKey)
      if (old.length > 0 && !(yield* keep(from, from, old))) return made
      isFirst = false
    }
    const { ranges, to } = yield* book.unsealed(mode, from)
    const isAtEnd = to.position === from.position && to.turn === from.turn
    if (isAtEnd || !(yield* keep(from, to, ranges))) return made
  }
})

const sealed = Effect.fnUntraced(function* (
  { digest, events, incidents, last, place, scope }: Unsealed,
  signer: Signer,
  trusts: SealKeys["trusts"],
) {
  if (last !== undefined && !(trusts(last.publicKey) && (yield* isSigned(last))))
    return yield* new SealNotOurs({ ...scope, number: last.number, publicKey: last.publicKey, retry: "never" })
  const at = new Date(yield* Clock.currentTimeMillis).toISOString()
  const before = last === undefined ? "" : yield* sealHash(last)
  const seal = yield* signer.sign({ scope, number: (last?.number ?? 0) + 1, events, incidents, digest, before, at })
  const kept: SealKept = { ...seal, place }
  return kept
})
