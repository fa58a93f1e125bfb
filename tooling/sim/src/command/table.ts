/** A table in Markdown as the formatter of this repository would have it: columns aligned, numbers to the right. */

export type Cell = number | string

export const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] === "number"))
  const texts = rows.map((row) => row.map(said))
  const widths = head.map((name, column) => Math.max(3, name.length, ...texts.map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => (isNumber[column] ? text.padStart(widths[column]!) : text.padEnd(widths[column]!))).join(" | ")} |`
  const rule = widths.map((width, column) => (isNumber[column] ? `${"-".repeat(width - 1)}:` : "-".repeat(width)))
  return [line(head), `| ${rule.join(" | ")} |`, ...texts.map(line)].join("\n")
}

const said = (cell: Cell): string => (typeof cell === "number" ? cell.toLocaleString("en-US") : cell)
