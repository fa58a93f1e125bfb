/** Keeps what tells of people beside the chain, finds it by name, and erases it with all that is of its customer. */
import type { Apart, Personal, Scope } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import type { Shelf } from "./Shelf.ts"

/** Written in the commit of what it was taken from. */
export function* keepApart(
  { statements }: Shelf,
  { merchant, mode }: Scope,
  { customerId, name, personal }: Apart,
): Steps<void> {
  const row = { merchant, mode, name, customer_id: customerId ?? null, body: JSON.stringify(personal) }
  yield* statements.personal.put(row)
}

export function* findPersonal(
  { statements }: Shelf,
  { merchant, mode }: Scope,
  names: readonly string[],
): Steps<ReadonlyMap<string, Personal>> {
  const rows = yield* statements.personal.find([...new Set(names)].map((name) => ({ merchant, mode, name })))
  return new Map(rows.map(({ body, name }) => [name, JSON.parse(body) as Personal]))
}

export function* erasePersonal({ statements }: Shelf, { merchant, mode }: Scope, customer: string): Steps<number> {
  const kept = yield* statements.personal.of({ merchant, mode, customer })
  if (kept.length > 0) yield* statements.personal.erase({ merchant, mode, customer })
  return kept.length
}
