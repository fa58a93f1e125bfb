/** In which cases an expectation speaks: everything given must fit. */
import { type Decision, formatMoney, type Line, type RefundCase } from "@refund-rules/core"
import { edges, type Edges } from "../cases/Edges.ts"

/**
 * Which refunds are meant; what is not given does not matter.
 *
 * @since 0.1.0
 */
export interface Circumstances {
  readonly reasons?: readonly string[]
  readonly kinds?: readonly string[]
  /** Of the lines, or of the payment. */
  readonly tags?: readonly string[]
  readonly currencies?: readonly string[]
  readonly providers?: readonly string[]
  /** Paid back at most this. */
  readonly upTo?: Readonly<Record<string, number>>
  /** Paid back at least this; in a currency that is not named, nothing fits. */
  readonly from?: Readonly<Record<string, number>>
  /** Captured at this instant or later. */
  readonly capturedFrom?: string
  /** Captured before this instant. */
  readonly capturedBefore?: string
  /** Earlier refunds that hold money or have paid it, at most. */
  readonly earlierRefunds?: number
  /** Whether a note was given. */
  readonly noted?: boolean
}

/** The edges that circumstances draw. */
export const edgesOfCircumstances = (when: Circumstances): Partial<Edges> =>
  edges({
    reasons: when.reasons ?? [],
    kinds: when.kinds ?? [],
    tags: when.tags ?? [],
    currencies: when.currencies ?? [],
    providers: when.providers ?? [],
    limits: [when.upTo, when.from].filter((one) => one !== undefined),
    instants: [when.capturedFrom, when.capturedBefore].filter((one) => one !== undefined),
    counts: when.earlierRefunds === undefined ? [] : [when.earlierRefunds + 1],
    sights: when.noted === undefined ? [] : ["note"],
  })

/** Whether a case fits; `paid` lines fit by `every` of them, or already by `some`. */
export const fits = (when: Circumstances, decision: Decision, facts: RefundCase, lines: "every" | "some"): boolean => {
  const { ask, payment, position } = facts
  const { currency, total } = decision.quote
  const isNoted = ask.note !== undefined && ask.note.trim() !== ""
  return (
    (when.reasons === undefined || (ask.reason !== undefined && when.reasons.includes(ask.reason))) &&
    when.currencies?.includes(payment.currency) !== false &&
    when.providers?.includes(payment.provider) !== false &&
    (when.upTo === undefined || total <= (when.upTo[currency] ?? 0)) &&
    (when.from === undefined || total >= (when.from[currency] ?? Infinity)) &&
    isCaptured(when, payment.capturedAt) &&
    (when.earlierRefunds === undefined || position.activeRefunds <= when.earlierRefunds) &&
    (when.noted === undefined || when.noted === isNoted) &&
    fitsLines(when, decision, facts, lines)
  )
}

/** Instants of any precision and offset, compared as moments; a payment without the date fits no date. */
const isCaptured = ({ capturedBefore, capturedFrom }: Circumstances, at: string | undefined): boolean =>
  (capturedFrom === undefined || (at !== undefined && Date.parse(at) >= Date.parse(capturedFrom))) &&
  (capturedBefore === undefined || (at !== undefined && Date.parse(at) < Date.parse(capturedBefore)))

const fitsLines = (
  { kinds, tags }: Circumstances,
  { quote }: Decision,
  { payment }: RefundCase,
  lines: "every" | "some",
): boolean => {
  if (kinds === undefined && tags === undefined) return true
  const reached = payment.lines.filter(({ id }) => quote.lines.some((line) => line.id === id && line.amount > 0))
  const isMeant = (line: Line): boolean =>
    kinds?.includes(line.kind) !== false &&
    (tags === undefined || [...line.tags, ...payment.tags].some((tag) => tags.includes(tag)))
  return reached.length > 0 && (lines === "every" ? reached.every(isMeant) : reached.some(isMeant))
}

/** The circumstances in words: "for product_unsatisfactory, of tag sale". */
export const wordsOf = (when: Circumstances): string => {
  const list = (word: string, names: readonly string[] | undefined): readonly string[] =>
    names === undefined ? [] : [`${word} ${names.join(" or ")}`]
  const parts = [
    ...list("for", when.reasons),
    ...list("of a line of kind", when.kinds),
    ...list("of what is tagged", when.tags),
    ...list("in", when.currencies),
    ...list("at", when.providers),
    ...(when.upTo === undefined ? [] : [`of up to ${limitWords(when.upTo)}`]),
    ...(when.from === undefined ? [] : [`of ${limitWords(when.from)} and more`]),
    ...list("captured from", when.capturedFrom === undefined ? undefined : [when.capturedFrom]),
    ...list("captured before", when.capturedBefore === undefined ? undefined : [when.capturedBefore]),
    ...(when.earlierRefunds === undefined ? [] : [`after at most ${when.earlierRefunds} refunds`]),
    ...(when.noted === undefined ? [] : [when.noted ? "with a note" : "without a note"]),
  ]
  return parts.length === 0 ? "" : ` ${parts.join(", ")}`
}

/** Amounts by currency in words. */
export const limitWords = (limits: Readonly<Record<string, number>>): string =>
  Object.entries(limits)
    .map(([currency, limit]) => formatMoney(limit, currency))
    .join(" or ")
