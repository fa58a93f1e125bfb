/** What does not hold of an incident: what is told of its life against its links, and against its row. */
import { linkOfIncident } from "../programs/incidents.ts"
import type { Shelf } from "../programs/Shelf.ts"
import type { Tables } from "../schema/Tables.ts"
import type { Steps } from "../Statement.ts"

type Life = { readonly [K in keyof Tables["incident_event"]]: K extends "turn" ? number : Tables["incident_event"][K] }
type Incident = { readonly [K in keyof Tables["incident"]]: K extends "told" ? number : Tables["incident"][K] }

const TAGS = ["IncidentOpened", "IncidentResolved"]

/** What is wrong with one link, in one sentence each. */
export function* brokenLife(shelf: Shelf, life: Life): Steps<readonly string[]> {
  const { incident_id: incident, merchant, mode, sequence, tag } = life
  const before =
    sequence === 1 ? undefined : yield* shelf.statements.feed.ofIncident({ merchant, mode, incident, sequence: 1 })
  const broken: string[] = []
  if (linkOfIncident(shelf, { merchant, mode }, incident, before?.hash ?? "", life) !== life.hash)
    broken.push(`event ${sequence} of incident \`${incident}\` is not what its hash was made of`)
  if (TAGS[sequence - 1] !== tag)
    broken.push(`event ${sequence} of incident \`${incident}\` is none of an incident's life`)
  const row = yield* shelf.statements.verify.incident({ merchant, mode, id: incident })
  if (row === undefined) broken.push(`event ${sequence} belongs to no incident: \`${incident}\` is not there`)
  return broken
}

/** What is wrong with an incident's row; one from before its life was told has none. */
export function* brokenIncident({ statements }: Shelf, row: Incident): Steps<readonly string[]> {
  const { detail, id, kind, merchant, mode, opened_at, resolution } = row
  const of = (sequence: number) => statements.verify.life({ merchant, mode, incident: id, sequence })
  const [opened, resolved] = [yield* of(1), yield* of(2)]
  const isTold = row.told === 1
  const expected = opened ?? { ...row, at: opened_at, body: JSON.stringify({ kind, detail }) }
  const isAsOpened =
    expected.body === JSON.stringify({ kind, detail }) &&
    expected.at === opened_at &&
    expected.payment_id === row.payment_id &&
    expected.refund_id === row.refund_id
  const isAsResolved =
    resolved === undefined
      ? !isTold || (row.status === "open" && row.resolved_by === null && resolution === null)
      : row.status === "resolved" &&
        row.resolved_by === resolved.by &&
        resolved.body === JSON.stringify({ kind, resolution })
  return [
    ...(isTold && opened === undefined ? [`nothing tells that incident \`${id}\` was opened`] : []),
    ...(isTold || opened === undefined ? [] : [`incident \`${id}\` says that its life was not told`]),
    ...(isAsOpened ? [] : [`incident \`${id}\` was opened otherwise than it says`]),
    ...(isAsResolved ? [] : [`incident \`${id}\` was resolved otherwise than it says, or not at all`]),
  ]
}
