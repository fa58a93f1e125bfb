/** Turns a ts block into a program that checks itself: `expression // => value` becomes an assertion on the same line. */
import { child, children, type Node, parseModule, textOf } from "@refund-rules/codebase"

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * The program of a block. Of `value`, `throws Name` asks for an error, and `...` before a closing bracket for a part;
 * a value may go on over comment lines until it is whole.
 */
export const programOf = (code: string): string => {
  const { program, comments, lineOf } = parseModule("snippet.ts", code)
  const statements = children(program, "body")
  const edits = comments.flatMap((comment, index): Edit[] => {
    if (!comment.text.trimStart().startsWith("=>")) return []
    const statement = statements.findLast(({ end }) => end <= comment.start)
    const text = comment.text.trim().slice(2).trim()
    const more = comments.slice(index + 1).map((each) => each.text.trim())
    return statement === undefined ? [] : [assertion(code, statement, whole(text, more), lineOf(comment.start))]
  })
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), code)
}

const whole = (text: string, more: readonly string[]): string => {
  const isWhole = text.startsWith("throws ") || parses(`(${part(text)})`)
  const [next, ...rest] = more
  return isWhole || next === undefined ? text : whole(`${text} ${next}`, rest)
}

const parses = (code: string): boolean => {
  try {
    parseModule("value.ts", code)
    return true
  } catch {
    return false
  }
}

const part = (value: string): string => value.replaceAll(/,?\s*\.\.\.(?=\s*[}\]])/g, "")

const assertion = (code: string, statement: Node, value: string, line: number): Edit => {
  const [name] = children(statement, "declarations").map((each) => textOf(child(each, "id")))
  const expression = name ?? code.slice(...range(statement))
  const thrown = /^throws (\w+)/.exec(value)?.[1]
  const wanted = thrown === undefined ? `() => (${part(value)})` : JSON.stringify(thrown)
  const manner = thrown === undefined ? (part(value) === value ? "equal" : "part") : "throws"
  const check = `await holds(${line}, "${manner}", async () => (${expression}), ${wanted});`
  return name === undefined
    ? { start: statement.start, end: statement.end, text: `;${check}` }
    : { start: statement.end, end: statement.end, text: `;${check}` }
}

// What is compared: the expression of the statement, or what it would print.
const range = (statement: Node): [number, number] => {
  const expression = child(statement, "expression") ?? statement
  const callee = child(expression, "callee")
  const isPrint = textOf(child(callee, "object")) === "console" && expression.type === "CallExpression"
  const shown = (isPrint ? children(expression, "arguments")[0] : undefined) ?? expression
  return [shown.start, shown.end]
}
