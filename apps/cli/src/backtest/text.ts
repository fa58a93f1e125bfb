/** A backtest for people: what moves, what it costs by currency, and the decisions it would change most. */
import { formatMoney, type Verdict } from "@refund-rules/core"
import { type Affected, type Cell, totalOf } from "@refund-rules/engine"
import { type Ink, verdictIn } from "../manners/ink.ts"
import { table } from "../manners/table.ts"
import { wrap } from "../manners/wrap.ts"
import type { Result } from "./Result.ts"

export const resultText = (result: Result, ink: Ink, width: number): readonly string[] => {
  const { affected, by, decisions, gained, lost } = result
  return [
    `${ink.strong(result.policy.id)} ${ink.faint(result.policy.hash.slice(0, 19))} on ${decisions.toLocaleString("en")} decisions${scopeOf(result)}`,
    `${ink.good(`${gained.toLocaleString("en")} approvals gained`)}, ${ink.bad(`${lost.toLocaleString("en")} lost`)}`,
    "",
    ...moves(totalOf(result), ink, width),
    "",
    ...money(totalOf(result), ink, width),
    ...(by.length === 0 ? [] : ["", ...groups(result, ink, width)]),
    ...(affected.length === 0 ? [] : ["", ink.strong("most affected")]),
    ...affected.flatMap((one) => told(one, ink, width)),
  ]
}

const scopeOf = ({ shards, since }: Result): string =>
  [
    ...(since === null ? [] : [`, asked since ${since}`]),
    ...(shards.length === 0 ? [] : [`, shards ${shards.map(({ index, of }) => `${index}/${of}`).join(", ")}`]),
  ].join("")

const verdicts: readonly Verdict[] = ["Approve", "Review", "Refuse"]

const moves = ({ moves: counted }: Cell, ink: Ink, width: number): readonly string[] =>
  table(
    [{ name: "decided as" }, ...verdicts.map((name) => ({ name: `now ${name}`, isNumber: true }))],
    verdicts.map((before) => [
      before,
      ...verdicts.map((after) => (counted[`${before} ${after}`] ?? 0).toLocaleString("en")),
    ]),
    { ink, width },
  )

/** Every currency that was or would be approved. */
export const currenciesOf = ({ after, before }: Cell): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()

/** A difference with its sign. */
export const signed = (delta: number, currency: string): string =>
  delta === 0 ? "±0" : `${delta > 0 ? "+" : "-"}${formatMoney(Math.abs(delta), currency)}`

const money = (cell: Cell, ink: Ink, width: number): readonly string[] => {
  const rows = currenciesOf(cell).map((currency) => {
    const [before, after] = [cell.before[currency] ?? 0, cell.after[currency] ?? 0]
    return [currency, formatMoney(before, currency), formatMoney(after, currency), signed(after - before, currency)]
  })
  const names = ["approved then", "approved now", "difference"].map((name) => ({ name, isNumber: true }))
  return rows.length === 0
    ? ["no money is approved either way"]
    : table([{ name: "money" }, ...names], rows, { ink, width })
}

/** Approvals gained and lost in a cell. */
export const balanceOf = ({ moves: counted }: Cell): { readonly gained: number; readonly lost: number } => ({
  gained: (counted["Review Approve"] ?? 0) + (counted["Refuse Approve"] ?? 0),
  lost: (counted["Approve Review"] ?? 0) + (counted["Approve Refuse"] ?? 0),
})

/** The difference of a cell, in each of its currencies. */
export const differences = (cell: Cell): string =>
  currenciesOf(cell)
    .map((currency) => signed((cell.after[currency] ?? 0) - (cell.before[currency] ?? 0), currency))
    .join(", ")

const groups = ({ by, cells }: Result, ink: Ink, width: number): readonly string[] =>
  table(
    [
      ...by.map((name) => ({ name })),
      { name: "decisions", isNumber: true },
      { name: "gained", isNumber: true },
      { name: "lost", isNumber: true },
      { name: "difference" },
    ],
    Object.entries(cells).map(([key, cell]) => {
      const { gained, lost } = balanceOf(cell)
      const values = (JSON.parse(key) as readonly string[]).map((value) => (value === "" ? "none" : value))
      return [...values, String(cell.decisions), String(gained), String(lost), differences(cell)]
    }),
    { ink, width },
  )

const told = (one: Affected, ink: Ink, width: number): readonly string[] => {
  const { after, before, currency, paymentId, subject } = one
  const was = verdictIn(ink, before.verdict)(`${before.verdict} ${formatMoney(before.amount, currency)}`)
  const is = verdictIn(ink, after.verdict)(`${after.verdict} ${formatMoney(after.amount, currency)}`)
  return [
    "",
    `${ink.strong(subject ?? "refused ask")} of ${paymentId}, ${one.askedAt.slice(0, 10)}`,
    `  ${was} -> ${is}`,
    ...wrap(`then broken: ${namesOf(before)}`, width - 2, "  ").map((line) => `  ${line}`),
    ...wrap(`now broken:  ${namesOf(after)}`, width - 2, "  ").map((line) => `  ${line}`),
  ]
}

/** The rules that did not hold. */
const namesOf = ({ broken }: Affected["before"]): string =>
  broken.length === 0 ? "none" : broken.map(({ rule }) => rule).join(", ")
