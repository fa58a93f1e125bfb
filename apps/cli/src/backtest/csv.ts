/** A backtest as a spreadsheet: a row for each group and currency. */
import { recordOf } from "../importing/csv.ts"
import { decimals } from "./decimals.ts"
import type { Result } from "./Result.ts"
import { balanceOf, currenciesOf } from "./text.ts"

export const resultCsv = ({ by, cells }: Result): string => {
  const names = [...by, "decisions", "gained", "lost", "money", "approved then", "approved now", "difference"]
  const rows = Object.entries(cells).flatMap(([key, cell]) => {
    const { gained, lost } = balanceOf(cell)
    const counts = [...(JSON.parse(key) as readonly string[]), ...[cell.decisions, gained, lost].map(String)]
    const currencies = currenciesOf(cell)
    if (currencies.length === 0) return [[...counts, "", "", "", ""]]
    return currencies.map((currency) => {
      const [before, after] = [cell.before[currency] ?? 0, cell.after[currency] ?? 0]
      return [
        ...counts,
        currency,
        decimals(before, currency),
        decimals(after, currency),
        decimals(after - before, currency),
      ]
    })
  })
  return [names, ...rows].map(recordOf).join("")
}
