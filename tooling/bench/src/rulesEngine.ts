/** The same twelve rules in json-rules-engine, which owes no shares, no evidence and no trace. */
import type { RefundCase } from "@refund-rules/core"
import { Engine } from "json-rules-engine"
import { limits } from "./decisionSamples.ts"
import { askedOf } from "./handWrittenDecision.ts"

type Facts = Readonly<Record<string, unknown>>

const DAY = 86_400_000

const linesOf = ({ ask, payment }: RefundCase) =>
  ask.lines === undefined ? payment.lines : payment.lines.filter((line) => ask.lines!.some(({ id }) => id === line.id))

const lately = ({ askedAt, customerHistory }: RefundCase) => {
  const since = Date.parse(askedAt) - limits.customer.days * DAY
  return (customerHistory ?? []).filter((one) => Date.parse(one.at) > since)
}

/** What the rules look at, each worked out of the case. */
const ofCase: Readonly<Record<string, (facts: RefundCase) => unknown>> = {
  capturedDays: ({ askedAt, payment }) => (Date.parse(askedAt) - Date.parse(payment.capturedAt!)) / DAY,
  deliveredDays: ({ askedAt, payment }) => (Date.parse(askedAt) - Date.parse(payment.deliveredAt!)) / DAY,
  amount: askedOf,
  shareLimit: ({ payment }) => Math.floor((payment.captured * limits.percent) / 100),
  refunds: ({ position }) => position.activeRefunds + 1,
  reason: ({ ask }) => ask.reason ?? "",
  otherKinds: (facts) =>
    linesOf(facts).filter((line) => !(limits.kinds as readonly string[]).includes(line.kind)).length,
  tags: (facts) => linesOf(facts).flatMap((line) => line.tags),
  disputed: ({ position }) => position.disputed,
  customerCount: (facts) => lately(facts).length + 1,
}

/** And of the amount that it asks for. */
const ofAmount: Readonly<Record<string, (facts: RefundCase, amount: number) => unknown>> = {
  share: ({ payment, position }, amount) => payment.captured - position.remaining + amount,
  customerAmount: (facts, amount) => lately(facts).reduce((sum, one) => sum + one.amount, amount),
}

/** All of them worked out beforehand, in time that is not measured: the form that suits the engine best. */
export const flatten = (facts: RefundCase): Facts => ({
  ...Object.fromEntries(Object.entries(ofCase).map(([name, fact]) => [name, fact(facts)])),
  ...Object.fromEntries(Object.entries(ofAmount).map(([name, fact]) => [name, fact(facts, askedOf(facts))])),
})

/** The engine works them out itself from the case, which is all that `decide` is given, too; each waits for no more than it needs. */
export const withDerivedFacts = (engine: Engine): Engine => {
  for (const [name, fact] of Object.entries(ofCase)) {
    engine.addFact(name, async (_, almanac) => fact(await almanac.factValue<RefundCase>("case")))
  }
  for (const [name, fact] of Object.entries(ofAmount)) {
    engine.addFact(name, async (_, almanac) =>
      fact(await almanac.factValue<RefundCase>("case"), await almanac.factValue<number>("amount")),
    )
  }
  return engine
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
