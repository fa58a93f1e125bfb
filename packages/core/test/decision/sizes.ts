/** The sizes of an ask: the same ask, of every size there is. */
import { verdict, type Ask, type AskSize, type LineAsk, type Policy, type RefundCase } from "@refund-rules/core"
import { evaluators } from "./policies.ts"

/** What an ask is answered, in place of the one the case was made with. */
export const answer = (policy: Policy, facts: RefundCase, ask: unknown): string =>
  verdict(policy, { ...facts, ask: ask as Ask }, evaluators)

export const sizesUpTo = (most: number): readonly number[] => Array.from({ length: most + 1 }, (_, size) => size)

/** The same ask in another size: a number for all, or one for each line. */
export const resized = (ask: Ask, size: AskSize): unknown => {
  if (ask.lines === undefined) {
    const { full: _full, ...rest } = ask
    return { ...rest, amount: size }
  }
  const sizes = typeof size === "number" ? [size] : size
  const lines = ask.lines.map(({ amount, id, quantity, taxInclusive }: LineAsk, index) => {
    if (quantity !== undefined) return { id, quantity: sizes[index] }
    return { id, amount: sizes[index], ...(amount !== undefined && taxInclusive === false ? { taxInclusive } : {}) }
  })
  return { ...ask, lines }
}

/** Every size there is of an ask of one number. */
const everySize = (ask: Ask, captured: number): readonly number[] =>
  ask.lines?.[0]?.quantity === undefined ? sizesUpTo(captured) : sizesUpTo(5)

/** The largest sizes that are approved, and that are not refused, found by trying all of them. */
export const largestByTrying = (policy: Policy, facts: RefundCase): readonly (number | null)[] => {
  const answers = everySize(facts.ask, facts.payment.captured).map((size) =>
    answer(policy, facts, resized(facts.ask, size)),
  )
  const last = (wanted: readonly string[]): number | null => {
    const at = answers.findLastIndex((one) => wanted.includes(one))
    return at < 0 ? null : at
  }
  return [last(["Approve"]), last(["Approve", "Review"])]
}
