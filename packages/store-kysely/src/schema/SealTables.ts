/** The tables of seals, as their rows are read and written. */

type Mode = "test" | "live"

/** A seal; `ordinal` counts those of a mode without a gap, `position` and `turn` are of the last that is under it. */
interface SealRow {
  readonly merchant: string
  readonly mode: Mode
  readonly number: number
  readonly ordinal: number
  readonly position: number
  readonly turn: number
  readonly events: number
  readonly incidents: number
  readonly digest: string
  readonly hash_before: string
  readonly at: string
  readonly public_key: string
  readonly signature: string
}

/** Up to where everything of a mode is sealed, how many seals it has, and who may go on until when. */
interface SealedToRow {
  readonly mode: Mode
  readonly position: number
  readonly turn: number
  readonly seals: number
  readonly worker: string | null
  readonly ready: number
}

/** They by name. */
export interface SealTables {
  readonly seal: SealRow
  readonly sealed_to: SealedToRow
}
