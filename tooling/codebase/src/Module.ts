/** What one source file imports, exports and says about itself, read from its syntax tree. */
import { parseSync } from "oxc-parser"
import { child, children, isNode, type Node, textOf, walk } from "./ast.ts"

/** One mention of another module; type-only mentions count like all others. */
export interface Import {
  readonly specifier: string
  /** The names taken: `*` for everything or an unknown part of it, and for `export *`. */
  readonly names: readonly string[]
  readonly how: "import" | "export" | "exportAll" | "dynamic" | "path"
  readonly line: number
}

/** One exported name; `from` where it is only passed on from another module. */
export interface Export {
  readonly name: string
  readonly kind: "function" | "class" | "type" | "value" | "passed"
  readonly from?: { readonly specifier: string; readonly name: string }
  readonly doc?: string
  readonly line: number
}

/** A comment with its place in the text. */
interface Comment {
  readonly text: string
  readonly isDoc: boolean
  readonly start: number
  readonly end: number
}

/** One source file. */
export interface Module {
  readonly path: string
  readonly text: string
  readonly program: Node
  readonly comments: readonly Comment[]
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
  /** Every identifier of the module, as often as it stands there. */
  readonly names: readonly string[]
  readonly lineOf: (offset: number) => number
}

/** Reads one source file; a file that does not parse throws, as there is nothing to check in it. */
export const parseModule = (path: string, text: string): Module => {
  const parsed = parseSync(path, text)
  const fault = parsed.errors[0]
  if (fault !== undefined) throw new Error(`cannot parse \`${path}\`: ${fault.message}`)
  const program: unknown = parsed.program
  if (!isNode(program)) throw new Error(`cannot parse \`${path}\`: the parser gave no tree`)
  const lineOf = lines(text)
  const comments = parsed.comments.map(({ type, value, start, end }) => {
    return { text: value, isDoc: type === "Block" && value.startsWith("*"), start, end }
  })
  const names: string[] = []
  walk(program, (node) => {
    if (node.type === "Identifier") names.push(textOf(node) ?? "")
  })
  const imports = importsOf(program, lineOf)
  const exports = exportsOf(program, comments, text, lineOf)
  return { path, text, program, comments, imports, exports, names, lineOf }
}

const lines = (text: string) => {
  const starts = [0]
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1)
  return (offset: number): number => {
    const after = starts.findIndex((start) => start > offset)
    return after === -1 ? starts.length : after
  }
}

const importsOf = (program: Node, lineOf: Module["lineOf"]): Import[] => {
  const found: Import[] = []
  walk(program, (node, parent) => {
    const line = lineOf(node.start)
    const specifier = textOf(child(node, "source"))
    if (specifier !== undefined) {
      if (node.type === "ImportDeclaration")
        found.push({ specifier, names: imported(node, program), how: "import", line })
      if (node.type === "ExportNamedDeclaration") {
        const names = children(node, "specifiers").map((each) => textOf(child(each, "local")) ?? "*")
        found.push({ specifier, names, how: "export", line })
      }
      if (node.type === "ExportAllDeclaration") {
        found.push({ specifier, names: ["*"], how: child(node, "exported") ? "export" : "exportAll", line })
      }
      if (node.type === "ImportExpression" || node.type === "TSImportType") {
        found.push({ specifier, names: ["*"], how: "dynamic", line })
      }
    }
    const literal = node.type === "Literal" && parent?.type !== "ImportDeclaration" ? textOf(node) : undefined
    const isPath = literal !== undefined && /^[\w./@-]+\.(ts|tsx|mjs|js)$/.test(literal)
    if (isPath && child(parent, "source") !== node) found.push({ specifier: literal, names: ["*"], how: "path", line })
  })
  return found
}

const imported = (declaration: Node, program: Node): string[] =>
  children(declaration, "specifiers").flatMap((specifier) => {
    if (specifier.type === "ImportDefaultSpecifier") return ["default"]
    if (specifier.type === "ImportSpecifier") return [textOf(child(specifier, "imported")) ?? "*"]
    return membersUsed(textOf(child(specifier, "local")) ?? "", program)
  })

