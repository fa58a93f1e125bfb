/** What a provider's answers tell of the refund that was sent, in its own words: the fact, another refund, or nothing certain. */
import type { Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { Option } from "effect"
import { OUR_ID } from "./metadataSent.ts"
import { acknowledgedAs, type Answer } from "./outcome.ts"
import { parsed } from "./parsed.ts"

/**
 * How one provider writes a refund.
 *
 * @since 0.1.0
 */
export interface Wording<Read> {
  readonly read: (value: unknown) => Option.Option<Read>
  /** What it says, in ISO units; undefined where that cannot be read. */
  readonly factOf: (read: Read, sending: Sending) => ProviderFact | undefined
  /** Whether it is what was sent, as far as it says whose it is. */
  readonly isIt: (sending: Sending, read: Read) => boolean
}

/**
 * What answers tell where refunds are written so: what came of a send, and what a look-up found. A look-up tells what it
 * found as it is, whatever the amount: whether that is what was sent is for the desk to say.
 *
 * @example
 * ```ts
 * import { tellingOf } from "@refund-rules/provider-kit"
 * import { Option, Schema } from "effect"
 *
 * const telling = tellingOf({
 *   read: Schema.decodeUnknownOption(Schema.Struct({ id: Schema.String, of: Schema.String, cents: Schema.Int })),
 *   factOf: ({ cents, id }) => ({ providerRefundId: id, status: "succeeded", amount: cents, currency: "EUR" }),
 *   isIt: ({ refund }, { of }) => of === refund.id,
 * })
 * const sending = { payment: { currency: "EUR" }, refund: { id: "ref_1", claim: { paid: 5 } } } as never
 * const answer = (body: string) => ({ _tag: "Answered", status: 200, headers: {}, body }) as const
 *
 * telling.sent(sending)(answer('{"id":"p_1","of":"ref_1","cents":5}'))._tag // => "Acknowledged"
 * telling.sent(sending)(answer('{"id":"p_1","of":"ref_2","cents":5}'))._tag // => "Unknown"
 * telling.lookedUp(sending, answer("<html>")) // => "unknown"
 * ```
 *
 * @since 0.1.0
 */
export const tellingOf = <Read>({ factOf, isIt, read }: Wording<Read>) => {
  const told = (sending: Sending, { body }: Answer): ProviderFact | "another payment" | undefined => {
    const found = Option.getOrUndefined(read(parsed(body)))
    if (found === undefined) return undefined
    return isIt(sending, found) ? factOf(found, sending) : "another payment"
  }
  return {
    /** What came of a send, by an answer of success. */
    sent:
      (sending: Sending) =>
      (answer: Answer): Outcome =>
        acknowledgedAs(told(sending, answer), {
          amount: sending.refund.claim.paid,
          currency: sending.payment.currency,
        }),
    /** What a look-up that answered with one refund found. */
    lookedUp: (sending: Sending, answer: Answer): ProviderFact | "unknown" => {
      const found = told(sending, answer)
      return found === undefined || found === "another payment" ? "unknown" : found
    },
    /** What a look-up found among others. */
    found: (sending: Sending, one: Read): ProviderFact | "unknown" =>
      isIt(sending, one) ? (factOf(one, sending) ?? "unknown") : "unknown",
  }
}

/**
 * Whether metadata a provider gives back says that a refund is another one of ours: what was sent with our id comes back
 * with it, and what says nothing says nothing.
 *
 * @example
 * ```ts
 * import { isOfAnother, OUR_ID } from "@refund-rules/provider-kit"
 *
 * isOfAnother({ refund: { id: "ref_1" } } as never, { [OUR_ID]: "ref_2" }) // => true
 * isOfAnother({ refund: { id: "ref_1" } } as never, null) // => false
 * ```
 *
 * @since 0.1.0
 */
export const isOfAnother = (
  { refund }: Pick<Sending, "refund">,
  metadata: Readonly<Record<string, unknown>> | null | undefined,
): boolean => {
  const named = metadata?.[OUR_ID]
  return typeof named === "string" && named !== refund.id
}
