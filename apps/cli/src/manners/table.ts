/** A table that fits its terminal: the widest texts are broken into lines before a column is lost. */
import type { Ink } from "./ink.ts"
import { widthOf, wrapHard } from "./wrap.ts"

export interface Column {
  readonly name: string
  /** Numbers stand at the right and are never broken. */
  readonly isNumber?: boolean
  readonly paint?: (text: string, row: readonly string[]) => string
}

const GAP = "  "
const NARROWEST = 8

export const table = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { ink, width }: { readonly ink: Ink; readonly width: number },
): readonly string[] => {
  const widths = fitted(columns, rows, width)
  const head = line(
    columns.map(({ name }) => name),
    columns,
    widths,
    (text) => ink.faint(text),
  )
  return [
    ...head,
    ...rows.flatMap((row) => line(row, columns, widths, (text, index) => columns[index]?.paint?.(text, row) ?? text)),
  ]
}

const fitted = (columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly number[] => {
  const widths = columns.map(({ name }, index) =>
    Math.max(widthOf(name), ...rows.map((row) => widthOf(row[index] ?? ""))),
  )
  const total = (): number => widths.reduce((sum, one) => sum + one, GAP.length * (columns.length - 1))
  for (let over = total() - width; over > 0; over = total() - width) {
    const breakable = widths.map((one, index) => (columns[index]?.isNumber === true ? 0 : one))
    const widest = breakable.indexOf(Math.max(...breakable))
    if ((breakable[widest] ?? 0) <= NARROWEST) return widths
    widths[widest]! -= 1
  }
  return widths
}

const line = (
  row: readonly string[],
  columns: readonly Column[],
  widths: readonly number[],
  paint: (text: string, index: number) => string,
): readonly string[] => {
  const cells = row.map((text, index) =>
    columns[index]?.isNumber === true ? [text] : wrapHard(text, widths[index] ?? NARROWEST),
  )
  const height = Math.max(...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, index) =>
        padded(lines[at] ?? "", widths[index] ?? 0, columns[index]?.isNumber === true, (text) => paint(text, index)),
      )
      .join(GAP)
      .trimEnd(),
  )
}

const padded = (text: string, width: number, isRight: boolean, paint: (text: string) => string): string => {
  const space = " ".repeat(Math.max(0, width - widthOf(text)))
  return isRight ? space + paint(text) : paint(text) + space
}
