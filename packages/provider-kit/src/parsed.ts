/** Reads JSON somebody else wrote, as every database can keep it; never a throw. */

/**
 * The value a text of JSON says; undefined where it is none. U+0000 and halves of characters, which not every database
 * keeps, are read as U+FFFD: what a provider says is not refused for them.
 *
 * @example
 * ```ts
 * import { parsed } from "@refund-rules/provider-kit"
 *
 * parsed("[1]") // => [1]
 * parsed("<html>") // => undefined
 * parsed('"a\\u0000"') // => "a\ufffd"
 * ```
 *
 * @since 0.1.0
 */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text.replaceAll(escapes, kept)) as unknown
  } catch {
    return undefined
  }
}

/** Two halves of one character together, or one alone or U+0000, or any other escape's beginning: so none is read into the next. */
const escapes =
  /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u(?:0000|[dD][89a-fA-F][\da-fA-F]{2})|\\[^]/g

const kept = (escape: string): string => (escape.length === 6 ? String.raw`\ufffd` : escape)
