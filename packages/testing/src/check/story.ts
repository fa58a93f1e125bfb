/** A counterexample told as a story: the payment, what happened, what was asked, what was decided, and what was expected. */
import { explain, formatMoney, type Decision, type Payment, type Verdict } from "@refund-rules/core"
import type { CaseInput } from "../cases/CaseInput.ts"
import type { Ask, Command } from "../oracle/Command.ts"

export const storyOf = (
  sentence: string,
  input: CaseInput,
  payment: Payment,
  decision: Decision,
  allowed: readonly Verdict[],
): string =>
  [
    `broken: ${sentence}`,
    "",
    ...paragraph("the payment", paymentWords(payment)),
    ...paragraph(
      "the history",
      input.history.length === 0 ? ["nothing happened before"] : historyWords(input, payment),
    ),
    ...paragraph("the ask", askWords(input, payment.currency)),
    ...paragraph("the decision", explain(decision)),
    ...paragraph("the trace", traceWords(decision)),
    ...paragraph("expected", [allowed.length === 0 ? "something else" : allowed.join(" or ")]),
  ].join("\n")

const paragraph = (title: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, place) => `${(place === 0 ? title : "").padEnd(14)}${line}`)

const day = (at: string): string => at.replace("T00:00:00.000Z", "").replace(".000Z", "Z").replace("T", " ")

const paymentWords = (payment: Payment): readonly string[] => {
  const { captured, currency, lines, provider, status, tags } = payment
  const dates = (["ordered", "captured", "delivered"] as const).flatMap((of) => {
    const at = payment[`${of}At`]
    return at === undefined ? [] : [`${of} ${day(at)}`]
  })
  return [
    `${[`${formatMoney(captured, currency)} ${status} at ${provider}`, ...dates].join(", ")}${tagWords(tags)}`,
    ...lines.map(({ id, kind, net, quantity, tags: own, taxes }) => {
      const tax = taxes.map(({ amount, id: name }) => ` + ${formatMoney(amount, currency)} ${name}`).join("")
      return `line \`${id}\`: ${quantity} ${kind}, ${formatMoney(net, currency)}${tax}${tagWords(own)}`
    }),
  ]
}

const tagWords = (tags: readonly string[]): string => (tags.length === 0 ? "" : `, tagged ${tags.join(" and ")}`)

const historyWords = ({ history }: CaseInput, { currency }: Payment): readonly string[] =>
  history.map((command) => `${day(command.at)} ${command._tag}${detailOf(command, currency)}`)

const detailOf = (command: Command, currency: string): string => {
  if ("ask" in command) return ` ${sizeWords(command.ask, currency)}`
  if ("amount" in command) return ` ${formatMoney(command.amount, currency)}`
  return "refundId" in command && command.refundId !== undefined ? ` \`${command.refundId}\`` : ""
}

const askWords = (input: CaseInput, currency: string): readonly string[] => {
  const { actorHistory, ask, askedAt, customerHistory, requestedBy } = input
  const why = ask.reason === undefined ? "without a reason" : `because ${ask.reason}`
  const note = ask.note === undefined ? "" : `, noting "${ask.note}"`
  const by = requestedBy === undefined ? "" : `, by ${requestedBy}`
  const elsewhere = (who: string, gone: typeof customerHistory): readonly string[] => {
    const told = (gone ?? []).map((one) => `the ${who} had ${formatMoney(one.amount, one.currency)} on ${day(one.at)}`)
    return [...new Set(told)].map((one) => {
      const times = told.filter((other) => other === one).length
      return times === 1 ? one : `${one}, ${times} times`
    })
  }
  return [
    `${sizeWords(ask, currency)} ${why}${note}, on ${day(askedAt)}${by}`,
    ...elsewhere("customer", customerHistory),
    ...elsewhere("actor", actorHistory),
  ]
}

const sizeWords = ({ amount, lines }: Ask, currency: string): string => {
  if (lines === undefined) return amount === undefined ? "everything" : formatMoney(amount, currency)
  return lines
    .map((line) => {
      if (line.quantity !== undefined) return `${line.quantity} of line \`${line.id}\``
      return line.amount === undefined
        ? `the rest of line \`${line.id}\``
        : `${formatMoney(line.amount, currency)} of line \`${line.id}\``
    })
    .join(" and ")
}

const traceWords = ({ trace }: Decision): readonly string[] => {
  const isInvariant = (rule: string): boolean => rule.startsWith("invariant/")
  const own = trace.filter(({ rule }) => !isInvariant(rule))
  const holds = trace.every(({ rule, violations }) => !isInvariant(rule) || violations.length === 0)
  return [
    holds ? "every invariant holds" : "an invariant is broken",
    ...own.map(({ rule, violations }) =>
      violations.length === 0
        ? `rule \`${rule}\` holds, or does not apply`
        : `rule \`${rule}\` is broken: ${violations.map(({ _tag }) => _tag).join(", ")}`,
    ),
  ]
}
