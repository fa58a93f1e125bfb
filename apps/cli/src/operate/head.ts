/** The head of a history: the newest seal of a merchant's mode, to be kept elsewhere and held against the database later. */
import {
  type Broken,
  isSigned,
  type Scope,
  sealAll,
  SealBook,
  type Seal,
  type SealKeys,
  sealText,
} from "@refund-rules/engine"
import { Effect, Schema } from "effect"
import { readOwn } from "../manners/json.ts"
import { Wrong } from "../manners/Wrong.ts"

/** As it is written; other members may stand beside these. */
const Head = Schema.Struct({
  merchant: Schema.String,
  mode: Schema.Literals(["test", "live"]),
  number: Schema.Int,
  events: Schema.Int,
  incidents: Schema.Int,
  digest: Schema.String,
  before: Schema.String,
  at: Schema.String,
  publicKey: Schema.String,
  signature: Schema.String,
})

const decode = Schema.decodeUnknownExit(Head)

export const readHead = Effect.fnUntraced(function* (name: string) {
  const { value } = yield* readOwn(name, "the head", (json) => {
    const read = decode(json)
    return read._tag === "Success"
      ? { ok: true, value: read.value }
      : { ok: false, faults: [{ path: "", code: "not_a_head", message: "use what `refund-rules export head` wrote" }] }
  })
  const { merchant, mode, ...said } = value
  const seal: Seal = { scope: { merchant, mode }, ...said }
  return seal
})

/** The newest seal, once everything that can be sealed with these keys is. */
export const newestSeal = Effect.fnUntraced(function* (scope: Scope, keys: SealKeys) {
  const book = yield* SealBook
  const sealing = { mode: scope.mode, worker: `command_${process.pid}`, leaseSeconds: 30, keys }
  yield* Effect.catchTag(sealAll(sealing), "SealNotOurs", ({ message }) =>
    Effect.fail(
      new Wrong({
        exit: 1,
        code: "seal_key_unknown",
        message,
        next: "set REFUND_RULES_SECRETS_KEY as the server has it, or look with `refund-rules verify` at what was changed",
      }),
    ),
  )
  const newest = yield* book.newest(scope)
  if (newest !== undefined) return newest
  return yield* new Wrong({
    exit: 1,
    code: "not_sealed",
    message: `nothing of merchant \`${scope.merchant}\` in ${scope.mode} is sealed`,
    next: "set REFUND_RULES_SECRETS_KEY as the server has it, so that what happened can be signed",
  })
})

/** What is broken where the history up to a head is not what it was; that of each seal itself is proven beside. */
export const brokenHead = Effect.fnUntraced(function* (head: Seal, believed: readonly string[]) {
  const { number, publicKey, scope } = head
  const book = yield* SealBook
  if (!(yield* isSigned(head)) || (believed.length > 0 && !believed.includes(publicKey)))
    return [
      broken(scope, `the head is not signed with ${believed.length > 0 ? "a key you named" : "the key it names"}`),
    ]
  const kept = yield* book.numbered(scope, number)
  if (kept !== undefined && sealText(kept) === sealText(head)) return []
  const newest = yield* book.newest(scope)
  return [
    broken(
      scope,
      kept === undefined
        ? `the history was cut: the head is seal ${number} over ${head.events} events, the newest here is seal ${newest?.number ?? 0}`
        : `the history was written anew: seal ${number} here is not the one of the head`,
    ),
  ]
})

const broken = (scope: Scope, detail: string): Omit<Broken, "what"> & { readonly what: "head" } => ({
  scope,
  paymentId: "",
  what: "head",
  detail,
})

/** Merchants whose newest seal is of a key nobody here knows; none where no key is known at all. */
export const strangeSeals = Effect.fnUntraced(function* (keys: SealKeys | undefined) {
  if (keys === undefined) return []
  const book = yield* SealBook
  const newest = [...(yield* book.signedOtherwise("live", "")), ...(yield* book.signedOtherwise("test", ""))]
  return newest.flatMap(({ last, scope }): readonly Broken[] =>
    last === undefined || keys.trusts(last.publicKey)
      ? []
      : [{ scope, paymentId: "", what: "seals", detail: `seal ${last.number} is signed with \`${last.publicKey}\`` }],
  )
})
