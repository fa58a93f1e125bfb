/** Holds files and functions to their size; what is larger already stands in the ratchet list, which can only shrink. */
import { child, type Codebase, type Module, type Node, textOf, type Violation, walk } from "@refund-rules/codebase"

/** A source file has at most this many lines. */
const sourceLines = 300
/** A test file has fewer than this many lines. */
const testLines = 400
/** A function in a source file has fewer than this many lines. */
const functionLines = 50

/** What is too large and known: `path` or `path#function` to the number of lines it had when it was last looked at. */
type Ratchet = Readonly<Record<string, number>>

const list = "tooling/tidy/ratchet.json"

/** Files and functions above the limit, and entries of the ratchet list that can be lowered or dropped. */
export const tooLarge = (codebase: Codebase, ratchet: Ratchet): readonly Violation[] => {
  const measured = [...codebase.modules.values()].flatMap((module) => [fileSize(module), ...functionSizes(module)])
  const large = measured.filter(({ size, limit }) => size > limit)
  const grown = large.filter(({ key, size }) => size > (ratchet[key] ?? 0))
  const stale = Object.entries(ratchet).filter(
    ([key, lines]) => !large.some((one) => one.key === key && one.size >= lines),
  )
  return [
    ...grown.map(({ key, path, line, what, size, limit }) => ({
      path,
      line,
      wrong: `${what} has ${size} lines, the limit is ${limit}${key in ratchet ? `, and it had ${ratchet[key]}` : ""}`,
      next: "split it where one idea ends and the next begins",
    })),
    ...stale.map(([key]) => ({
      path: list,
      wrong: `\`${key}\` is smaller than recorded`,
      next: lowered(large.find((one) => one.key === key)?.size),
    })),
  ]
}

const lowered = (size: number | undefined): string =>
  size === undefined ? "drop the entry, it is within the limit now" : `lower the entry to ${size}`

interface Measured {
  readonly key: string
  readonly path: string
  readonly line: number
  readonly what: string
  readonly size: number
  readonly limit: number
}

/** Tells tests, their helpers and set-up from the source of a package. */
export const isTest = (path: string): boolean => /(^|\/)test\//.test(path) || /\.test(-d)?\.ts$/.test(path)

const fileSize = ({ path, text }: Module): Measured => {
  const size = text === "" ? 0 : text.replace(/\n$/, "").split("\n").length
  return { key: path, path, line: 1, what: "this file", size, limit: isTest(path) ? testLines - 1 : sourceLines }
}

const functionSizes = ({ path, program, lineOf }: Module): Measured[] => {
  if (isTest(path)) return []
  const found: Measured[] = []
  walk(program, (node, parent) => {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return
    const line = lineOf(node.start)
    const name = nameOf(node, parent)
    const size = lineOf(node.end) - line + 1
    found.push({ key: `${path}#${name}`, path, line, what: `function \`${name}\``, size, limit: functionLines - 1 })
  })
  return found
}

const nameOf = (node: Node, parent: Node | undefined): string =>
  textOf(child(node, "id") ?? child(parent, "id") ?? child(parent, "key")) ?? "nameless"
