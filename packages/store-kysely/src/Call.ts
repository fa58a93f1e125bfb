/** What a program asks of a database: statements with their values, one after the other or side by side. */

/**
 * SQL with the names of its values in their order; `rows` says what comes back, `writes` whether it changes anything.
 *
 * @since 0.1.0
 */
export interface Statement {
  readonly sql: string
  readonly names: readonly string[]
  readonly rows: "none" | "one" | "many"
  readonly writes: boolean
  /** The SQL that does it for so many sets of values at once, one after the other; left out where there is none. */
  readonly repeated?: (times: number) => string
  /** Holds up everybody else until the commit, so it is run as late as its transaction allows. */
  readonly isLate?: boolean
  /** Of several such in one transaction only the one with the greatest value counts, whenever before the commit it runs. */
  readonly greatest?: true
}

/**
 * A statement with its values, in the order of its names; it is run again for each of `more`, and the rows of all come
 * back together.
 *
 * @since 0.1.0
 */
export interface Call {
  readonly statement: Statement
  readonly values: readonly Value[]
  readonly more?: readonly (readonly Value[])[]
  /** Sent along, so that nobody waits twice: the answer is then the rows of this one, and the rows of that one. */
  readonly also?: Call
}

/**
 * What a database is given for a value.
 *
 * @since 0.1.0
 */
export type Value = string | number | null

/**
 * A piece of work on one transaction: it yields statements, and is given the rows of each. Made anew for every attempt.
 *
 * @since 0.1.0
 */
export type Program<A> = () => Steps<A>

/**
 * A program under way.
 *
 * @since 0.1.0
 */
export type Steps<A> = Generator<Call, A, readonly unknown[]>
