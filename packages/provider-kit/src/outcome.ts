/** What an exchange means for the money, whoever the provider is: only its own certain no, the first time, lets a hold go. */
import type { Outcome, ProviderFact } from "@refund-rules/engine"
import type { Exchanged } from "./exchange.ts"

/**
 * An answer that came whole.
 *
 * @since 0.1.0
 */
export type Answer = Extract<Exchanged, { _tag: "Answered" }>

/**
 * What an error in a provider's own words says: why it does not do what was asked, that it cannot just now, that our
 * address of it is wrong, or nothing certain, in words for people.
 *
 * @since 0.1.0
 */
export type Declined =
  | { readonly code: string }
  | { readonly notNow: true }
  | { readonly misplaced: true }
  | { readonly uncertain: string }

/**
 * How one provider's answers are read.
 *
 * @since 0.1.0
 */
export interface Reading {
  /** What people call the provider. */
  readonly name: string
  readonly attempt: number
  /** What an answer of success says. */
  readonly acknowledged: (answer: Answer) => Outcome
  /** What a refusal says; undefined where it is no error in the provider's own shape. */
  readonly declined: (answer: Answer) => Declined | undefined
  /** The statuses that may be a no; 400, 404 and 422 unless the provider has others. */
  readonly refusing?: readonly number[]
}

/**
 * What came of sending a refund, or of anything else that may move money. A no is certain only on the first attempt, and
 * only in the provider's own words: later it may speak of what an earlier attempt did, and a page of some proxy says
 * nothing about money.
 *
 * @example
 * ```ts
 * import { outcomeOf } from "@refund-rules/provider-kit"
 *
 * const reading = {
 *   name: "Ours",
 *   attempt: 1,
 *   acknowledged: () => ({ _tag: "Unknown", cause: "unread" }) as const,
 *   declined: () => ({ code: "already_refunded" }),
 * }
 * outcomeOf({ _tag: "Answered", status: 400, headers: {}, body: "{}" }, reading) // => { _tag: "Refused", code: "already_refunded" }
 * outcomeOf({ _tag: "Answered", status: 500, headers: {}, body: "{}" }, reading)._tag // => "Unknown"
 * ```
 *
 * @since 0.1.0
 */
export const outcomeOf = (exchanged: Exchanged, reading: Reading): Outcome => {
  switch (exchanged._tag) {
    case "NotSent":
      return { _tag: "NotSent", cause: exchanged.cause }
    case "Lost":
      return unknown(exchanged.cause)
    case "Answered":
      return answered(exchanged, reading)
  }
}

const unknown = (cause: string): Outcome => ({ _tag: "Unknown", cause })

const answered = (answer: Answer, reading: Reading): Outcome => {
  const { status } = answer
  const { name, refusing = [400, 404, 422] } = reading
  if (status >= 200 && status < 300) return reading.acknowledged(answer)
  if (refusing.includes(status)) return declined(answer, reading)
  switch (status) {
    case 401:
    case 403:
      return { _tag: "Misconfigured", cause: `${name} answered ${status}: it does not accept the key` }
    case 429:
      return notNow(answer)
  }
  return unknown(`${name} answered ${status}`)
}

/** The longest that a provider can make us wait. */
const AN_HOUR = 3600

const notNow = ({ headers }: Answer): Outcome => {
  const seconds = /^\d{1,9}$/.test(headers["retry-after"] ?? "") ? Number(headers["retry-after"]) : undefined
  return { _tag: "NotNow", ...(seconds === undefined ? {} : { retryAfterSeconds: Math.min(seconds, AN_HOUR) }) }
}

const declined = (answer: Answer, { attempt, declined: read, name }: Reading): Outcome => {
  const said = read(answer)
  if (said === undefined) return unknown(`${name} answered ${answer.status} with no error of its own`)
  if ("notNow" in said) return notNow(answer)
  if ("uncertain" in said) return unknown(said.uncertain)
  const told = "code" in said ? `: ${said.code}` : ""
  if (attempt > 1) return unknown(`${name} answered ${answer.status} to attempt ${attempt}${told}`)
  if ("misplaced" in said)
    return { _tag: "Misconfigured", cause: `${name} does not know the address: is the gateway's URL right?` }
  return { _tag: "Refused", code: said.code }
}

/**
 * What a readable answer says of the refund that was sent: acknowledged only where it is of the same payment, amount and
 * currency. One that is not is told all the same: somebody has to see what it says.
 *
 * @example
 * ```ts
 * import { acknowledgedAs } from "@refund-rules/provider-kit"
 *
 * const fact = { providerRefundId: "re_1", status: "succeeded", amount: 500, currency: "EUR" } as const
 * acknowledgedAs(fact, { amount: 500, currency: "EUR" })._tag // => "Acknowledged"
 * acknowledgedAs(fact, { amount: 501, currency: "EUR" })._tag // => "Unknown"
 * ```
 *
 * @since 0.1.0
 */
export const acknowledgedAs = (
  fact: ProviderFact | "another payment" | undefined,
  { amount, currency }: { readonly amount: number; readonly currency: string },
): Outcome => {
  if (fact === undefined) return unknown("the answer is no refund that can be read")
  if (fact === "another payment") return unknown("the answer tells of another payment")
  if (fact.amount === amount && fact.currency === currency) return { _tag: "Acknowledged", fact }
  return { _tag: "Unknown", cause: "the answer tells of another amount or currency", fact }
}
