/** Refuses to start over a history whose newest part is not what was sealed, or not what its links were made of. */
import { type Broken, SealBook, type SealKept, type SealKeys } from "@refund-rules/engine"
import { Effect } from "effect"
import type { Settings } from "../settings/table.ts"
import { CannotStart } from "../start/CannotStart.ts"

/** Looks at the newest seals and links, which takes as long on a large store as on a small one. */
export const provenHead = Effect.fnUntraced(function* (mode: Settings["mode"], keys: SealKeys) {
  const book = yield* SealBook
  const { broken, seals } = yield* Effect.catchTag(book.standing(mode), "StoreUnavailable", ({ cause }) =>
    Effect.fail(cannot("chain_head_unreadable", `its newest part cannot be read: ${reasonOf(cause)}`, next)),
  )
  const [first] = broken
  if (first !== undefined) {
    const code = first.what === "seals" ? "seal_broken" : "chain_head_broken"
    return yield* cannot(code, `${told(first)}${more(broken.length - 1)}`, next)
  }
  const stranger = newestOfEach(seals).find(({ publicKey }) => !keys.trusts(publicKey))
  if (stranger === undefined) return
  const { number, publicKey, scope } = stranger
  return yield* cannot(
    "seal_key_unknown",
    `seal ${number} of merchant \`${scope.merchant}\` is signed with \`${publicKey}\`, for which no key of REFUND_RULES_SECRETS_KEY stands`,
    "add the key it was made with to that list; where that is lost and you are sure of the seal, name its public key in REFUND_RULES_SEAL_KEYS",
  )
})

const next =
  "keep a copy of the database, look at all of it with `refund-rules verify --db`, and start again from a backup of before"

const cannot = (code: string, why: string, what: string): CannotStart =>
  new CannotStart({ message: `the history cannot be proven (${code}): ${why}.\nNothing was started: ${what}.` })

const told = ({ detail, paymentId, scope: { merchant, mode } }: Broken): string =>
  [
    merchant === "" ? "" : `merchant \`${merchant}\` in ${mode}: `,
    paymentId === "" ? "" : `payment \`${paymentId}\`: `,
    detail,
  ].join("")

const more = (count: number): string => (count === 0 ? "" : `, and ${count} more like it`)

const newestOfEach = (seals: readonly SealKept[]): readonly SealKept[] => {
  const seen = new Set<string>()
  return seals.filter(({ scope: { merchant } }) => {
    const isNewest = !seen.has(merchant)
    seen.add(merchant)
    return isNewest
  })
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
