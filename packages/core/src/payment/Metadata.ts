/** Metadata: text by name, at most 50 pairs; merging is the only way it changes. */
import type { TypeOf } from "../shape/Shape.ts"
import { either, map } from "../shape/structures.ts"
import { text } from "../shape/values.ts"

export const METADATA_PAIRS = 50

export const metadata = map(text(0, 500), 40, METADATA_PAIRS)

/**
 * Free text by name: at most 50 keys of 40 characters with values of 500.
 *
 * @since 0.1.0
 */
export type Metadata = TypeOf<typeof metadata>

/** A change of metadata: `""` for a key removes it, `""` for all of it removes everything. */
export const metadataChange = either((value) => typeof value === "string", text(0, 0), metadata)

export type MetadataChange = TypeOf<typeof metadataChange>

/** Metadata without the keys that are set to nothing: what creation stores. */
export const withoutEmpty = (given: Metadata): Metadata => merge({}, given)

/** Lays a change over metadata: other keys stay, `""` removes. */
export const merge = (current: Metadata, change: MetadataChange): Metadata => {
  if (typeof change === "string") return {}
  const kept = Object.entries({ ...current, ...change }).filter(([, value]) => value !== "")
  return Object.fromEntries(kept)
}
