/** What a store package hands to `openDesk`: a database ready to be opened, and nothing that anybody needs to know of it. */
import type { Layer } from "effect"
import type { LedgerStore } from "./LedgerStore.ts"
import type { NoticeBook } from "./NoticeBook.ts"
import type { PolicyBook } from "./PolicyBook.ts"
import type { Records } from "./Records.ts"

/**
 * A database by the layer of everything a desk keeps in it; opened with the desk, closed with it.
 *
 * @since 0.1.0
 */
export interface Database {
  readonly layer: Layer.Layer<LedgerStore | NoticeBook | PolicyBook | Records, unknown>
}
