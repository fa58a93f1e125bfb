/** The races: many asks at the same moment on one payment, and how many of them the payment has room for. */

/** Many asks of one amount on one payment. */
export interface Round {
  readonly name: string
  readonly captured: number
  readonly amount: number
  readonly asks: number
  /** All asks are one request sent again, or each is a request of its own. */
  readonly keys: "each" | "one"
  /** How many refunds have to come of it: not one more, not one fewer. */
  readonly refunds: number
}

/** A payment switch in wide use answered both of two refunds of 60 on a payment of 100 with success (hyperswitch #13182). */
const sixtyTwice: Round = {
  name: "60 and 60 on 100, 64 at once",
  captured: 10_000,
  amount: 6_000,
  asks: 64,
  keys: "each",
  refunds: 1,
}

/** All races of the command. */
export const rounds: readonly Round[] = [
  sixtyTwice,
  { name: "7 on 100, 40 at once", captured: 10_000, amount: 700, asks: 40, keys: "each", refunds: 14 },
  { name: "60 on 100, one key, 64 at once", captured: 10_000, amount: 6_000, asks: 64, keys: "one", refunds: 1 },
]
