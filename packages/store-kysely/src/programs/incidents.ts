/** Opens and resolves incidents, and tells both: each link of an incident's chain covers the one before. */
import type { Scope } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import type { Tables } from "../schema/Tables.ts"
import type { Shelf } from "./Shelf.ts"

type Opening = Pick<Tables["incident"], "detail" | "kind" | "payment_id" | "refund_id"> & { readonly at: string }

/** Opens one and tells its id. */
export function* openIncident(shelf: Shelf, { merchant, mode }: Scope, opening: Opening): Steps<string> {
  const { at, detail, kind, payment_id, refund_id } = opening
  const id = `incident_${shelf.newId()}`
  yield* shelf.statements.beside.alarm({ merchant, mode, id, payment_id, refund_id, kind, detail, opened_at: at })
  const body = JSON.stringify({ kind, detail })
  const life = { sequence: 1, tag: "IncidentOpened", payment_id, refund_id, at, by: null, body } as const
  const hash = linkOfIncident(shelf, { merchant, mode }, id, "", life)
  yield* shelf.statements.feed.tell({ merchant, mode, incident_id: id, ...life, hash })
  return id
}

/** Resolves one; false where there is no such open incident. */
export function* resolveIncident(
  shelf: Shelf,
  { merchant, mode }: Scope,
  id: string,
  { actor, resolution }: { readonly actor: string; readonly resolution: string },
): Steps<boolean> {
  const row = yield* shelf.statements.beside.resolve({ merchant, mode, id, actor, resolution })
  if (row === undefined) return false
  const { kind, payment_id, refund_id } = row
  const opened = yield* shelf.statements.feed.ofIncident({ merchant, mode, incident: id, sequence: 1 })
  const at = new Date(shelf.now()).toISOString()
  const body = JSON.stringify({ kind, resolution })
  const life = { sequence: 2, tag: "IncidentResolved", payment_id, refund_id, at, by: actor, body } as const
  const hash = linkOfIncident(shelf, { merchant, mode }, id, opened?.hash ?? "", life)
  yield* shelf.statements.feed.tell({ merchant, mode, incident_id: id, ...life, hash })
  yield* shelf.statements.event.advance({ at })
  return true
}

type Life = Pick<Tables["incident_event"], "at" | "body" | "by" | "payment_id" | "refund_id" | "sequence" | "tag">

/** The link: over the one before, whose incident it is, and everything that is told. */
export const linkOfIncident = (
  { sha256 }: Pick<Shelf, "sha256">,
  { merchant, mode }: Scope,
  id: string,
  before: string,
  { at, body, by, payment_id, refund_id, sequence, tag }: Life,
): string => sha256(JSON.stringify([before, merchant, mode, id, sequence, payment_id, refund_id, tag, at, by, body]))
