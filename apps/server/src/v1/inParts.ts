/** Reads a page in parts: it ends where its entries are long together, however few they are, and the next one goes on there. */
import { Effect } from "effect"

// Two hundred payments of two thousand lines each would be 140 MB.
const CHARACTERS = 500_000
const AT_ONCE = 20

/** How a list goes on. */
interface Paging<C> {
  readonly limit: number
  readonly cursor?: C
}

interface Part<A, C> {
  readonly items: readonly A[]
  readonly nextCursor?: C
}

/** A page of as many entries as were asked for, or of fewer that are long. */
export const inParts = Effect.fnUntraced(function* <A, C, E, R>(
  { limit, ...from }: Paging<C>,
  read: (part: Paging<C>) => Effect.Effect<Part<A, C>, E, R>,
): Effect.fn.Return<Part<A, C>, E, R> {
  const items: A[] = []
  let characters = 0
  for (let part: Paging<C> = { ...from, limit: Math.min(limit, AT_ONCE) }; ;) {
    const { items: found, nextCursor } = yield* read(part)
    for (const entry of found) {
      items.push(entry)
      characters += JSON.stringify(entry).length
    }
    if (nextCursor === undefined) return { items }
    if (items.length >= limit || characters > CHARACTERS) return { items, nextCursor }
    // As many more as are likely to have room; short ones all at once.
    const likely = Math.floor((CHARACTERS - characters) / (characters / items.length))
    part = { cursor: nextCursor, limit: Math.min(limit - items.length, Math.max(AT_ONCE, likely)) }
  }
})

/** A part of so many entries, of which one more was read to see whether there is a next one. */
export const cutAt = <A, C>(limit: number, found: readonly A[], cursorOf: (last: A) => C): Part<A, C> => {
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, ...(last === undefined ? {} : { nextCursor: cursorOf(last) }) }
}
