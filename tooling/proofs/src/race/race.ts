/** A whole race: one server on a file or several on a PostgreSQL, all rounds, and the sandbox's own account of the money that moved. */
import type { Chance } from "../chance.ts"
import { movementsIn, newFolder, removeFolder } from "../server/Desk.ts"
import { type Kind, openPlace } from "../server/Place.ts"
import { withoutGuard } from "../plants/index.ts"
import { rounds } from "./rounds.ts"
import { run } from "./run.ts"
import type { Result } from "./run.ts"

/** What a race came to: the rows of its table, payments that gave too much, and every sentence that is wrong. */
export interface Report {
  readonly rows: readonly (readonly (string | number)[])[]
  readonly over: number
  readonly wrong: readonly string[]
}

/** Races on so many payments a round; without the guard it has to come out wrong. */
export const race = async (options: {
  readonly chance: Chance
  readonly payments: number
  readonly isUnguarded: boolean
  readonly kind: Kind
}): Promise<Report> => {
  const { isUnguarded, kind } = options
  const folder = newFolder("race")
  try {
    await using place = await openPlace(kind, folder, isUnguarded ? withoutGuard[kind] : {})
    const results: (Result & { readonly ms: number })[] = []
    for (const round of rounds) {
      const start = performance.now()
      const result = await run(place.client, round, options.payments, options.chance)
      results.push({ ...result, ms: (performance.now() - start) / options.payments })
    }
    await place.stop()
    const moved = movedIn(folder)
    const tooMuch = movedTooMuch(moved, results)
    const verdicts = results.flatMap((result) => result.verdicts)
    return {
      rows: results.map(rowOf),
      over: new Set([...verdicts.filter(({ isOver }) => isOver).map(({ paymentId }) => paymentId), ...tooMuch.keys()])
        .size,
      wrong: [
        ...verdicts.flatMap(({ paymentId, wrong }) => wrong.map((sentence) => `${paymentId}: ${sentence}`)),
        ...tooMuch.values(),
        ...(moved.size === 0 ? ["no money moved at all: the sandbox's journal was not found or is empty"] : []),
      ],
    }
  } finally {
    removeFolder(folder)
  }
}

// The provider's side: what was really paid, whatever the answers and the database say.
const movedTooMuch = (moved: ReadonlyMap<string, number>, results: readonly Result[]): ReadonlyMap<string, string> => {
  const captured = new Map(
    results.flatMap(({ round, verdicts }) => verdicts.map(({ paymentId }) => [paymentId, round.captured])),
  )
  return new Map(
    [...moved]
      .filter(([payment, sum]) => sum > (captured.get(payment) ?? 0))
      .map(([payment, sum]) => [payment, `${payment}: ${sum} moved of ${captured.get(payment) ?? 0} captured`]),
  )
}

const movedIn = (folder: string): ReadonlyMap<string, number> => {
  const moved = new Map<string, number>()
  for (const { payment, amount } of movementsIn(folder)) moved.set(payment, (moved.get(payment) ?? 0) + amount)
  return moved
}

const rowOf = ({ round, verdicts, ms }: Result & { readonly ms: number }): readonly (string | number)[] => {
  const each = verdicts.map(({ refunds }) => refunds)
  const [least, most] = [Math.min(...each), Math.max(...each)]
  const sum = (of: "refused" | "waited"): number => verdicts.reduce((total, verdict) => total + verdict[of], 0)
  return [
    round.name,
    verdicts.length,
    verdicts.length * round.asks,
    least === most ? `${least}` : `${least} to ${most}`,
    sum("refused"),
    sum("waited"),
    verdicts.filter(({ isOver }) => isOver).length,
    Math.round(ms),
  ]
}
