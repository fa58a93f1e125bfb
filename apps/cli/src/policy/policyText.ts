/** A policy in words: a row for each rule, then the terms. */
import { type Policy, refOf, type Rule, requirementWords } from "@refund-rules/core"
import type { Ink } from "../manners/ink.ts"
import { table } from "../manners/table.ts"

export const policyText = (policy: Policy, ink: Ink, columns: number): readonly string[] => {
  const { effectiveFrom, hash, id } = { effectiveFrom: undefined, ...policy, ...refOf(policy) }
  const rows = policy.rules.map((rule) => [rule.id, requirementWords(rule.requires) + scopeOf(rule), rule.otherwise])
  const paint = (text: string, [, , otherwise]: readonly string[]): string =>
    otherwise === "Refuse" ? ink.bad(text) : ink.careful(text)
  return [
    `${ink.strong(id)}  binds at ${policy.bindAt}${effectiveFrom === undefined ? "" : `, from ${effectiveFrom}`}`,
    ink.faint(hash),
    "",
    ...(rows.length === 0
      ? ["no rules: only the invariants apply"]
      : table([{ name: "rule" }, { name: "requires" }, { name: "otherwise", paint }], rows, { ink, width: columns })),
    "",
    `terms  ${Object.keys(policy.terms).length === 0 ? "none" : JSON.stringify(policy.terms)}`,
    ...(policy.approval === undefined ? [] : [`approval  ${JSON.stringify(policy.approval)}`]),
  ]
}

const scopeOf = ({ when }: Rule): string => (when === undefined ? "" : `, when ${JSON.stringify(when)}`)
