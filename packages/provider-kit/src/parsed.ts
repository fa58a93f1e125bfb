/** Reads JSON somebody else wrote; never a throw. */

/**
 * The value a text of JSON says; undefined where it is none.
 *
 * @example
 * ```ts
 * import { parsed } from "@refund-rules/provider-kit"
 *
 * parsed("[1]") // => [1]
 * parsed("<html>") // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
