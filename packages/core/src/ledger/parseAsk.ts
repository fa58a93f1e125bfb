/** Reads an ask from JSON, or everything that is wrong with it. */
import type { Result } from "../money/Result.ts"
import { parse } from "../shape/Shape.ts"
import { ask, type Ask } from "./Ask.ts"

/**
 * An ask, from JSON.
 *
 * @example
 * ```ts
 * import { parseAsk } from "@refund-rules/core"
 *
 * const faulty = parseAsk({ amount: 1.5, lines: [] })
 * !faulty.ok && faulty.faults.map((fault) => fault.path) // => ["/amount"]
 * ```
 *
 * @since 0.1.0
 */
export const parseAsk = (json: unknown): Result<Ask> => parse(ask, json)
