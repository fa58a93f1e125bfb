/**
 * A list read to its end: pages are asked for as their items are used up.
 *
 * @since 0.1.0
 */

/** A page of any list of the interface. */
interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

/**
 * Every item of a list, page by page; stopping early asks for no further page.
 *
 * @example
 * ```ts
 * import { everyItem } from "@refund-rules/client"
 *
 * const pages: Record<string, { items: number[]; nextCursor: string | null }> = {
 *   first: { items: [1, 2], nextCursor: "second" },
 *   second: { items: [3], nextCursor: null },
 * }
 * await Array.fromAsync(everyItem(async (cursor = "first") => pages[cursor]!)) // => [1, 2, 3]
 * ```
 *
 * @since 0.1.0
 */
export async function* everyItem<Item>(page: (cursor?: string) => Promise<Page<Item>>): AsyncGenerator<Item, void> {
  let cursor: string | null | undefined
  while (cursor !== null) {
    // oxlint-disable-next-line no-await-in-loop -- a page names the next one
    const { items, nextCursor }: Page<Item> = await page(cursor)
    yield* items
    cursor = nextCursor
  }
}
