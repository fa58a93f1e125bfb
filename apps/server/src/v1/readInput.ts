/** Reads a body by its schema: exactly its members, or everything that is wrong with it, each at its place. */
import { Effect, type Schema, SchemaIssue, SchemaParser } from "effect"
import { invalid, type Place, type Problem } from "./Problem.ts"
import { instant } from "./readQuery.ts"

/** A reader of bodies of one schema. */
export const readInput = <A, I>(schema: Schema.Codec<A, I>): ((body: unknown) => Effect.Effect<A, Problem>) => {
  const decode = SchemaParser.decodeUnknownEffect(schema, { errors: "all", onExcessProperty: "error" })
  return (body) => Effect.mapError(decode(body), (issue) => invalid(placesOf(issue)))
}

/** An instant of a body, read to UTC, or that the member at `pointer` is none; what was left out stays out. */
export const readInstant = (given: string | undefined, pointer: string): Effect.Effect<string | undefined, Problem> => {
  if (given === undefined) return Effect.undefined
  const read = instant(given)
  if (read._tag === "Success") return Effect.succeed(read.success)
  return Effect.fail(invalid([{ pointer, code: "not_an_instant", detail: noInstant }]))
}

const noInstant = "expected an instant such as 2026-01-31T12:00:00Z"

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const placesOf = (issue: SchemaIssue.Issue): readonly Place[] =>
  format(issue).issues.map(({ message, path = [] }) => ({
    pointer: path.map((part) => `/${pointerPart(part)}`).join(""),
    code: codeOf(message),
    detail: detailOf(message).slice(0, 800),
  }))

const pointerPart = (part: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof part === "object" ? part.key : part)
    .replaceAll("~", "~0")
    .replaceAll("/", "~1")

const codeOf = (message: string): string => {
  if (message.startsWith("Missing key")) return "missing"
  return /^(Unexpected key|Expected no excess)/.test(message) ? "unknown_field" : "not_well_formed"
}

/** What the schema says, as every other place of this door says it. */
const detailOf = (message: string): string => {
  if (message.startsWith("Missing key")) return "expected a value, found none"
  if (/^(Unexpected key|Expected no excess)/.test(message)) return "no such field here"
  const [, pattern] = /^Expected a string matching the RegExp (.+)$/.exec(message) ?? []
  if (pattern !== undefined) return `expected text of the form \`${pattern}\``
  const words = [...message.matchAll(/"([^"]*)"/g)].map(([, word]) => word)
  if (/^Expected "[^"]*"(?: \| "[^"]*")*$/.test(message)) return `expected one of ${words.join(", ")}`
  const [, type = ""] = /^Expected (string|number|array|boolean|object)$/.exec(message) ?? []
  const named: Readonly<Record<string, string>> = {
    string: "text",
    number: "a number",
    array: "a list",
    boolean: "true or false",
  }
  if (type !== "") return `expected ${named[type] ?? "an object"}`
  return message.charAt(0).toLowerCase() + message.slice(1)
}

/** Whether a body is an object, whose members can then be looked at. */
export const isObject = (body: unknown): body is Readonly<Record<string, unknown>> =>
  typeof body === "object" && body !== null && !Array.isArray(body)

/** What to say of a body that is no object. */
export const notAnObject = invalid([{ pointer: "", code: "not_an_object", detail: "expected an object" }])
