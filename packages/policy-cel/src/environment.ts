/** What an expression can see, with its types: the case as CEL values, amounts as `int`, instants as timestamps. */
import { Environment } from "@marcbachmann/cel-js"
import type { ExpressionFacts } from "@refund-rules/core"
import { parserLimits } from "./limits.ts"

const timestamp = "google.protobuf.Timestamp"

class Payment {}
class Line {}
class Customer {}
class Ask {}
class AskedLine {}
class Past {}

const types = [
  [Past, { at: timestamp, amount: "int", currency: "string" }],
  [AskedLine, { id: "string", amount: "int", quantity: "int", taxInclusive: "bool" }],
  [
    Ask,
    {
      amount: "int",
      full: "bool",
      lines: "list<AskedLine>",
      currency: "string",
      reason: "string",
      note: "string",
      refundApplicationFee: "bool",
      reverseTransfer: "bool",
    },
  ],
  [Customer, { id: "string", name: "string", email: "string", phone: "string", metadata: "map<string, string>" }],
  [Line, { id: "string", kind: "string", quantity: "int", net: "int", tax: "int", gross: "int", tags: "list<string>" }],
  [
    Payment,
    {
      id: "string",
      kind: "string",
      provider: "string",
      currency: "string",
      captured: "int",
      status: "string",
      capturedAt: timestamp,
      orderedAt: timestamp,
      deliveredAt: timestamp,
      customer: "Customer",
      lines: "list<Line>",
      applicationFee: "int",
      policyId: "string",
      tags: "list<string>",
      metadata: "map<string, string>",
    },
  ],
] as const

const variables = {
  payment: "Payment",
  ask: "Ask",
  askedAt: timestamp,
  requestedBy: "string",
  amount: "int",
  retained: "int",
  remaining: "int",
  disputed: "int",
  refunds: "int",
  customerHistory: "list<Past>",
  actorHistory: "list<Past>",
} as const

/** A name an expression may start with. */
export type Variable = keyof typeof variables

/** What of a case an expression looks at: the rest is not even made ready for it. */
export interface Used {
  readonly variables: ReadonlySet<Variable>
  /** The lists it goes over, by the field that holds them. */
  readonly fields: ReadonlySet<string>
}

/** The typed environment; nothing else is in reach. */
export const environment = new Environment({ limits: parserLimits })
for (const [ctor, fields] of types) environment.registerType(ctor.name, { ctor, fields })
for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type)

export const isVariable = (name: string): name is Variable => Object.hasOwn(variables, name)

/** The values of the variables an expression uses; a fact that is missing stays missing. */
export const valuesOf = (facts: ExpressionFacts, used: Used): Record<string, unknown> => {
  const values = Object.create(null) as Record<string, unknown>
  const withLines = used.fields.has("lines")
  for (const name of used.variables) if (facts[name] !== undefined) values[name] = valueOf(facts, name, withLines)
  return values
}

const valueOf = (facts: ExpressionFacts, name: Variable, withLines: boolean): unknown => {
  switch (name) {
    case "payment":
      return paymentOf(facts.payment, withLines)
    case "ask":
      return askOf(facts.ask, withLines)
    case "askedAt":
      return new Date(facts.askedAt)
    case "requestedBy":
      return facts.requestedBy
    case "amount":
    case "retained":
    case "remaining":
    case "disputed":
    case "refunds":
      return BigInt(facts[name]!)
    case "customerHistory":
    case "actorHistory":
      return facts[name]!.map(({ amount, at, currency }) =>
        made(Past, { at: new Date(at), amount: BigInt(amount), currency }),
      )
  }
}

/** An instance with its own members only, and none that is undefined: what `has` looks at. */
const made = (type: new () => object, members: Readonly<Record<string, unknown>>): object => {
  const value = new type()
  for (const [key, member] of Object.entries(members)) {
    if (member !== undefined) Object.defineProperty(value, key, { value: member, enumerable: true })
  }
  return value
}

const whole = (value: number | undefined): bigint | undefined => (value === undefined ? undefined : BigInt(value))
const date = (at: string | undefined): Date | undefined => (at === undefined ? undefined : new Date(at))
const textMap = (value: Readonly<Record<string, string>> | undefined) =>
  value === undefined ? undefined : new Map(Object.entries(value))

const paymentOf = (payment: ExpressionFacts["payment"], withLines: boolean): object => {
  const {
    capturedAt,
    customer,
    deliveredAt,
    lines,
    metadata,
    orderedAt,
    transfer: _transfer,
    references: _references,
    ...plain
  } = payment
  return made(Payment, {
    ...plain,
    captured: BigInt(payment.captured),
    applicationFee: whole(payment.applicationFee),
    capturedAt: date(capturedAt),
    orderedAt: date(orderedAt),
    deliveredAt: date(deliveredAt),
    customer:
      customer === undefined ? undefined : made(Customer, { ...customer, metadata: textMap(customer.metadata) }),
    lines: withLines ? lines.map(lineOf) : undefined,
    metadata: textMap(metadata),
  })
}

const lineOf = ({ id, kind, net, quantity, tags, taxes }: ExpressionFacts["payment"]["lines"][number]): object => {
  let tax = 0
  for (const one of taxes) tax += one.amount
  const amounts = { quantity: BigInt(quantity), net: BigInt(net), tax: BigInt(tax), gross: BigInt(net + tax) }
  return made(Line, { id, kind, ...amounts, tags })
}

const askOf = (ask: ExpressionFacts["ask"], withLines: boolean): object =>
  made(Ask, { ...ask, amount: whole(ask.amount), lines: withLines ? ask.lines?.map(askedLineOf) : undefined })

const askedLineOf = (line: NonNullable<ExpressionFacts["ask"]["lines"]>[number]): object =>
  made(AskedLine, { ...line, amount: whole(line.amount), quantity: whole(line.quantity) })