// Of `import * as Money` only the members named as `Money.x` count, or everything where it is handed on whole.
const membersUsed = (local: string, program: Node): string[] => {
  const members = new Set<string>()
  walk(program, (node, parent) => {
    if (node.type !== "Identifier" || node["name"] !== local || parent === undefined) return
    if (parent.type === "ImportNamespaceSpecifier") return
    const isObject = child(parent, "object") === node && parent["computed"] !== true
    const isLeft = parent.type === "TSQualifiedName" && child(parent, "left") === node
    if (isObject) members.add(textOf(child(parent, "property")) ?? "*")
    else if (isLeft) members.add(textOf(child(parent, "right")) ?? "*")
    else if (child(parent, "property") !== node && child(parent, "key") !== node) members.add("*")
  })
  return [...members]
}

const exportsOf = (program: Node, comments: readonly Comment[], text: string, lineOf: Module["lineOf"]): Export[] => {
  const origins = originsOf(program)
  return children(program, "body").flatMap((statement): Export[] => {
    const doc = docBefore(statement, comments, text)
    const at = { line: lineOf(statement.start), ...(doc === undefined ? {} : { doc }) }
    if (statement.type === "ExportDefaultDeclaration") return [{ name: "default", kind: "value", ...at }]
    if (statement.type === "ExportAllDeclaration") {
      const name = textOf(child(statement, "exported"))
      const specifier = textOf(child(statement, "source")) ?? ""
      return name === undefined ? [] : [{ name, kind: "passed", from: { specifier, name: "*" }, ...at }]
    }
    if (statement.type !== "ExportNamedDeclaration") return []
    const passed = children(statement, "specifiers").map((each) => passedOn(each, statement, origins, at))
    return [...declared(child(statement, "declaration")).map((each) => ({ ...each, ...at })), ...passed]
  })
}

type Origins = ReadonlyMap<string, { readonly specifier: string; readonly name: string }>

const originsOf = (program: Node): Origins => {
  const origins = new Map<string, { specifier: string; name: string }>()
  for (const statement of children(program, "body")) {
    const specifier = textOf(child(statement, "source"))
    if (statement.type !== "ImportDeclaration" || specifier === undefined) continue
    for (const each of children(statement, "specifiers")) {
      const name = each.type === "ImportDefaultSpecifier" ? "default" : (textOf(child(each, "imported")) ?? "*")
      origins.set(textOf(child(each, "local")) ?? "", { specifier, name })
    }
  }
  return origins
}

const passedOn = (each: Node, statement: Node, origins: Origins, at: { line: number; doc?: string }): Export => {
  const local = textOf(child(each, "local")) ?? ""
  const name = textOf(child(each, "exported")) ?? local
  const specifier = textOf(child(statement, "source"))
  const from = specifier === undefined ? origins.get(local) : { specifier, name: local }
  return from === undefined ? { name, kind: "value", ...at } : { name, kind: "passed", from, ...at }
}

const declared = (declaration: Node | undefined): Pick<Export, "name" | "kind">[] => {
  if (declaration === undefined) return []
  if (declaration.type === "VariableDeclaration") {
    return children(declaration, "declarations").map((each) => {
      const makesFunction = /Function/.test(child(each, "init")?.type ?? "")
      return { name: textOf(child(each, "id")) ?? "", kind: makesFunction ? "function" : "value" }
    })
  }
  const name = textOf(child(declaration, "id")) ?? ""
  if (declaration.type.startsWith("TS")) return [{ name, kind: "type" }]
  return [{ name, kind: declaration.type === "ClassDeclaration" ? "class" : "function" }]
}

const docBefore = (node: Node, comments: readonly Comment[], text: string): string | undefined => {
  const nearest = comments.findLast((comment) => comment.end <= node.start)
  return nearest?.isDoc === true && text.slice(nearest.end, node.start).trim() === "" ? nearest.text : undefined
}
