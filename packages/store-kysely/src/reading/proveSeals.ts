/** Proves seals: each stands on the one before, is signed with its key, and is over just what is there; and none is gone. */
import { type Broken, isSigned, type Scope, type SealKept, type StoreUnavailable } from "@refund-rules/engine"
import { Effect, Option, Stream } from "effect"
import type { Shelf } from "../programs/Shelf.ts"
import { answered, type Runner } from "../Runner.ts"
import type { Steps } from "../Statement.ts"
import { brokenSeal } from "./brokenSeal.ts"
import { sealIn } from "./sealRows.ts"

const AT_ONCE = 8

export const proveSeals = (
  { read }: Pick<Runner, "read">,
  shelf: Shelf,
): Stream.Stream<readonly Broken[], StoreUnavailable> => {
  const walk = Stream.paginate(undefined as SealKept | undefined, (last) =>
    Effect.gen(function* () {
      yield* Effect.yieldNow
      const { broken, seals } = yield* answered<never>()(read(() => next(shelf, last)))
      const unsigned = yield* Effect.filter(seals, (seal) => Effect.map(isSigned(seal), (is) => !is))
      const forged = unsigned.map(({ number, scope }) =>
        one(scope, `seal ${number} is not signed with the key it names`),
      )
      const more = seals.length < AT_ONCE ? undefined : seals.at(-1)
      return [[[...broken, ...forged]], Option.fromUndefinedOr(more)] as const
    }),
  )
  const counted = Stream.fromEffect(answered<never>()(read(() => brokenCounts(shelf))))
  return Stream.concat(walk, counted)
}

function* next(shelf: Shelf, last: SealKept | undefined) {
  const { merchant, mode } = last?.scope ?? { merchant: "", mode: "live" as const }
  const rows = yield* shelf.statements.seal.walked({ merchant, mode, number: last?.number ?? 0, limit: AT_ONCE })
  const [seals, broken]: [SealKept[], Broken[]] = [[], []]
  let before = last
  for (const row of rows) {
    const seal = sealIn(row)
    const isNext = before?.scope.merchant === seal.scope.merchant && before.scope.mode === seal.scope.mode
    const details = yield* brokenSeal(shelf, seal, isNext ? before : undefined)
    broken.push(...details.map((detail) => one(seal.scope, detail)))
    seals.push(seal)
    before = seal
  }
  return { seals, broken }
}

/** What cannot be seen from one seal to the next: that the newest is gone, or that something was never sealed. */
function* brokenCounts({ statements: { seal, verify, webhook } }: Shelf): Steps<readonly Broken[]> {
  const broken: Broken[] = []
  for (const mode of ["live", "test"] as const) {
    const note = (detail: string): void => void broken.push(one({ merchant: "", mode }, detail))
    const to = yield* seal.sealedTo({ mode })
    const found = yield* verify.sealedIn({ mode })
    const sum = (name: "events" | "incidents" | "seals") => found.reduce((all, row) => all + Number(row[name] ?? 0), 0)
    const newest = Math.max(0, ...found.map(({ ordinal }) => ordinal))
    if (to === undefined) {
      note("the row that says up to where it is sealed is gone")
      continue
    }
    if (to.seals !== sum("seals") || to.seals !== newest) note(`${to.seals} seals were made, ${sum("seals")} are there`)
    const position = (yield* webhook.newestPosition({}))?.newest ?? 0
    const turn = (yield* webhook.newestTurn({}))?.newest ?? 0
    if (to.position > position || to.turn > turn)
      note(`events were sealed up to ${to.position} and ${to.turn}, the last are ${position} and ${turn}`)
    const events = (yield* verify.eventsUpTo({ mode, position: to.position }))?.count ?? 0
    const lives = (yield* verify.livesUpTo({ mode, turn: to.turn }))?.count ?? 0
    if (events !== sum("events")) note(`${events} events are there to be sealed, ${sum("events")} are`)
    if (lives !== sum("incidents")) note(`${lives} events of incidents are there to be sealed, ${sum("incidents")} are`)
  }
  return broken
}

const one = (scope: Scope, detail: string): Broken => ({ scope, paymentId: "", what: "seals", detail })
