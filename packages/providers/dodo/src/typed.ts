/** Metadata of Dodo's in ours: every value is a text here, and those that were none remember it, to be told as they came. */
import { numberOf } from "@refund-rules/provider-kit"

/**
 * The name under which a refund keeps the names of its values that came as numbers or as true and false.
 *
 * @internal laws keep it out of what they make up
 */
export const KEPT_TYPES = "dodoTyped"

/** Metadata as Dodo has it: every value of the type it came with, and without what only we keep. */
export const typedOut = (metadata: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> => {
  const { [KEPT_TYPES]: kept, ...values } = metadata
  if (kept === undefined) return values
  const names = new Set(namesIn(kept))
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, names.has(name) ? valueOf(value) : value]),
  )
}

/** Metadata as we keep it, of texts and of the names of those that were none. */
export const typedIn = (
  values: Readonly<Record<string, string>>,
  typed: readonly string[],
): Readonly<Record<string, string>> =>
  typed.length === 0 ? values : { ...values, [KEPT_TYPES]: JSON.stringify(typed) }

const namesIn = (kept: string): readonly unknown[] => {
  try {
    const names: unknown = JSON.parse(kept)
    return Array.isArray(names) ? (names as readonly unknown[]) : []
  } catch {
    return []
  }
}

/** The value was changed since where it is no number any more, and is the text it is now. */
const valueOf = (text: string): unknown => {
  if (text === "true" || text === "false") return text === "true"
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? numberOf(text) : text
}
