/** Cursors: where a page ended, sealed with what it was a page of, and unreadable to whoever merely holds one. */
import { Invalid, type Scope } from "@refund-rules/engine"
import { Option, Schema } from "effect"

/** Where a page ended: the instant and the id of its last record. */
export interface Ended {
  readonly at: string
  readonly id: string
}

const Sealed = Schema.StringFromBase64Url.pipe(
  Schema.decodeTo(Schema.fromJsonString(Schema.Tuple([Schema.String, Schema.String, Schema.String]))),
)

/** The seal of a list: another list, scope or filter has another. */
export const sealOf = (
  sha256: (text: string) => string,
  list: string,
  { merchant, mode }: Scope,
  filter: object,
): string => {
  const given = Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return sha256(JSON.stringify([list, merchant, mode, given])).slice(0, 16)
}

export const cursorAfter = (seal: string, { at, id }: Ended): string => Schema.encodeSync(Sealed)([seal, at, id])

export const readCursor = (seal: string, cursor: string): Ended => {
  const read = Option.getOrUndefined(Schema.decodeOption(Sealed)(cursor))
  if (read === undefined || read[0] !== seal)
    throw Invalid.of([
      {
        path: "/cursor",
        code: "invalid_cursor",
        message: "expected the `nextCursor` of a page of this very list, with the same filter",
      },
    ])
  return { at: read[1], id: read[2] }
}
