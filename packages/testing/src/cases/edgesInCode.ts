/** Guesses the edges of a predicate from its own code: names and numbers in it are likely what it draws lines by. */
import { isCurrency, parseCase, parsePayment } from "@refund-rules/core"
import { distinct, edges, type Edges, type Sight } from "./Edges.ts"

/** Too many names make a space that nobody can search; what stands first in the code is what it is about. */
const MOST = 6

/** Names, amounts, days and counts that a predicate mentions; a wrong guess costs time, and never a wrong answer. */
export const edgesInCode = (code: string): Edges => {
  const names = distinct([...code.matchAll(/(["'`])((?:(?!\1)[^\\\n])+)\1/g)].map(([, , name]) => name!)).filter(isName)
  const numbers = numbersIn(code)
  const isOf = (what: RegExp): boolean => what.test(code)
  const some = (isMeant: (name: string) => boolean): readonly string[] => names.filter(isMeant).slice(0, MOST)
  const isKnown = (name: string): boolean => isCurrency(name) || isKind(name) || isReason(name)
  const dates = (["captured", "delivered", "ordered"] as const).filter((of) => code.includes(`${of}At`))
  const days = numbers.filter((one) => one > 0 && one <= 3660)
  const counts = numbers.filter((one) => one > 0 && one <= 12)
  const whose = (["customer", "actor"] as const).filter((who) => code.includes(`${who}History`))
  return edges({
    currencies: some(isCurrency),
    kinds: some(isKind),
    reasons: some(isReason),
    providers: isOf(/\bprovider\b/) ? some((name) => !isKnown(name) && isProvider(name)) : [],
    tags: isOf(/\btags\b/) ? some((name) => !isKnown(name)) : [],
    amounts: isOf(/\b(total|retained|captured|amount|remaining|paid)\b/) ? numbers.slice(0, MOST) : [],
    windows: dates.flatMap((of) => days.slice(0, 2).map((one) => ({ of, days: one }))),
    counts: isOf(/\b(activeRefunds|refunds)\b/) ? counts : [],
    past: whose.map((who) => ({
      whose: who,
      days: days.at(-1) ?? 30,
      ...(counts[0] === undefined ? {} : { count: counts[0] }),
    })),
    sights: sightsIn(code),
  })
}

const sightsIn = (code: string): readonly Sight[] => [
  ...(/\bnote\b/.test(code) ? ["note" as const] : []),
  ...(/dispute/i.test(code) ? ["dispute" as const] : []),
  ...(/\b(remaining|full|share|captured)\b/.test(code) ? ["part" as const] : []),
]

const numbersIn = (code: string): readonly number[] =>
  distinct(
    [...code.matchAll(/(?<![\w.])\d[\d_]*(?![\w.])/g)].map(([digits]) => Number(digits.replaceAll("_", ""))),
  ).filter((one) => Number.isSafeInteger(one) && one > 0)

/** What decisions are called is no name of a case. */
const isName = (name: string): boolean =>
  !["Approve", "Review", "Refuse", "open", "won", "lost", "captured"].includes(name) && /^[\w .:-]{1,40}$/.test(name)

const payment = { provider: "sandbox", references: {}, currency: "EUR", captured: 1 }
const isProvider = (provider: string): boolean => provider !== "" && parsePayment({ ...payment, provider }).ok
const isKind = (kind: string): boolean =>
  parsePayment({ ...payment, lines: [{ id: "a", kind, quantity: 1, net: 1, taxes: [] }] }).ok
const isReason = (reason: string): boolean =>
  parseCase({ payment, history: [], ask: { reason }, askedAt: "2026-01-01T00:00:00.000Z" }).ok
