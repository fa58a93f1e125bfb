/** Tables for people: a heading, one row a line, numbers to the right. */

/** The lines of a table. */
export const table = (heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const cells = [heading, ...rows.map((row) => row.map(String))]
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)))
  const isNumeric = (column: number): boolean => rows.every((row) => typeof row[column] === "number")
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        isNumeric(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd()
  return cells.map(line).join("\n")
}

/** The value below which so many of a hundred lie. */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN
}
