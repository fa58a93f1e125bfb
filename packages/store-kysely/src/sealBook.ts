/** The port `SealBook` over programs: ranges are read page by page beside everybody else, and kept in one commit. */
import {
  isSigned,
  type Scope,
  type SealBook,
  type SealKept,
  type StoreUnavailable,
  type Unsealed,
} from "@refund-rules/engine"
import { Effect } from "effect"
import { withLife, withLink } from "./programs/sealRange.ts"
import type { Shelf } from "./programs/Shelf.ts"
import { brokenSeal } from "./reading/brokenSeal.ts"
import { newestLinks } from "./reading/newestLinks.ts"
import { rowOf, sealIn } from "./reading/sealRows.ts"
import { programsOn, type Runner } from "./Runner.ts"
import type { Steps } from "./Statement.ts"

type Service = (typeof SealBook)["Service"]
type Place = SealKept["place"]
type Reading = ReturnType<typeof programsOn>["read"]

export const sealBook = (runner: Runner, shelf: Shelf): Service => {
  const { read, write } = programsOn(runner)
  const first = (steps: () => Steps<Parameters<typeof sealIn>[0] | undefined>, { merchant }: Scope) =>
    Effect.map(read(steps, { merchant }), (row) => row && sealIn(row))
  return {
    isBehind: (mode, publicKey) => read(() => isBehind(shelf, mode, publicKey)),
    unsealedSince: (mode) => read(() => unsealedSince(shelf, mode)),
    lease: (mode, worker, seconds) => write(() => lease(shelf, mode, worker, seconds)),
    unsealed: (mode, from) => unsealed(read, shelf, mode, from),
    signedOtherwise: (mode, publicKey) => read(() => signedOtherwise(shelf, mode, publicKey)),
    put: (mode, worker, from, to, seals) => write(() => put(shelf, { mode, worker, from, to, seals })),
    newest: (scope) => first(() => shelf.statements.seal.newest({ merchant: scope.merchant, mode: scope.mode }), scope),
    numbered: (scope, number) =>
      first(() => shelf.statements.seal.numbered({ merchant: scope.merchant, mode: scope.mode, number }), scope),
    standing: Effect.fnUntraced(function* (mode) {
      const { broken, seals } = yield* read(() => standing(shelf, mode))
      const unsigned = yield* Effect.filter(seals, (seal) => Effect.map(isSigned(seal), (is) => !is))
      const forged = unsigned.map(({ number, scope }) =>
        about(scope, `seal ${number} is not signed with the key it names`),
      )
      return { seals, broken: [...broken, ...forged] }
    }),
  }
}

function* isBehind(shelf: Shelf, mode: Scope["mode"], publicKey: string): Steps<boolean> {
  const { seal } = shelf.statements
  const at = yield* seal.sealedTo({ mode })
  if (at === undefined) return false
  const to = yield* nextPlace(shelf, at)
  const [latest] = yield* seal.latest({ mode, limit: 1 })
  return to.position > at.position || to.turn > at.turn || (latest !== undefined && latest.public_key !== publicKey)
}

function* unsealedSince({ statements: { seal } }: Shelf, mode: Scope["mode"]): Steps<string | undefined> {
  const sealed = yield* seal.sealedTo({ mode })
  if (sealed === undefined) return undefined
  const event = yield* seal.nextEvent({ mode, after: sealed.position })
  const life = yield* seal.nextLife({ mode, after: sealed.turn })
  return [event, life].flatMap((row) => row?.at ?? []).toSorted()[0]
}

function* lease(
  { now, statements }: Shelf,
  mode: Scope["mode"],
  worker: string,
  seconds: number,
): Steps<Place | undefined> {
  const to = yield* statements.seal.sealedToGuarded({ mode })
  const at = yield* statements.lease.now(now)
  if (to === undefined || (to.worker !== null && to.worker !== worker && to.ready > at)) return undefined
  yield* statements.seal.leaseSealing({ mode, worker, until: at + Math.round(seconds * 1000) })
  return { position: to.position, turn: to.turn }
}

/** How far a part goes, and how many rows of it are read at once: others are served in between. */
const PART = 10_000
const ROWS_AT_ONCE = 500

const unsealed = Effect.fnUntraced(function* (
  read: Reading,
  shelf: Shelf,
  mode: Scope["mode"],
  from: Place,
): Effect.fn.Return<{ readonly to: Place; readonly ranges: readonly Unsealed[] }, StoreUnavailable> {
  const { sha256, statements } = shelf
  const to = yield* read(() => nextPlace(shelf, from))
  const ranges = new Map<string, Range>()
  const rangeOf = (merchant: string): Range => {
    const known = ranges.get(merchant) ?? { digest: "", events: 0, incidents: 0, position: 0, turn: 0 }
    ranges.set(merchant, known)
    return known
  }
  for (let [after, isMore] = [from.position, to.position > from.position]; isMore;) {
    const given = { mode, after, to: to.position, limit: ROWS_AT_ONCE }
    const rows = yield* read(() => statements.seal.links(given))
    for (const row of rows) {
      const range = rangeOf(row.merchant)
      range.digest = withLink(sha256, range.digest, row)
      range.events += 1
      after = range.position = row.position
    }
    isMore = rows.length === ROWS_AT_ONCE
    yield* Effect.yieldNow
  }
  for (let [after, isMore] = [from.turn, to.turn > from.turn]; isMore;) {
    const rows = yield* read(() => statements.seal.lifeLinks({ mode, after, to: to.turn, limit: ROWS_AT_ONCE }))
    for (const row of rows) {
      const range = rangeOf(row.merchant)
      range.digest = withLife(sha256, range.digest, row)
      range.incidents += 1
      after = range.turn = row.turn
    }
    isMore = rows.length === ROWS_AT_ONCE
    yield* Effect.yieldNow
  }
  return { to, ranges: yield* read(() => onTop(shelf, mode, ranges)) }
})

