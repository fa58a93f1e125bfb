/** The words of a story: facts as short English lines, amounts as people read them, differences one by one. */
import { formatMoney, type Payment } from "@refund-rules/core"

/**
 * One scene as it was told and held: what was given, what came, and what then was.
 *
 * @since 0.1.0
 */
export interface Told {
  readonly given: readonly string[]
  readonly when: string
  readonly then: readonly string[]
}

type Facts = Readonly<Record<string, unknown>>

/** Numbers under these names count something other than money. */
const counts = new Set(["units", "quantity", "days", "percent", "basisPoints", "count", "version"])

const isFacts = (value: unknown): value is Facts => typeof value === "object" && value !== null && !Array.isArray(value)

const value = (name: string, one: unknown, currency: string): string => {
  if (typeof one === "number") return counts.has(name) ? `${one}` : formatMoney(one, currency)
  if (Array.isArray(one))
    return one.map((each) => (isFacts(each) ? `{ ${facts(each, currency)} }` : value(name, each, currency))).join(", ")
  if (isFacts(one)) return `{ ${facts(one, currency)} }`
  return String(one)
}

/** Amounts by currency are read in the currency that names them. */
const facts = (all: Facts, currency: string): string =>
  Object.entries(all)
    .map(([name, one]) => `${spaced(name)} ${value(name, one, /^[A-Z]{3}$/.test(name) ? name : currency)}`.trim())
    .join(", ")

const spaced = (name: string): string =>
  /^[A-Z]{3}$/.test(name) ? name : name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()

const step = ({ _tag, ask, policy, ...rest }: Facts, currency: string): string => {
  const asked = isFacts(ask) ? (Object.keys(ask).length === 0 ? "everything" : facts(ask, currency)) : ""
  const under = isFacts(policy) ? `under a policy of ${facts(policy, currency)}: ` : ""
  const more = Object.keys(rest).length === 0 ? "" : ` (${facts(rest, currency)})`
  return `${under}${spaced(String(_tag))}${asked === "" ? "" : ` ${asked}`}${more}`
}

const past = (payment: Payment, told: readonly Facts[]): readonly string[] => {
  const { applicationFee, capturedAt, captured, currency, deliveredAt, lines, provider, status } = payment
  const more = [
    status === "captured" ? "" : `, ${status}`,
    capturedAt === undefined ? "" : `, captured at ${capturedAt}`,
    deliveredAt === undefined ? "" : `, delivered at ${deliveredAt}`,
    applicationFee === undefined ? "" : `, with an application fee of ${formatMoney(applicationFee, currency)}`,
  ].join("")
  const line = (one: Payment["lines"][number]): string => {
    const taxes = one.taxes.map(({ amount, id }) => ` + ${id} ${formatMoney(amount, currency)}`).join("")
    const tags = one.tags.length === 0 ? "" : ` (${one.tags.join(", ")})`
    return `  ${one.kind} ${one.id}${tags}: ${one.quantity} for ${formatMoney(one.net, currency)}${taxes}`
  }
  const head = `a payment of ${formatMoney(captured, currency)} at ${provider}${more}`
  return [head, ...lines.map(line), ...told.map((one) => step(one, currency))]
}

export const worded = { past, step, facts }

/** What was told and is not so, one sentence each; what was not told may be anything. */
export const differences = (actual: unknown, expected: unknown, currency: string, path = ""): readonly string[] => {
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((one, index) => differences(actual[index], one, currency, `${path} ${index + 1}`.trim()))
  }
  if (isFacts(expected) && isFacts(actual)) {
    return Object.entries(expected).flatMap(([name, one]) =>
      differences(actual[name], one, currency, `${path} ${name}`.trim()),
    )
  }
  const name = path.split(" ").at(-1)!
  return JSON.stringify(actual) === JSON.stringify(expected)
    ? []
    : [`expected ${path} to be ${value(name, expected, currency)}, and it is ${value(name, actual, currency)}`]
}
