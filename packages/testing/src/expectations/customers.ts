/** Expectations about who asks, when and for what: always refundable, never refundable, and the same for everyone. */
import { edges, together, type Window } from "../cases/Edges.ts"
import { windowEnd } from "../cases/windowEnd.ts"
import type { RefundCase } from "@refund-rules/core"
import { edgesOfCircumstances, fits, wordsOf, type Circumstances } from "./Circumstances.ts"
import { isPayable, notApproved, notRefused, openly, type Expectation } from "./Expectation.ts"

const windowWords = ({ days, of, timeZone }: Window): string =>
  `${days} days of being ${of}${timeZone === undefined ? "" : `, as ${timeZone} counts days`}`

/** Whether it was asked before a window's end; undefined where the date is not known. */
const isInside = ({ days, of, timeZone }: Window, { askedAt, payment }: RefundCase): boolean | undefined => {
  const start = payment[`${of}At`]
  return start === undefined ? undefined : Date.parse(askedAt) < windowEnd(start, days, timeZone)
}

/**
 * Expects that a refund is granted, at once or after review, to whoever asks in time under these circumstances.
 *
 * @example
 * ```ts
 * import { alwaysRefundable } from "@refund-rules/testing"
 *
 * const defects = alwaysRefundable({
 *   when: { reasons: ["product_unsatisfactory"] },
 *   within: { of: "delivered", days: 730 },
 * })
 * defects.sentence // => "a refund for product_unsatisfactory is always possible within 730 days of being delivered"
 * ```
 *
 * @since 0.1.0
 */
export const alwaysRefundable = (of: { readonly when?: Circumstances; readonly within?: Window }): Expectation => {
  const { when = {}, within } = of
  const time = within === undefined ? "" : ` within ${windowWords(within)}`
  return {
    sentence: `a refund${wordsOf(when)} is always possible${time}`,
    edges: together([edges(edgesOfCircumstances(when)), edges({ windows: within === undefined ? [] : [within] })]),
    allows: ({ decision, facts }) => {
      const isInTime = within === undefined || isInside(within, facts) === true
      if (!isInTime || decision._tag !== "Refuse") return undefined
      const open = openly(facts)
      const priced = isPayable(decision) ? decision : open
      return isPayable(open) && fits(when, priced, facts, "every") ? notRefused : undefined
    },
  }
}

/**
 * Expects that nothing goes back as soon as any line of the refund is of this kind, or the rest fits.
 *
 * @example
 * ```ts
 * import { neverRefunded } from "@refund-rules/testing"
 *
 * neverRefunded({ tags: ["final-sale"] }).sentence // => "a refund of what is tagged final-sale never goes back"
 * ```
 *
 * @since 0.1.0
 */
export const neverRefunded = (when: Circumstances): Expectation => ({
  sentence: `a refund${wordsOf(when)} never goes back`,
  edges: edgesOfCircumstances(when),
  allows: ({ decision, facts }) => (fits(when, decision, facts, "some") ? ["Refuse"] : undefined),
})

/**
 * Expects that nothing goes back once a window has ended; its end is already outside.
 *
 * @example
 * ```ts
 * import { neverRefundedAfter } from "@refund-rules/testing"
 *
 * neverRefundedAfter({ of: "captured", days: 30 }).sentence // => "nothing goes back after 30 days of being captured"
 * ```
 *
 * @since 0.1.0
 */
export const neverRefundedAfter = (window: Window, when: Circumstances = {}): Expectation => ({
  sentence: `nothing${wordsOf(when)} goes back after ${windowWords(window)}`,
  edges: together([edges(edgesOfCircumstances(when)), edges({ windows: [window] })]),
  allows: ({ decision, facts }) =>
    isInside(window, facts) === false && fits(when, decision, facts, "some") ? ["Refuse"] : undefined,
})

/**
 * Expects that nothing is approved without a note, or without a reason.
 *
 * @example
 * ```ts
 * import { neverApprovedWithout } from "@refund-rules/testing"
 *
 * neverApprovedWithout("note").sentence // => "nothing is approved without a note"
 * ```
 *
 * @since 0.1.0
 */
export const neverApprovedWithout = (what: "note" | "reason", when: Circumstances = {}): Expectation => ({
  sentence: `nothing${wordsOf(when)} is approved without a ${what}`,
  edges: together([edges(edgesOfCircumstances(when)), edges({ sights: what === "note" ? ["note"] : [] })]),
  allows: ({ decision, facts }) =>
    (facts.ask[what] ?? "").trim() === "" && fits(when, decision, facts, "some") ? notApproved : undefined,
})

/**
 * Expects that a payment is refunded at most so many times; refunds that failed do not count.
 *
 * @example
 * ```ts
 * import { neverMoreRefundsThan } from "@refund-rules/testing"
 *
 * neverMoreRefundsThan(2).sentence // => "a payment is refunded at most 2 times"
 * ```
 *
 * @since 0.1.0
 */
export const neverMoreRefundsThan = (count: number, when: Circumstances = {}): Expectation => ({
  sentence: `a payment is refunded at most ${count} times${wordsOf(when)}`,
  edges: together([edges({ counts: [count] }), edges(edgesOfCircumstances(when))]),
  allows: ({ decision, facts }) =>
    facts.position.activeRefunds >= count && fits(when, decision, facts, "some") ? ["Refuse"] : undefined,
})

/**
 * Expects that two customers who ask the same get the same, whoever they are.
 *
 * @example
 * ```ts
 * import { sameForEveryone } from "@refund-rules/testing"
 *
 * sameForEveryone().sentence // => "two customers who ask the same get the same"
 * ```
 *
 * @since 0.1.0
 */
export const sameForEveryone = (): Expectation => ({
  sentence: "two customers who ask the same get the same",
  edges: {},
  allows: ({ again, decision }) => {
    const others = everyone.map((customer) => again((facts) => ({ ...facts, payment: { ...facts.payment, customer } })))
    const other = others.find(({ _tag }) => _tag !== decision._tag)
    return other === undefined ? undefined : [other._tag]
  },
})

const everyone = [
  { id: "c2", name: "Somebody Else", email: "somebody@example.org", phone: "+4912345678" },
  { id: "c1", name: "Ann Smith", email: "ann@example.com" },
]
