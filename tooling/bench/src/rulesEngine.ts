/** The same twelve rules in json-rules-engine, which gets every derived fact for nothing and owes no shares. */
import type { RefundCase } from "@refund-rules/core"
import { Engine } from "json-rules-engine"
import { limits } from "./decisionSamples.ts"

type Facts = Readonly<Record<string, unknown>>

const DAY = 86_400_000

/** The facts, flattened and derived beforehand; a time apart from what is measured. */
export const flatten = ({ ask, askedAt, customerHistory, payment, position }: RefundCase, amount: number): Facts => {
  const now = Date.parse(askedAt)
  const past = (customerHistory ?? []).filter((one) => Date.parse(one.at) > now - limits.customer.days * DAY)
  const lines =
    ask.lines === undefined
      ? payment.lines
      : payment.lines.filter((line) => ask.lines!.some(({ id }) => id === line.id))
  return {
    capturedDays: (now - Date.parse(payment.capturedAt!)) / DAY,
    deliveredDays: (now - Date.parse(payment.deliveredAt!)) / DAY,
    amount,
    share: payment.captured - position.remaining + amount,
    shareLimit: Math.floor((payment.captured * limits.percent) / 100),
    refunds: position.activeRefunds + 1,
    reason: ask.reason ?? "",
    otherKinds: lines.filter((line) => !(limits.kinds as readonly string[]).includes(line.kind)).length,
    tags: lines.flatMap((line) => line.tags),
    disputed: position.disputed,
    customerCount: past.length + 1,
    customerAmount: past.reduce((sum, one) => sum + one.amount, amount),
  }
}

const { customer } = limits

/** Each rule's condition for being broken, and whether it then refuses. */
const broken = [
  ["captured", "Refuse", { fact: "capturedDays", operator: "greaterThanInclusive", value: limits.days }],
  ["delivered", "Review", { fact: "deliveredDays", operator: "greaterThanInclusive", value: limits.deliveredDays }],
  ["most", "Review", { fact: "amount", operator: "greaterThan", value: limits.most }],
  ["least", "Refuse", { fact: "amount", operator: "lessThan", value: limits.least }],
  ["share", "Review", { fact: "share", operator: "greaterThan", value: { fact: "shareLimit" } }],
  ["refunds", "Review", { fact: "refunds", operator: "greaterThan", value: limits.refunds }],
  ["reason", "Refuse", { fact: "reason", operator: "equal", value: "" }],
  ["reasons", "Review", { fact: "reason", operator: "notIn", value: limits.reasons }],
  ["kinds", "Refuse", { fact: "otherKinds", operator: "greaterThan", value: 0 }],
  ["final", "Refuse", { fact: "tags", operator: "contains", value: limits.tag }],
  ["dispute", "Refuse", { fact: "disputed", operator: "greaterThan", value: 0 }],
] as const

/** An engine of the twelve rules, whose events name what is broken. */
export const rulesEngine = (): Engine => {
  const engine = new Engine()
  for (const [id, otherwise, condition] of broken) {
    engine.addRule({ name: id, conditions: { all: [condition] }, event: { type: id, params: { otherwise } } })
  }
  const count = { fact: "customerCount", operator: "greaterThan", value: customer.count }
  const amount = { fact: "customerAmount", operator: "greaterThan", value: customer.amount }
  engine.addRule({
    name: "customer",
    conditions: { any: [count, amount] },
    event: { type: "customer", params: { otherwise: "Review" } },
  })
  return engine
}

/** The ids of the broken rules. */
export const brokenRules = async (engine: Engine, facts: Facts): Promise<readonly string[]> => {
  const { events } = await engine.run(facts)
  return events.map((event) => event.type)
}
