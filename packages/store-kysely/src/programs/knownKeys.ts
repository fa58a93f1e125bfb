/** What keys came to before: the same answer for 30 days, and for ever what they stand for. */
import type { Once, OnceKey, Scope } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import type { Tables } from "../schema/Tables.ts"
import type { Shelf } from "./Shelf.ts"

/** A key as it is kept. */
type Known = Omit<Tables["once_key"], keyof Scope>

/** Finds the keys of changes, all at once. */
export function* knownKeys(
  { statements }: Shelf,
  { merchant, mode }: Scope,
  changes: readonly { readonly once: OnceKey | undefined }[],
): Steps<(once: OnceKey) => Known | undefined> {
  const asked = changes.flatMap(({ once }) =>
    once === undefined ? [] : [{ merchant, mode, door: once.door, key: once.key }],
  )
  const rows = yield* statements.key.find(asked)
  return ({ door, key }) => rows.find((row) => row.key === key && row.door === door)
}

/** What a key came to before; undefined where it is new. */
export function* answeredBefore<A>(shelf: Shelf, scope: Scope, once: OnceKey): Steps<Once<A> | undefined> {
  const known = yield* knownKeys(shelf, scope, [{ once }])
  return answerOf(shelf, once, known(once)) as Once<A> | undefined
}

/** The answer under a key is given for 30 days; after that, what came of it is read where it stands. */
const KEPT_MILLISECONDS = 30 * 24 * 60 * 60 * 1000

export const answerOf = (
  { now }: Shelf,
  { fingerprint }: OnceKey,
  known: Known | undefined,
): Once<unknown> | undefined => {
  if (known === undefined) return undefined
  if (known.fingerprint !== fingerprint) return { _tag: "Reused" }
  const isOld = now() - known.at > KEPT_MILLISECONDS
  if (known.subject !== null && (isOld || known.answer === null)) return { _tag: "Forgotten", subject: known.subject }
  return { _tag: "Replayed", answer: known.answer === null ? undefined : (JSON.parse(known.answer) as unknown) }
}
