/** What does not hold of one seal: its place in the row of seals, and what it says of everything in its range. */
import { type SealKept, sealText } from "@refund-rules/engine"
import { withLife, withLink } from "../programs/sealRange.ts"
import type { Shelf } from "../programs/Shelf.ts"
import type { Steps } from "../Statement.ts"

const ROWS_AT_ONCE = 500

/** Everything but its signature, each in one sentence; `before` is the seal of the number before. */
export function* brokenSeal(shelf: Shelf, seal: SealKept, before: SealKept | undefined): Steps<readonly string[]> {
  const { number } = seal
  if (number !== (before?.number ?? 0) + 1) return [`seal ${number - 1} is missing`]
  const broken: string[] = []
  if (seal.before !== (before === undefined ? "" : shelf.sha256(sealText(before))))
    broken.push(`seal ${number} was made after another seal ${number - 1} than the one that is there`)
  const found = yield* foundIn(shelf, seal, before?.place ?? { position: 0, turn: 0 })
  for (const name of ["events", "incidents"] as const)
    if ((before?.[name] ?? 0) + found[name] !== seal[name])
      broken.push(
        `seal ${number} is over ${seal[name]} events${OF[name]}, ${(before?.[name] ?? 0) + found[name]} are there`,
      )
  const { position, turn } = seal.place
  if (found.digest !== seal.digest || found.position !== position || found.turn !== turn)
    broken.push(`what is under seal ${number} is not what was sealed`)
  return broken
}

const OF = { events: "", incidents: " of incidents" } as const

/** What is under a seal now; `position` and `turn` are of the last that is there. */
function* foundIn({ sha256, statements }: Shelf, { place, scope }: SealKept, from: SealKept["place"]) {
  const { merchant, mode } = scope
  let [digest, events, incidents] = ["", 0, 0]
  let { position, turn } = from
  for (let isMore = true; isMore;) {
    const given = { merchant, mode, after: position, to: place.position, limit: ROWS_AT_ONCE }
    const rows = yield* statements.seal.linksOf(given)
    for (const row of rows) digest = withLink(sha256, digest, row)
    position = rows.at(-1)?.position ?? position
    events += rows.length
    isMore = rows.length === ROWS_AT_ONCE
  }
  for (let isMore = true; isMore;) {
    const given = { merchant, mode, after: turn, to: place.turn, limit: ROWS_AT_ONCE }
    const rows = yield* statements.seal.lifeLinksOf(given)
    for (const row of rows) digest = withLife(sha256, digest, row)
    turn = rows.at(-1)?.turn ?? turn
    incidents += rows.length
    isMore = rows.length === ROWS_AT_ONCE
  }
  return { digest, events, incidents, position, turn }
}
