/** A quote as a table: what goes back of each line, and what is kept. */
import { formatMoney, type Quote } from "@refund-rules/core"
import type { Ink } from "../manners/ink.ts"
import { table } from "../manners/table.ts"

export const quoteText = ({ currency, lines, retained, total }: Quote, ink: Ink, width: number): readonly string[] => {
  const money = (minor: number): string => formatMoney(minor, currency)
  const rows = lines
    .filter(({ amount, retained: kept, units }) => amount + kept + units > 0)
    .map(({ amount, id, net, retained: kept, taxes, units }) => {
      const tax = taxes.reduce((sum, one) => sum + one.amount, 0)
      return [id, String(units), money(net), money(tax), money(kept), money(amount)]
    })
  const paid = `${ink.strong(money(total))} would be paid${retained === 0 ? "" : `, ${money(retained)} kept`}`
  if (rows.length === 0) return ["nothing would be paid"]
  const names = ["units", "net", "tax", "kept", "paid"].map((name) => ({ name, isNumber: true }))
  return [...table([{ name: "line" }, ...names], rows, { ink, width }), "", paid]
}
