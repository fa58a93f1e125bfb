/** The digest of a range: over each event of payments in the order of their commits, then over each of incidents. */

/** What is told of an event of a payment, and of an incident. */
export interface Link {
  readonly position: number
  readonly payment_id: string
  readonly sequence: number
  readonly hash: string
}

export interface LifeLink {
  readonly turn: number
  readonly after: number
  readonly incident_id: string
  readonly sequence: number
  readonly hash: string
}

type Sha256 = (text: string) => string

/** One event further; a digest begins as the empty text. */
export const withLink = (sha256: Sha256, digest: string, { hash, payment_id, position, sequence }: Link): string =>
  sha256(JSON.stringify([digest, "event", position, payment_id, sequence, hash]))

/** One event of an incident further. */
export const withLife = (
  sha256: Sha256,
  digest: string,
  { after, hash, incident_id, sequence, turn }: LifeLink,
): string => sha256(JSON.stringify([digest, "incident", turn, after, incident_id, sequence, hash]))