/** What happened to one merchant. */
interface Range {
  digest: string
  events: number
  incidents: number
  position: number
  turn: number
}

function* nextPlace(shelf: Shelf, from: Place): Steps<Place> {
  const { position, turn } = yield* newestPlace(shelf)
  return {
    position: Math.max(from.position, Math.min(position, from.position + PART)),
    turn: Math.max(from.turn, Math.min(turn, from.turn + PART)),
  }
}

function* newestPlace({ statements: { webhook } }: Shelf): Steps<Place> {
  const position = (yield* webhook.newestPosition({}))?.newest ?? 0
  const turn = (yield* webhook.newestTurn({}))?.newest ?? 0
  return { position, turn }
}

/** Ranges with the seals they come after. */
function* onTop(
  { statements }: Shelf,
  mode: Scope["mode"],
  ranges: ReadonlyMap<string, Range>,
): Steps<readonly Unsealed[]> {
  const found: Unsealed[] = []
  for (const [merchant, { digest, events, incidents, position, turn }] of ranges) {
    const row = yield* statements.seal.newest({ merchant, mode })
    const last = row && sealIn(row)
    found.push({
      scope: { merchant, mode },
      digest,
      events: events + (last?.events ?? 0),
      incidents: incidents + (last?.incidents ?? 0),
      place: { position: position || (last?.place.position ?? 0), turn: turn || (last?.place.turn ?? 0) },
      ...(last === undefined ? {} : { last }),
    })
  }
  return found
}

function* signedOtherwise({ statements }: Shelf, mode: Scope["mode"], publicKey: string): Steps<readonly Unsealed[]> {
  const [latest] = yield* statements.seal.latest({ mode, limit: 1 })
  const found: Unsealed[] = []
  // All are sealed anew in one commit: where the newest of all has the key, every merchant's has.
  if (latest === undefined || latest.public_key === publicKey) return found
  for (let merchant: string | undefined = ""; merchant !== undefined;) {
    merchant = (yield* statements.seal.nextMerchant({ merchant, mode }))?.merchant
    const row = merchant === undefined ? undefined : yield* statements.seal.newest({ merchant, mode })
    if (row === undefined || row.public_key === publicKey) continue
    const last = sealIn(row)
    const { events, incidents, place, scope } = last
    found.push({ scope, events, incidents, place, last, digest: "" })
  }
  return found
}

interface Putting {
  readonly mode: Scope["mode"]
  readonly worker: string
  readonly from: Place
  readonly to: Place
  readonly seals: readonly SealKept[]
}

function* put({ statements }: Shelf, { from, mode, seals, to, worker }: Putting): Steps<boolean> {
  const found = yield* statements.seal.sealedToGuarded({ mode })
  if (found?.worker !== worker || found.position !== from.position || found.turn !== from.turn) return false
  let ordinal = found.seals
  for (const seal of seals) yield* statements.seal.insert(rowOf(seal, (ordinal += 1)))
  yield* statements.seal.moveSealed({ mode, position: to.position, turn: to.turn, seals: ordinal })
  return true
}

/** How many seals a look takes in, as long as no more than so many events are under them. */
const SEALS = 20
const EVENTS = 20_000

function* standing(shelf: Shelf, mode: Scope["mode"]) {
  const { seal: asked } = shelf.statements
  const broken = [...(yield* newestLinks(shelf))]
  const to = yield* asked.sealedTo({ mode })
  const rows = yield* asked.latest({ mode, limit: SEALS })
  const newest = rows[0]?.ordinal ?? 0
  const note = (detail: string): void => void broken.push(about({ merchant: "", mode }, detail))
  const there = yield* newestPlace(shelf)
  if (to === undefined) note("the row that says up to where it is sealed is gone")
  else if (to.position > there.position || to.turn > there.turn)
    note(`events were sealed up to ${to.position} and ${to.turn}, the last are ${there.position} and ${there.turn}`)
  else if (to.seals !== newest) note(`${to.seals} seals were made, the last there is the ${newest}th`)
  rows.forEach(({ ordinal }, index) => {
    if (ordinal !== newest - index) note(`the seal before the ${ordinal + 1}th is gone`)
  })
  if (rows.length < Math.min(SEALS, newest)) note(`of ${newest} seals ${rows.length} are there`)
  const seals: SealKept[] = []
  let room = EVENTS
  for (const row of rows) {
    const seal = sealIn(row)
    const { merchant, mode: own } = seal.scope
    const before = yield* asked.numbered({ merchant, mode: own, number: seal.number - 1 })
    const details = yield* brokenSeal(shelf, seal, before && sealIn(before))
    broken.push(...details.map((detail) => about(seal.scope, detail)))
    seals.push(seal)
    room -= seal.events - (before?.events ?? 0)
    if (room <= 0) break
  }
  return { seals, broken }
}

const about = (scope: Scope, detail: string) => ({ scope, paymentId: "", what: "seals", detail }) as const
