/** Another decision, by the book and slow: written from the words of the rules, with nothing of the other's meanings. */
import { balance, quote, stepInMinor, type Policy, type RefundCase, type Rule } from "@refund-rules/core"

const ms = (at: string): number => new Date(at).getTime()
const zones = new Map<string, Intl.DateTimeFormat>()
const dateIn = (timeZone: string, at: number): string => {
  const zone = zones.get(timeZone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" })
  zones.set(timeZone, zone)
  return zone.format(at)
}
const plusDays = (date: string, days: number): string =>
  new Date(ms(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)

export const reference = (
  policy: Policy,
  facts: RefundCase,
  cel?: (source: string, amount: number) => boolean | undefined,
): string => {
  const { ask, askedAt, capabilities: can, ledger, payment } = facts
  const { terms } = policy
  const { lines: claimed, retained, total } = quote(facts, terms)
  const state = balance(ledger)
  const claim = total + retained
  const { currency } = payment
  const inSteps = (amount: number): number => amount - (amount % stepInMinor(payment.provider, currency))
  const active = ledger.refunds.filter(({ status }) => !["failed", "canceled", "rejected"].includes(status)).length
  const sessions = ledger.sessions.filter(({ status }) => status === "open").length
  const age = payment.capturedAt === undefined ? Infinity : ms(askedAt) - ms(payment.capturedAt)
  if (claimed.length === 0 || total === 0) return "Refuse"
  if (can.partial === false && total < inSteps(payment.captured)) return "Refuse"
  if (can.severalPartials === false && active > 0) return "Refuse"
  if (can.maxAgeDays !== undefined && !(age < can.maxAgeDays * 86_400_000)) return "Refuse"
  if (active + 1 > (can.maxRefunds ?? Infinity)) return "Refuse"
  if (total > (can.maxAmount ?? Infinity)) return "Refuse"

  const left = (id: string): number => {
    const one = state.lines.find((line) => line.id === id)!
    return one.net.remaining + sum(one.taxes.map((tax) => tax.remaining))
  }
  const isOut = ({ id, kind, tags }: (typeof payment.lines)[number]): boolean => {
    const gone = state.lines.find((line) => line.id === id)!
    const isTouched = sum([gone.net, ...gone.taxes].map((part) => part.captured - part.remaining)) > 0
    const never =
      (kind === "tip" && terms.tips === "never") ||
      (kind === "shipping" && (terms.shipping === "never" || (terms.shipping === "once" && isTouched)))
    return (
      never ||
      !!terms.nonRefundable?.kinds?.includes(kind) ||
      tags.some((tag) => terms.nonRefundable?.tags?.includes(tag))
    )
  }
  const inScope = payment.lines.filter((line) => !isOut(line))
  const lines = inScope.filter(
    ({ id }) => left(id) > 0 && (ask.lines === undefined || ask.lines.some((one) => one.id === id)),
  )
  const everything = inSteps(Math.min(sum(inScope.map(({ id }) => left(id))), state.remaining))
  const limit = (limits: Readonly<Record<string, number>>): number => limits[currency] ?? 0

  const lately = (
    history: RefundCase["customerHistory"],
    { count = Infinity, days, limits }: { count?: number; days: number; limits?: Readonly<Record<string, number>> },
  ): boolean => {
    if (history === undefined) return false
    const recent = history.filter((one) => one.currency === currency && ms(askedAt) < ms(one.at) + days * 86_400_000)
    return (
      recent.length + 1 <= count &&
      (limits === undefined || sum(recent.map((one) => one.amount)) + total <= limit(limits))
    )
  }
  const holds = ({ requires: r }: Rule): boolean => {
    switch (r._tag) {
      case "WithinDays": {
        const from = payment[`${r.of}At`]
        if (from === undefined) return false
        if (r.timeZone === undefined) return ms(askedAt) < ms(from) + r.days * 86_400_000
        return dateIn(r.timeZone, ms(askedAt)) < plusDays(dateIn(r.timeZone, ms(from)), r.days + 1)
      }
      case "AmountAtMost":
        return total <= limit(r.limits)
      case "AmountAtLeast":
        return r.limits[currency] !== undefined && total >= r.limits[currency]
      case "ShareAtMost":
        return (state.captured + state.excess - state.remaining + claim) * 100 <= payment.captured * r.percent
      case "RefundsAtMost":
        return active + sessions + 1 <= r.count
      case "ReasonRequired":
        return ask.reason !== undefined
      case "ReasonIn":
        return r.reasons.some((reason) => reason === ask.reason)
      case "NoteRequired":
        return (ask.note ?? "").trim().length > 0
      case "LineKindIn":
        return lines.every(({ kind }) => r.kinds.includes(kind))
      case "NoTag":
        return ![...(r.on === "line" ? lines : [payment])].some(({ tags }) => tags.includes(r.tag))
      case "HasTag":
        return [...(r.on === "line" ? lines : [payment])].every(({ tags }) => tags.includes(r.tag))
      case "FullOnly":
        return claim === everything
      case "NoDispute":
        return ledger.disputes.every(({ status }) => status === "won")
      case "CustomerAtMost":
        return lately(facts.customerHistory, r)
      case "ActorLimit":
        return lately(facts.actorHistory, r)
      case "Expression":
        return cel?.(r.cel, total) === true
    }
  }
  const applies = ({ when: w = {} }: Rule): boolean =>
    (!w.kinds || lines.some(({ kind }) => w.kinds!.includes(kind))) &&
    (!w.tags || [payment, ...lines].some(({ tags }) => tags.some((tag) => w.tags!.includes(tag)))) &&
    (!w.reasons || ask.reason === undefined || w.reasons.includes(ask.reason)) &&
    (!w.currencies || w.currencies.includes(currency)) &&
    (!w.providers || w.providers.includes(payment.provider)) &&
    (w.amountAbove === undefined ||
      total > (typeof w.amountAbove === "number" ? w.amountAbove : (w.amountAbove[currency] ?? -1)))

  const broken = policy.rules.filter((rule) => applies(rule) && !holds(rule))
  return broken.length === 0 ? "Approve" : broken.some((rule) => rule.otherwise === "Refuse") ? "Refuse" : "Review"
}
