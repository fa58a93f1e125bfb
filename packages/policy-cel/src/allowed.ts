/** The part of CEL that a policy may use: all of it bounded, deterministic, and the same on every machine. */
import type { Fault } from "@refund-rules/core"
import { MAX_NESTED, MAX_TEXT } from "./limits.ts"
import { comprehensionOf, partsOf, type Node, type NodeType } from "./Node.ts"

/** Methods with a receiver. No regular expressions, no time zones, nothing that makes text or lists grow. */
const methods: ReadonlySet<string> = new Set(
  [
    "all exists exists_one filter map size startsWith endsWith contains lowerAscii upperAscii trim",
    "getFullYear getMonth getDate getDayOfMonth getDayOfWeek getHours getMinutes getSeconds",
  ].flatMap((names) => names.split(" ")),
)

const functions: ReadonlySet<string> = new Set(["has", "size", "int", "double", "timestamp", "duration"])

/** Methods whose argument is searched for: it stands in the policy itself, so that its length is known. */
const searches: ReadonlySet<string> = new Set(["startsWith", "endsWith", "contains"])

const formats: Readonly<Record<string, RegExp>> = {
  timestamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/,
  duration: /^-?(\d{1,9}[hms]){1,3}$/,
}

/** What of a source is not part of the language here, wherever it stands. */
export const forbidden = (root: Node): readonly Fault[] => {
  const faults: Fault[] = []
  const visit = (node: Node, depth: number): void => {
    const why = whyForbidden(node)
    if (why !== undefined) faults.push(fault("cel_not_allowed", why))
    const within = comprehensionOf(node) === undefined ? depth : depth + 1
    if (within > MAX_NESTED)
      return void faults.push(fault("cel_too_deep", `expected at most ${MAX_NESTED} comprehensions inside each other`))
    for (const part of partsOf(node)) visit(part, within)
  }
  visit(root, 0)
  return faults
}

const unknownNames: ReadonlySet<string> = new Set(["cel", "google", "optional"])

const whyForbidden = (node: Node): string | undefined => {
  if (node.op === "call") {
    const [name, inputs] = node.args
    return functions.has(name) ? whyLiteral(name, inputs) : `there is no function \`${shown(name)}\` here`
  }
  if (node.op === "rcall") {
    const [name, , inputs] = node.args
    return methods.has(name) ? whyMethod(name, inputs) : `there is no method \`${shown(name)}\` here`
  }
  if (node.op === "map" || node.op === ".?" || node.op === "[?]") return "maps and optional values cannot be made here"
  if (node.op === "value") return whyValue(node.args)
  return node.op === "id" && unknownNames.has(node.args) ? `there is no name \`${node.args}\` here` : undefined
}

const whyValue = (value: unknown): string | undefined => {
  if (value === null) return "nothing is null here: ask with `has(...)` whether something is there"
  if (typeof value === "string" && value.length > MAX_TEXT) return `expected text of at most ${MAX_TEXT} characters`
  return value instanceof Uint8Array ? "there are no bytes here" : undefined
}

const textOf = (node: Node | undefined): string | undefined =>
  node?.op === "value" && typeof node.args === "string" ? node.args : undefined

const whyLiteral = (name: string, [first]: readonly Node[]): string | undefined => {
  const format = formats[name]
  if (format === undefined) return undefined
  const text = textOf(first)
  const isFine = text !== undefined && format.test(text) && (name !== "timestamp" || Number.isFinite(Date.parse(text)))
  return isFine
    ? undefined
    : `\`${name}\` needs its value written out, such as ${name === "timestamp" ? '"2026-01-31T12:00:00Z"' : '"72h"'}`
}

const whyMethod = (name: string, inputs: readonly Node[]): string | undefined => {
  if (name.startsWith("get") && inputs.length > 0) return `\`${name}\` is in UTC and takes no time zone here`
  return searches.has(name) && textOf(inputs[0]) === undefined ? `\`${name}\` needs the text written out` : undefined
}

/** What the types of a checked source make unbounded: comparing or joining lists and text, and lists of lists. */
export const unbounded = (root: Node): readonly Fault[] => {
  const faults: Fault[] = []
  const visit = (node: Node): void => {
    const why = whyUnbounded(node)
    if (why !== undefined) faults.push(fault("cel_not_allowed", why))
    partsOf(node).forEach(visit)
  }
  visit(root)
  return faults
}

const whyUnbounded = (node: Node): string | undefined => {
  const type = node.checkedType
  if (type?.kind === "list" && type.valueType?.kind !== "primitive" && type.valueType?.kind !== "message")
    return "a list cannot hold lists here"
  const left = partsOf(node)[0]?.checkedType
  if (node.op === "==" || node.op === "!=") {
    return partsOf(node).every((part) => isScalar(part.checkedType))
      ? undefined
      : `\`${node.op}\` compares single values only`
  }
  if (node.op === "in") return isScalar(left) ? undefined : "`in` looks for single values only"
  if (node.op === "[]") return left?.kind === "message" ? "a field is named with a dot" : undefined
  if (node.op === "+") return isGrowing(type) ? "`+` adds numbers and times only" : undefined
  if (comprehensionOf(node) === undefined || left?.kind === "list") return undefined
  return "a comprehension goes over lists only"
}

const scalars: ReadonlySet<string> = new Set([
  "int",
  "uint",
  "double",
  "bool",
  "string",
  "google.protobuf.Timestamp",
  "google.protobuf.Duration",
])
const isScalar = (type: NodeType | undefined): boolean => type !== undefined && scalars.has(type.name)
const isGrowing = (type: NodeType | undefined): boolean => !isScalar(type) || type?.name === "string"

export const fault = (code: string, message: string): Fault => ({ path: "", code, message })

const shown = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}...` : name)
