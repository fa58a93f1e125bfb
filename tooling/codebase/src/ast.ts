/** The few things the fences ask of a syntax tree, without trusting its shape: nothing here throws on a new kind of node. */

/** A node of the tree that the parser gives; what is in it beyond its place depends on `type`. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Tells whether a value found inside a node is a node itself. */
export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" && "start" in value

/** The node under a key, where there is one. */
export const child = (node: Node | undefined, key: string): Node | undefined => {
  const value = node?.[key]
  return isNode(value) ? value : undefined
}

/** The nodes in the list under a key. */
export const children = (node: Node | undefined, key: string): readonly Node[] => {
  const value = node?.[key]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** The text of an identifier or of a string literal; undefined for anything else. */
export const textOf = (node: Node | undefined): string | undefined => {
  const value = node?.type === "Literal" ? node["value"] : (node?.["name"] ?? undefined)
  return typeof value === "string" ? value : undefined
}

/** Calls `visit` for a node and everything below it, parents first. */
export const walk = (node: Node, visit: (node: Node, parent?: Node) => void, parent?: Node): void => {
  visit(node, parent)
  for (const value of Object.values(node)) {
    if (isNode(value)) walk(value, visit, node)
    else if (Array.isArray(value)) for (const each of value) if (isNode(each)) walk(each, visit, node)
  }
}
