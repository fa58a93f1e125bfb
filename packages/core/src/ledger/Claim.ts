/** Anything that takes from a balance, in integers per line and component; what it took is what a release gives back. */
import type { Tax } from "../payment/Line.ts"

/**
 * A line's part in a claim: what is paid of it (`amount`, as `net` and `taxes`), what is retained, and its units.
 *
 * @since 0.1.0
 */
export interface ClaimedLine {
  readonly id: string
  readonly net: number
  readonly taxes: readonly Share[]
  readonly amount: number
  readonly retained: number
  readonly units: number
  /** How `retained` falls on the components; left out where nothing is retained. */
  readonly retainedOf?: { readonly net: number; readonly taxes: readonly Share[] }
}

/**
 * The share of one tax.
 *
 * @since 0.1.0
 */
export type Share = { readonly [K in keyof Tax]: K extends "amount" ? number : Tax[K] }

/**
 * What a claim takes: `paid` and `retained` from the payment, and of that what its lines could bear.
 * Only provider truth takes more than its lines bear.
 *
 * @since 0.1.0
 */
export interface Claim {
  readonly paid: number
  readonly retained: number
  readonly lines: readonly ClaimedLine[]
  /** The share of the application fee: given back to the payer's side, or kept. */
  readonly applicationFee?: { readonly share: number; readonly returned: boolean }
  readonly transfer?: { readonly share: number; readonly reversed: boolean }
}
