/** When a generated value is one of its kind: the core reads it; and how a payment is kept adding up while it shrinks. */
import { parseCase, parsePayment, parsePolicy } from "@refund-rules/core"
import type { History } from "../arbitraries/histories.ts"
import type { Ask, PaymentInput } from "../oracle/Command.ts"
import type { CaseInput } from "./CaseInput.ts"
import type { Kind } from "./simpler.ts"

const worth = ({ lines = [], orderDiscount = 0, orderTax = 0 }: PaymentInput): number =>
  lines.reduce(
    (total, { net, taxes }) => (taxes ?? []).reduce((sum, { amount }) => sum + amount, total + net),
    orderTax - orderDiscount,
  )

const mendPayment = <P extends PaymentInput>(payment: P): P =>
  payment.lines === undefined || !payment.lines.every((line) => Array.isArray(line.taxes))
    ? payment
    : { ...payment, captured: worth(payment) }

const DAY = 86_400_000
const instants = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g

/** The whole case moved in time, so that it begins with the first day of the year. */
const earlier = (value: CaseInput): readonly CaseInput[] => {
  const text = JSON.stringify(value)
  const [first] = [...text.matchAll(instants)].map(([at]) => Date.parse(at)).sort((a, b) => a - b)
  if (first === undefined) return []
  const start = Date.parse("2026-01-01T00:00:00.000Z")
  return [start, start + (first % DAY)].map((to) => {
    const moved = text.replaceAll(instants, (at) => new Date(Date.parse(at) - first + to).toISOString())
    return JSON.parse(moved) as CaseInput
  })
}

const isCase = (value: unknown): boolean => parseCase(value).ok

export const paymentKind: Kind<PaymentInput> = {
  isValid: (value) => parsePayment(value).ok,
  mend: mendPayment,
}

export const caseKind: Kind<CaseInput> = {
  isValid: isCase,
  mend: (value) => (value.payment === undefined ? value : { ...value, payment: mendPayment(value.payment) }),
  leaps: earlier,
}

export const askKind = (payment: PaymentInput): Kind<Ask> => ({
  isValid: (ask) => isCase({ payment, history: [], ask, askedAt: "2026-01-01T00:00:00.000Z" }),
})

export const policyKind: Kind<unknown> = { isValid: (value) => parsePolicy(value).ok }

/** Commands may be refused by the ledger, but each must be one; a payment nothing was said about is no history. */
export const historyKind: Kind<History> = {
  isValid: ({ commands, payment }) =>
    Array.isArray(commands) && commands.length > 0 && parsePayment(payment).ok && commands.every(isCommand),
  mend: (value) => (value.payment === undefined ? value : { ...value, payment: mendPayment(value.payment) }),
}

/** A command alone may name what is not there; what is wrong with the command itself stands at one of its members. */
const isCommand = (command: unknown): boolean => {
  const payment = { provider: "sandbox", references: {}, currency: "EUR", captured: 1 }
  const parsed = parseCase({ payment, history: [command], ask: {}, askedAt: "2026-01-01T00:00:00.000Z" })
  return parsed.ok || parsed.faults.every(({ code }) => !malformed.has(code))
}

const malformed = new Set(
  (
    "missing unknown_field not_text too_short too_long not_well_formed not_an_integer unsafe_integer " +
    "minus_zero too_small too_large not_a_boolean not_one_of not_an_object not_a_list too_few too_many " +
    "not_a_key not_an_instant unknown_currency no_lines duplicate_line amount_and_lines " +
    "amount_and_quantity full_and_lines quantity_without_tax not_full_without_amount"
  ).split(" "),
)
