/** What a careful client writes down: before it sends, and after it has an answer, each line on disk before it goes on. */

/** An answer that is the end of a request: it may never be another one afterwards. */
export type Final =
  | { readonly _tag: "Refund"; readonly refundId: string; readonly amount: number }
  | { readonly _tag: "Refusal"; readonly code: string }

/** What is asked for under one key. */
export interface Wish {
  readonly key: string
  readonly paymentId: string
  readonly amount: number
}

/** One line of the client's journal. */
export type Entry =
  | { readonly _tag: "Opening"; readonly paymentId: string; readonly captured: number }
  | { readonly _tag: "Opened"; readonly paymentId: string }
  | { readonly _tag: "Asking"; readonly wish: Wish }
  | { readonly _tag: "Answered"; readonly key: string; readonly final: Final }

/** Two answers to one request that say the same. */
export const same = (a: Final, b: Final): boolean => {
  if (a._tag === "Refund") return b._tag === "Refund" && a.refundId === b.refundId && a.amount === b.amount
  return b._tag === "Refusal" && a.code === b.code
}

/** In words. */
export const words = (final: Final): string =>
  final._tag === "Refund" ? `refund ${final.refundId} of ${final.amount}` : `a refusal, ${final.code}`
