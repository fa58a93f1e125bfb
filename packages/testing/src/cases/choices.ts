/** The choices a directed case is made of, each the simplest first: names and numbers at the edges, and beside them. */
import { isCurrency, stepInMinor } from "@refund-rules/core"
import type { Command } from "../oracle/Command.ts"
import type { PastInput } from "./CaseInput.ts"
import { distinct, type Edges, type PastLimit } from "./Edges.ts"
import { windowEnd } from "./windowEnd.ts"

export interface Timing {
  readonly dates: {
    readonly orderedAt?: string
    readonly capturedAt?: string
    readonly deliveredAt?: string
  }
  readonly askedAt: string
}

/** What a line is besides its worth. */
export interface Goods {
  readonly kind: string
  readonly tags?: readonly string[]
}

export interface Scene {
  readonly goods: readonly Goods[]
  readonly asks: "everything" | "part" | "line"
}

const DAY = 86_400_000
const MINOR = 100

const iso = (moment: number): string => new Date(moment).toISOString()

/** Where and in what: every provider and currency named, and one of each that is not. */
export const places = ({ currencies, limits, providers }: Edges): readonly (readonly [string, string])[] => {
  const named = distinct<string>([...currencies, ...limits.flatMap((one) => Object.keys(one))]).filter(
    (code): boolean => isCurrency(code),
  )
  const other = ["EUR", "JPY", "USD"].find((code) => !named.includes(code)) ?? "CHF"
  const all = named.length === 0 ? ["EUR"] : [...named, other]
  return distinct(["sandbox", ...providers]).flatMap((provider) => all.map((code) => [provider, code] as const))
}

/** Lines of each kind and tag, alone and beside a plain one, asked as a whole, in part, or by name. */
export const scenes = ({ kinds, tags }: Edges): readonly Scene[] => {
  const plain: Goods = { kind: "product" }
  const marked: readonly Goods[] = [
    ...distinct(["shipping", ...kinds].filter((kind) => kind !== "product")).map((kind) => ({ kind })),
    ...distinct(tags).map((tag) => ({ kind: "product", tags: [tag] })),
  ]
  const alone = [plain, ...marked].flatMap((one): readonly Scene[] => [
    { goods: [one], asks: "everything" },
    { goods: [one], asks: "part" },
  ])
  const beside = marked.flatMap((one): readonly Scene[] => [
    { goods: [plain, one], asks: "everything" },
    { goods: [plain, one], asks: "line" },
    { goods: [one, plain], asks: "line" },
  ])
  return [...alone, ...beside]
}

/** Sizes to ask for: around every limit of the currency, before and after what is retained of them. */
export const sizes = (found: Edges, [provider, currency]: readonly [string, string]): readonly number[] => {
  const step = isCurrency(currency) ? stepInMinor(provider, currency) : 1
  const limits = [...found.limits.flatMap((one) => one[currency] ?? []), ...found.amounts]
  const claims = limits.flatMap((limit) => [
    limit,
    ...found.basisPoints.filter((part) => part < 10_000).map((part) => Math.ceil((limit * 10_000) / (10_000 - part))),
  ])
  const whole = found.percents.map((percent) => percent * MINOR)
  const near = [...claims, ...whole].flatMap((one) => {
    const floored = one - (one % step)
    return [floored, floored + step, floored - step]
  })
  return distinct([10_000, ...near].filter((one) => one > 0 && one < 2 ** 50))
}

const ordered = Date.parse("2026-01-01T00:00:00.000Z")

/** When: all dates known and days apart, in the middle of the night and late in the evening, asked around every end. */
export const timings = ({ instants, windows }: Edges): readonly Timing[] => {
  const calm = datesFrom(ordered)
  const moments = instants.map((at) => Date.parse(at)).filter((at) => Number.isFinite(at))
  const turns = moments.flatMap((moment) => [moment - 1000, moment])
  // Captured just before such a moment, at it, and asked for around it.
  const captured = turns.map((moment) => moment - DAY)
  const asked = turns.map((moment) => ({ dates: datesFrom(moment - 10 * DAY), askedAt: iso(moment) }))
  const later = captured.map((start) => ({ dates: datesFrom(start), askedAt: iso(start + 6 * DAY) }))
  if (windows.length === 0) return distinct([{ dates: calm, askedAt: iso(ordered + 3 * DAY) }, ...asked, ...later])
  const starts = [ordered, ordered + 22.5 * 3_600_000, Date.parse("2026-03-20T03:15:00.000Z"), ...captured]
  const around = starts.flatMap((start) => {
    const dates = datesFrom(start)
    return windows.flatMap(({ days, of, timeZone }) => {
      const end = windowEnd(dates[`${of}At`], days, timeZone)
      return [-1000, 0].map((off) => ({ dates, askedAt: iso(end + off) }))
    })
  })
  const soon = { dates: calm, askedAt: iso(Date.parse(calm.deliveredAt)) }
  const unknown = { dates: {}, askedAt: iso(ordered + 3 * DAY) }
  return distinct([soon, ...around, ...asked, ...later, unknown])
}

const datesFrom = (start: number) => ({
  orderedAt: iso(start),
  capturedAt: iso(start + DAY),
  deliveredAt: iso(start + 4 * DAY),
})

/** What happened before: refunds up to and past every count, one that failed, and disputes where they are looked at. */
export const pasts = ({ counts, percents, sights }: Edges, at: string): readonly (readonly Command[])[] => {
  const request = (place: number): Command => ({
    _tag: "Request",
    refundId: `r${place + 1}`,
    ask: { amount: MINOR },
    at,
  })
  const numbers = distinct([0, 1, 2, ...counts.flatMap((count) => [count - 1, count, count + 1])])
  const many = numbers
    .filter((count) => count >= 0 && count <= 12)
    .map((count) => Array.from({ length: count }, (_, place) => request(place)))
  const failed: readonly Command[] = [request(0), { _tag: "Fail", refundId: "r1", at }]
  const open: Command = { _tag: "OpenDispute", disputeId: "d1", amount: MINOR, at }
  return [
    ...many,
    ...(counts.length === 0 && percents.length === 0 ? [] : [failed]),
    ...(sights.includes("dispute")
      ? [
          [open],
          [open, { _tag: "LoseDispute", disputeId: "d1", at } as const],
          [open, { _tag: "WinDispute", disputeId: "d1", at } as const],
        ]
      : []),
  ]
}

/** What a customer or actor was given elsewhere: nothing, up to a limit, past it, and just before it counted. */
export const elsewhere = (
  whose: PastLimit["whose"],
  limits: readonly PastLimit[],
  currency: string,
  askedAt: string,
): readonly (readonly PastInput[])[] =>
  distinct([
    [],
    ...limits.flatMap(({ count, days, limits: amounts, whose: own }) => {
      if (own !== whose) return []
      const since = Date.parse(askedAt) - days * DAY
      const of = (amount: number, times: number, at = since + 1000, code = currency): readonly PastInput[] =>
        Array.from({ length: Math.min(times, 50) }, () => ({ at: iso(at), amount, currency: code }))
      const limit = amounts?.[currency]
      const other = currency === "EUR" ? "USD" : "EUR"
      return [
        ...(count === undefined || count < 1
          ? []
          : [of(1, count - 1), of(1, count), of(1, count, since), of(1, count, since + 1000, other)]),
        ...(limit === undefined
          ? []
          : [of(Math.max(0, limit - 10_000), 1), of(limit, 1), of(limit, 1, since), of(limit, 1, since + 1000, other)]),
      ]
    }),
  ])
