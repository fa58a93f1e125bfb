/** Holds the nouns that core, engine and http-api give to the world against the words of this domain. */
import {
  child,
  children,
  type Codebase,
  type Module,
  type Node,
  textOf,
  type Violation,
  walk,
} from "@refund-rules/codebase"
import { type Banned, banned, rightNames, tableRooms, wordRooms } from "./words.ts"

/** Exported names, tags, fields and tables that say a banned word. */
export const bannedWords = (codebase: Codebase): readonly Violation[] =>
  [...codebase.modules.values()].filter(isOurs).flatMap((module) => {
    const names = isIn(wordRooms, module.path) ? [...exported(module), ...fields(module)] : []
    return [...names, ...tables(module)].flatMap((name) => judge(module.path, name))
  })

interface Name {
  readonly text: string
  readonly line: number
  readonly what: "export" | "type" | "tag" | "field" | "table"
}

const isIn = (rooms: readonly string[], path: string): boolean => rooms.some((room) => path.startsWith(`${room}src/`))

const isOurs = ({ path }: Module): boolean => isIn(tableRooms, path) && !/(^|\/)wire(\/|\.|$)/i.test(path)

const judge = (path: string, { text, line, what }: Name): Violation[] => {
  if (Object.hasOwn(rightNames, text)) return []
  const word = banned.find((each) => each.words.some((said) => says(text, said, each.where, what)))
  if (word === undefined) return []
  const said = word.words.find((each) => says(text, each, word.where, what))
  return [{ path, line, wrong: `${what} \`${text}\` says "${said}"`, next: `say ${word.say}: see docs/words.md` }]
}

const says = (name: string, said: string, where: Banned["where"], what: Name["what"]): boolean => {
  const words = wordsOf(name)
  const isNoun = what === "type" || what === "tag" || what === "table"
  const padded = ` ${where === "everywhere" ? words.join(" ") : words.slice(-said.split(" ").length).join(" ")} `
  if (where === "noun" ? !isNoun : where === "value" && isNoun) return false
  return padded.includes(` ${said} `) || padded.includes(` ${said}s `)
}

/** The lower-case words of a camelCase, PascalCase, snake_case or kebab-case name. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase())

const exported = ({ exports }: Module): Name[] =>
  exports.map(({ name, kind, line }) => {
    const isNoun = kind === "type" || kind === "class" || (kind !== "function" && /^[A-Z]/.test(name))
    return { text: name, line, what: isNoun ? "type" : "export" }
  })

// Of what a module exports: fields of types, keys of schemas, and the literals that tag a member of a union.
const fields = ({ program, lineOf }: Module): Name[] => {
  const found: Name[] = []
  const visit = (node: Node, parent?: Node): void => {
    const line = lineOf(node.start)
    if (node.type === "TSPropertySignature") {
      const text = textOf(child(node, "key"))
      if (text !== undefined) found.push({ text, line, what: "field" })
      if (text === "_tag") found.push(...tags(node).map((tag) => ({ text: tag, line, what: "tag" as const })))
    }
    if (node.type === "ObjectExpression" && isSchema(parent)) {
      const keys = children(node, "properties").map((property) => textOf(child(property, "key")))
      found.push(...keys.flatMap((text) => (text === undefined ? [] : [{ text, line, what: "field" as const }])))
    }
  }
  for (const statement of children(program, "body")) if (statement.type.startsWith("Export")) walk(statement, visit)
  return found
}

const tags = (property: Node): string[] => {
  const found: string[] = []
  walk(property, (node, parent) => {
    if (node.type === "Literal" && parent?.type === "TSLiteralType") found.push(textOf(node) ?? "")
  })
  return found
}

// Schema.Struct({...}), Schema.TaggedStruct("Tag", {...}) and Schema.Class<A>("A")({...}).
const isSchema = (parent: Node | undefined): boolean => {
  let callee = parent?.type === "CallExpression" ? child(parent, "callee") : undefined
  while (callee?.type === "CallExpression") callee = child(callee, "callee")
  return /^(Struct|TaggedStruct|Class|TaggedClass|ErrorClass|TaggedError|TaggedErrorClass)$/.test(
    textOf(child(callee, "property")) ?? "",
  )
}

const tables = ({ program, text, lineOf }: Module): Name[] => {
  const found: Name[] = []
  walk(program, (node) => {
    if (node.type !== "CallExpression" || textOf(child(child(node, "callee"), "property")) !== "createTable") return
    const table = textOf(children(node, "arguments")[0])
    if (table !== undefined) found.push({ text: table, line: lineOf(node.start), what: "table" })
  })
  for (const match of text.matchAll(/\bcreate table (?:if not exists )?"?(\w+)/gi)) {
    found.push({ text: match[1] ?? "", line: lineOf(match.index), what: "table" })
  }
  return found
}
