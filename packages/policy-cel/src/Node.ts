/** A node of the syntax tree as this package reads it: its operator, its parts, and the type the checker gave it. */
import type { ASTNode } from "@marcbachmann/cel-js"

export type Node = ASTNode & { readonly checkedType?: NodeType }

/** What the library's checker knows about a value; `message` is one of the environment's own types. */
export interface NodeType {
  readonly name: string
  readonly kind: string
  readonly valueType?: NodeType
}

/** The nodes right below one, a comprehension's range and body included; names are no nodes. */
export const partsOf = (node: Node): readonly Node[] => {
  switch (node.op) {
    case "value":
    case "id":
      return []
    case ".":
    case ".?":
      return [node.args[0]]
    case "call":
      return node.args[1]
    case "rcall":
      return [node.args[1], ...node.args[2]]
    case "map":
      return node.args.flat()
    case "!_":
    case "-_":
      return [node.args]
    case "list":
    case "[]":
    case "[?]":
    case "?:":
    case "||":
    case "&&":
    case "==":
    case "!=":
    case "in":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return node.args
  }
}

/** Range, variable and bodies of a comprehension such as `lines.exists(line, ...)`. */
export interface Comprehension {
  readonly range: Node
  readonly bodies: readonly Node[]
}

const macros: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map"])

export const comprehensionOf = (node: Node): Comprehension | undefined => {
  if (node.op !== "rcall" || !macros.has(node.args[0])) return undefined
  const [, range, [, ...bodies]] = node.args
  return { range, bodies }
}
