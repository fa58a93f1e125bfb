/** How large an expression may be, and how much one evaluation may cost; past a limit it is refused, never cut short. */

/** Characters of a source: as many as a policy may hold. */
export const MAX_SOURCE = 4000

/** Characters of one text literal. */
export const MAX_TEXT = 100

/** Comprehensions inside comprehensions. */
export const MAX_NESTED = 3

/** Steps of one evaluation, by the actual lengths of the case's lists: some milliseconds at most. */
export const MAX_COST = 100_000

/** What the parser itself holds to. */
export const parserLimits = {
  maxAstNodes: 500,
  maxDepth: 32,
  maxListElements: 64,
  maxMapEntries: 0,
  maxCallArguments: 3,
}
