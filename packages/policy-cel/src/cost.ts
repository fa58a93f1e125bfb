/** What one evaluation costs at most, worked out before it starts from how long the case's lists are. */
import type { ExpressionFacts } from "@refund-rules/core"
import { comprehensionOf, partsOf, type Node } from "./Node.ts"

/** The lengths of the case's lists, by the type and the field that hold them. */
type Lengths = (holder: string, field: string) => number

/** Steps at most: every node once, the body of a comprehension once per entry of its range, searches by what they look for. */
export const costOf = (node: Node, facts: ExpressionFacts): number => stepsOf(node, lengthsOf(facts))

const lengthsOf = ({ actorHistory, ask, customerHistory, payment }: ExpressionFacts): Lengths => {
  let lineTags = 0
  for (const line of payment.lines) lineTags = Math.max(lineTags, line.tags.length)
  const lengths: Readonly<Record<string, number>> = {
    "Payment.lines": payment.lines.length,
    "Payment.tags": payment.tags.length,
    "Line.tags": lineTags,
    "Ask.lines": ask.lines?.length ?? 0,
    customerHistory: customerHistory?.length ?? 0,
    actorHistory: actorHistory?.length ?? 0,
  }
  return (holder, field) => lengths[holder === "" ? field : `${holder}.${field}`] ?? Number.POSITIVE_INFINITY
}

const stepsOf = (node: Node, lengths: Lengths): number => {
  const comprehension = comprehensionOf(node)
  if (comprehension !== undefined) {
    const { bodies, range } = comprehension
    const each = bodies.reduce((sum, body) => sum + stepsOf(body, lengths), 2)
    return 1 + stepsOf(range, lengths) + lengthOf(range, lengths) * each
  }
  return partsOf(node).reduce((sum, part) => sum + stepsOf(part, lengths), ownSteps(node, lengths))
}

const ownSteps = (node: Node, lengths: Lengths): number => {
  if (node.op === "in")
    return 1 + (node.args[1].op === "list" || isList(node.args[1]) ? lengthOf(node.args[1], lengths) : 1)
  if (node.op === "call" && node.args[0] === "size") return 100
  if (node.op !== "rcall") return isList(node) && node.op !== "list" ? 1 + 2 * lengthOf(node, lengths) : 1
  const [name, , inputs] = node.args
  if (name === "contains") return 1 + 4 * textLength(inputs[0])
  return readsText.has(name) ? 100 : 1
}

/** Methods that go over all of a text once; none in a case is longer than a few thousand characters. */
const readsText: ReadonlySet<string> = new Set(["size", "lowerAscii", "upperAscii", "trim"])

const textLength = (node: Node | undefined): number =>
  node?.op === "value" && typeof node.args === "string" ? node.args.length : 0

const isList = (node: Node): boolean => node.checkedType?.kind === "list"

const lengthOf = (node: Node, lengths: Lengths): number => {
  if (node.op === "list") return node.args.length
  if (node.op === "id") return lengths("", node.args)
  if (node.op === ".") return lengths((node.args[0] as Node).checkedType?.name ?? "", node.args[1])
  if (node.op === "?:") return Math.max(lengthOf(node.args[1], lengths), lengthOf(node.args[2], lengths))
  const comprehension = comprehensionOf(node)
  return comprehension === undefined ? Number.POSITIVE_INFINITY : lengthOf(comprehension.range, lengths)
}
