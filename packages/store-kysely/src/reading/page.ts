/** A page of any list: one indexed query, and a cursor that belongs to this very list. */
import type { Page, Paging, Scope } from "@refund-rules/engine"
import type { Shelf } from "../programs/Shelf.ts"
import type { Steps } from "../Statement.ts"
import type { Table } from "../statements/listStatements.ts"
import { cursorAfter, readCursor, sealOf } from "./cursor.ts"

interface Listed {
  readonly id: string
  readonly at: string
}

export function* page<Row, A>(
  { sha256, statements }: Shelf,
  table: Table,
  { merchant, mode }: Scope,
  filter: object,
  { beside, cursor, limit, skip }: Paging,
  told: (row: Row) => A,
): Steps<Page<A>> {
  const seal = sealOf(sha256, table, { merchant, mode }, filter)
  const ended = cursor === undefined ? beside : readCursor(seal, cursor)
  const isNewer = beside?.side === "newer"
  const passed = skip === undefined ? {} : { skip }
  const later = ended === undefined ? passed : { cursorAt: ended.at, cursorId: ended.id, isNewer: isNewer ? 1 : 0 }
  // One more than the page, to know whether it is the last.
  const rows = yield* statements.list(table, { ...filter, ...later, merchant, mode, limit: limit + 1 })
  // What is newer was looked for from the oldest on, and is told newest first like everything.
  const found = isNewer ? rows.slice(0, limit).toReversed() : rows.slice(0, limit)
  const shown = found as unknown as readonly Row[]
  const last = rows.length > limit && !isNewer ? (shown.at(-1) as Listed | undefined) : undefined
  return {
    items: shown.map(told),
    ...(last === undefined ? {} : { nextCursor: cursorAfter(seal, last) }),
  }
}
