/** The words of one language for every answer and every violation; a language that leaves one out does not compile. */
import type { Offer, Verdict, Violation } from "./Decision.ts"

/**
 * What a language says: to staff everything with its numbers, to the payer courteously and without policy detail.
 *
 * @since 0.1.0
 */
export interface Words {
  readonly verdict: {
    readonly staff: (verdict: Verdict, total: number, retained: number, currency: string) => string
    readonly payer: Readonly<Record<Verdict, string>>
  }
  /** A violation as staff reads it, with the rule it stands under. */
  readonly under: (rule: string, sentence: string) => string
  readonly of: { readonly [T in Violation["_tag"]]: WordsOf<Extract<Violation, { readonly _tag: T }>> }
  readonly offer: { readonly [T in Offer["_tag"]]: WordsOf<Extract<Offer, { readonly _tag: T }>> }
}

interface WordsOf<A> {
  readonly staff: (one: A, currency: string) => string
  readonly payer: string
}
