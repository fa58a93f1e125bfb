/** What a fence says: where, what is wrong, and what to do next, in one line a person can act on. */

/** One place where the code breaks a rule of the house. */
export interface Violation {
  readonly path: string
  readonly line?: number
  readonly wrong: string
  readonly next: string
}

/** The violations as lines for a terminal; an empty list where all is well. */
export const report = (violations: readonly Violation[]): readonly string[] =>
  violations.map(({ path, line, wrong, next }) => `${path}${line === undefined ? "" : `:${line}`}: ${wrong}; ${next}`)
