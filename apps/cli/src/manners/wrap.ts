/** Breaks text between words, so that no line is wider than the terminal unless a single word is. */
import { CliOutput } from "effect/cli"

export const widthOf = CliOutput.displayWidth

/** The lines of a text; what goes on in another line begins with `indent`. */
export const wrap = (text: string, columns: number, indent = ""): readonly string[] =>
  text.split("\n").flatMap((line) => wrapLine(line, columns, indent))

const wrapLine = (text: string, columns: number, indent: string): readonly string[] => {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`
    if (line !== "" && widthOf(longer) > columns) {
      lines.push(line)
      line = indent + word
    } else {
      line = longer
    }
  }
  return [...lines, line]
}

/** A word too long for its place is cut, so that a table keeps its columns. */
export const wrapHard = (text: string, columns: number): readonly string[] =>
  wrap(text, columns).flatMap((line) => {
    const parts: string[] = []
    let rest = line
    while (widthOf(rest) > columns) {
      parts.push(rest.slice(0, columns))
      rest = rest.slice(columns)
    }
    return [...parts, rest]
  })
