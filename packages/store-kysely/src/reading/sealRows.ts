/** Rows of seals as the seals they are, and back. */
import type { SealKept } from "@refund-rules/engine"
import type { Tables } from "../schema/Tables.ts"

type Row = Tables["seal"]

export const sealIn = (row: Row): SealKept => ({
  scope: { merchant: row.merchant, mode: row.mode },
  number: row.number,
  events: row.events,
  incidents: row.incidents,
  digest: row.digest,
  before: row.hash_before,
  at: row.at,
  publicKey: row.public_key,
  signature: row.signature,
  place: { position: row.position, turn: row.turn },
})

export const rowOf = (seal: SealKept, ordinal: number) => ({
  merchant: seal.scope.merchant,
  mode: seal.scope.mode,
  number: seal.number,
  ordinal,
  position: seal.place.position,
  turn: seal.place.turn,
  events: seal.events,
  incidents: seal.incidents,
  digest: seal.digest,
  hash_before: seal.before,
  at: seal.at,
  public_key: seal.publicKey,
  signature: seal.signature,
})
