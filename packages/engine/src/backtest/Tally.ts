/** What another policy would have done, as sums: parts that were counted apart add up to the whole, in any order. */
import type { Step, Verdict } from "@refund-rules/core"

/**
 * A verdict and what it paid.
 *
 * @since 0.1.0
 */
export interface Ruled {
  readonly verdict: Verdict
  readonly amount: number
  /** What did not hold. */
  readonly broken: readonly Step[]
}

/**
 * A decision that another policy would have made otherwise.
 *
 * @since 0.1.0
 */
export interface Affected {
  readonly paymentId: string
  /** The refund or session; left out where it was refused. */
  readonly subject?: string
  readonly askedAt: string
  readonly currency: string
  readonly before: Ruled
  readonly after: Ruled
  /** How much more or less is approved, in whole units of the currency, without its sign. */
  readonly weight: number
}

/**
 * Decisions of one kind: how verdicts moved, and the money approved by currency.
 *
 * @since 0.1.0
 */
export interface Cell {
  readonly decisions: number
  /** `Approve Refuse` counts what was approved and would be refused, and so on. */
  readonly moves: Readonly<Record<string, number>>
  readonly before: Readonly<Record<string, number>>
  readonly after: Readonly<Record<string, number>>
}

/**
 * The sums of a backtest: cells by the JSON of the values they are grouped by, and the most affected decisions.
 *
 * @since 0.1.0
 */
export interface Tally {
  readonly cells: Readonly<Record<string, Cell>>
  readonly affected: readonly Affected[]
}

/**
 * The tally of nothing.
 *
 * @since 0.1.0
 */
export const emptyTally: Tally = { cells: {}, affected: [] }

/** Decisions that are told with both of their traces. */
export const TOLD = 10

/**
 * Two tallies as one. Law of the merge: in any order and grouping the same decisions make the same tally.
 *
 * @example
 * ```ts
 * import { emptyTally, mergeTallies } from "@refund-rules/engine"
 *
 * const one = { cells: { "[]": { decisions: 1, moves: { "Approve Refuse": 1 }, before: { EUR: 500 }, after: {} } }, affected: [] }
 * mergeTallies(one, mergeTallies(emptyTally, one)).cells["[]"]?.before // => { EUR: 1000 }
 * ```
 *
 * @since 0.1.0
 */
export const mergeTallies = (a: Tally, b: Tally): Tally => ({
  cells: merged(a.cells, b.cells, mergeCells),
  affected: mostAffected([...a.affected, ...b.affected]),
})

/**
 * All cells of a tally as one.
 *
 * @example
 * ```ts
 * import { emptyTally, totalOf } from "@refund-rules/engine"
 *
 * totalOf(emptyTally) // => { decisions: 0, moves: {}, before: {}, after: {} }
 * ```
 *
 * @since 0.1.0
 */
export const totalOf = ({ cells }: Tally): Cell => Object.values(cells).reduce(mergeCells, emptyCell)

/**
 * How many decisions were approved that were not before, and the other way round.
 *
 * @example
 * ```ts
 * import { movedTo } from "@refund-rules/engine"
 *
 * const moves = { "Approve Refuse": 2, "Review Approve": 1, "Review Refuse": 7 }
 * movedTo({ decisions: 10, moves, before: {}, after: {} }) // => { gained: 1, lost: 2 }
 * ```
 *
 * @since 0.1.0
 */
export const movedTo = ({ moves }: Cell): { readonly gained: number; readonly lost: number } => {
  const sumOf = (isMeant: (before: string, after: string) => boolean): number =>
    Object.entries(moves).reduce((all, [move, count]) => {
      const [before = "", after = ""] = move.split(" ")
      return isMeant(before, after) ? all + count : all
    }, 0)
  return {
    gained: sumOf((before, after) => before !== "Approve" && after === "Approve"),
    lost: sumOf((before, after) => before === "Approve" && after !== "Approve"),
  }
}

const emptyCell: Cell = { decisions: 0, moves: {}, before: {}, after: {} }

const mergeCells = (a: Cell, b: Cell): Cell => ({
  decisions: a.decisions + b.decisions,
  moves: merged(a.moves, b.moves, sum),
  before: merged(a.before, b.before, sum),
  after: merged(a.after, b.after, sum),
})

/** A sum that no longer fits is said, never rounded. */
const sum = (a: number, b: number): number => {
  const both = a + b
  if (!Number.isSafeInteger(both)) throw new RangeError(`the sum of ${a} and ${b} is no safe integer`)
  return both
}

/** Names stand in order, so that the same tally is the same JSON. */
const merged = <A>(
  a: Readonly<Record<string, A>>,
  b: Readonly<Record<string, A>>,
  both: (a: A, b: A) => A,
): Readonly<Record<string, A>> =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .toSorted()
      .map((name) => [name, name in a && name in b ? both(a[name]!, b[name]!) : (a[name] ?? b[name]!)]),
  )

/** The most affected first; what is as much affected, in the order of its name. */
export const mostAffected = (affected: readonly Affected[]): readonly Affected[] =>
  affected.toSorted((a, b) => b.weight - a.weight || (nameOf(a) < nameOf(b) ? -1 : 1)).slice(0, TOLD)

const nameOf = ({ askedAt, paymentId, subject = "" }: Affected): string => JSON.stringify([paymentId, askedAt, subject])
