/** Reads metadata from JSON, or everything that is wrong with it. */
import { ok, type Result } from "../money/Result.ts"
import { parse } from "../shape/Shape.ts"
import { metadata, type Metadata, withoutEmpty } from "./Metadata.ts"

/**
 * Metadata as creation stores it: keys that are set to nothing are left out.
 *
 * @example
 * ```ts
 * import { parseMetadata } from "@refund-rules/core"
 *
 * const parsed = parseMetadata({ shop: "eu", note: "" })
 * parsed.ok && parsed.value // => { shop: "eu" }
 * ```
 *
 * @since 0.1.0
 */
export const parseMetadata = (json: unknown): Result<Metadata> => {
  const read = parse(metadata, json)
  return read.ok ? ok(withoutEmpty(read.value)) : read
}
