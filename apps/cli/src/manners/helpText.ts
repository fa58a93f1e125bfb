/** Help that fits its terminal: what stands at the right of a column goes on below its own beginning. */
import { widthOf, wrap } from "./wrap.ts"

export const fitted = (help: string, columns: number): string =>
  help
    .split("\n")
    .flatMap((line) => (widthOf(line) <= columns ? [line] : broken(line, columns)))
    .join("\n")

/** A left column wider than this stands alone, and its right one below. */
const WIDEST = 30

const broken = (line: string, columns: number): readonly string[] => {
  const [, left, right] = /^(\s*\S.*?\s{2,})(\S.*)$/.exec(line) ?? []
  if (left === undefined || right === undefined) {
    const indent = /^\s*/.exec(line)![0]
    // A command is broken as a shell lets one be broken.
    return wrap(line.slice(indent.length), columns - indent.length - 4).map((part, index, all) => {
      const isCommand = line.includes("refund-rules ")
      return `${indent}${index > 0 ? "  " : ""}${part}${isCommand && index < all.length - 1 ? " \\" : ""}`
    })
  }
  const width = widthOf(left)
  if (width > WIDEST) return [left.trimEnd(), ...wrap(right, columns - 6).map((part) => `      ${part}`)]
  return wrap(right, columns - width).map((part, index) => (index === 0 ? left : " ".repeat(width)) + part)
}
